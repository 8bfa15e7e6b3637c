/**
 * A room as this process holds it: where its log ends, and who listens. Committed messages become visible here in the
 * order of seq and in one go (head, last, fan-out), so whoever reads `head` and subscribes in the same turn misses none.
 */
import type { Epoch, Message, RoomId, RoomState, UserId } from '../../miniprogram/core/protocol/fields';
import type { DownFrame } from '../../miniprogram/core/protocol/down';
import type { StoredMessage, StoredRoom } from '../storage/port';
import { encodeDown } from '../ws/text-frame';

/** Gets the frames of a room: one connection of one user. */
export interface Subscriber {
  readonly user: UserId;
  sendShared(frame: Buffer): void;
}

export interface Room {
  readonly room: RoomId;
  readonly name: string;
  readonly epoch: Epoch;
  /** Newest seq that was fanned out. */
  head: number;
  /** First seq that was not trimmed; head + 1 when none is left. */
  oldest: number;
  last: Message | null;
  members: number;
  readonly subscribers: Set<Subscriber>;
  /** How many connections each user who is here has. */
  readonly online: Map<UserId, number>;
}

export function toMessage(stored: StoredMessage, epoch: Epoch): Message {
  return { type: 'msg', epoch, ...stored };
}

export function createRoom(stored: StoredRoom): Room {
  const { room, name, epoch, head, oldest, members } = stored;
  const last = stored.last && toMessage(stored.last, epoch);
  return { room, name, epoch, head, oldest, last, members, subscribers: new Set(), online: new Map() };
}

/** Encodes `frame` once and hands it to everybody in the room, but not to the connections of `except`. */
export function broadcast(room: Room, frame: DownFrame, except?: UserId): void {
  if (room.subscribers.size === 0) return;
  const bytes = encodeDown(frame);
  for (const subscriber of room.subscribers) {
    if (subscriber.user !== except) subscriber.sendShared(bytes);
  }
}

/** The room as `welcome` and `joined` tell it. */
export function describeRoom(room: Room, view: Pick<RoomState, 'from' | 'read' | 'gap'>): RoomState {
  return {
    room: room.room,
    name: room.name,
    epoch: room.epoch,
    head: room.head,
    oldest: room.oldest,
    online: room.online.size,
    members: room.members,
    ...(room.last ? { last: room.last } : {}),
    ...view,
  };
}
