/**
 * A room as this process holds it: where its log ends, and who listens. Committed messages become visible here in the
 * order of seq and in one go (head, last, fan-out), so whoever reads `head` and subscribes in the same turn misses none.
 */
import type { Epoch, Message, RoomId, RoomState, UserId } from '../../miniprogram/core/protocol/fields';
import type { RoomSettings } from '../../miniprogram/core/protocol/governance';
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
  name: string;
  settings: RoomSettings;
  readonly epoch: Epoch;
  /** Newest seq that was fanned out. */
  head: number;
  last: Message | null;
  members: number;
  readonly subscribers: Set<Subscriber>;
  /** How many connections each user who is here has. */
  readonly online: Map<UserId, number>;
  /** When each member spoke last, in server time; kept while the room is in slow mode. */
  readonly spokeAt: Map<UserId, number>;
}

export function toMessage(stored: StoredMessage, epoch: Epoch): Message {
  return { type: 'msg', epoch, ...stored };
}

export function createRoom(stored: StoredRoom): Room {
  const { room, name, settings, epoch, head, members } = stored;
  const last = stored.last && toMessage(stored.last, epoch);
  const empty = { subscribers: new Set<Subscriber>(), online: new Map(), spokeAt: new Map() };
  return { room, name, settings, epoch, head, last, members, ...empty };
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
export function describeRoom(
  room: Room,
  view: Pick<RoomState, 'from' | 'read' | 'gap' | 'flags' | 'standing'>,
): RoomState {
  return {
    room: room.room,
    name: room.name,
    epoch: room.epoch,
    head: room.head,
    online: room.online.size,
    members: room.members,
    settings: room.settings,
    ...(room.last ? { last: room.last } : {}),
    ...view,
  };
}
