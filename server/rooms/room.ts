/**
 * A room as this process holds it: where its log ends, and who listens. Committed messages become visible here in the
 * order of seq and in one go (lastSeq, last, fan-out), so whoever reads `lastSeq` and subscribes in the same turn misses none.
 */
import { namesOf } from '../names/seeded-names';
import type {
  ClientMessageId,
  Epoch,
  Message,
  RoomId,
  RoomState,
  UserId,
} from '../../miniprogram/core/protocol/fields';
import { movesRooms, quoteIn, withoutQuotedWords } from '../../miniprogram/core/protocol/kinds/facts';
import { isRecall } from '../../miniprogram/core/protocol/kinds/recall';
import { makeRecalled } from '../../miniprogram/core/protocol/kinds/recalled';
import type { Role } from '../../miniprogram/core/protocol/governance';
import type { DownFrame } from '../../miniprogram/core/protocol/down';
import { MAX_MARKERS, MAX_STAFF } from '../../miniprogram/core/protocol/limits';
import type { Ref } from '../storage/events';
import type { StoredMessage, StoredRoom } from '../storage/port';
import type { StoredSettings } from '../storage/governance-port';
import { encodeDown } from '../text-frame';
import type { Follower } from './follower';
import { createOrderLog, type OrderLog } from './order-log';

/** Gets the frames of a room: one connection of one user. */
export interface Subscriber {
  readonly user: UserId;
  sendShared(frame: Buffer): void;
}

/** One object for each room, as long as the process lives; only the committer moves `lastSeq`. */
export interface Room {
  readonly room: RoomId;
  name: string;
  settings: StoredSettings;
  readonly epoch: Epoch;
  /** Newest seq that was fanned out. */
  lastSeq: number;
  /** First seq that was not trimmed; lastSeq + 1 when none is left. */
  oldest: number;
  /** Newest message that is no event, and no line about who came or went. */
  last: Message | null;
  members: number;
  /** Server time in ms at which the last member left; 0 for a room with members. */
  emptiedAt: number;
  /** Owner and admins. */
  readonly staff: Map<UserId, Role>;
  /** How many wait to be let in. */
  waiting: number;
  /** A part of its log cannot be read: see `damage.ts`. */
  isUnreadable: boolean;
  /** How far each member has read. */
  readonly reads: Map<UserId, number>;
  /** What has changed of the order of members while somebody reads it. */
  readonly order: OrderLog;
  /** The first seq that was said after each member came in. */
  readonly cameAt: Map<UserId, number>;
  readonly subscribers: Set<Subscriber>;
  /** Which of them look at a list of members. */
  readonly followers: Map<Subscriber, Follower>;
  /** How many connections each user who is here has. */
  readonly online: Map<UserId, number>;
  /** When each member spoke last, in server time; kept while the room is in slow mode. */
  readonly spokeAt: Map<UserId, { readonly at: number; readonly clientId: ClientMessageId }>;
}

/** A stored message as it goes over the wire. */
export function toMessage(stored: StoredMessage, epoch: Epoch): Message {
  return { type: 'msg', epoch, ...stored };
}

/** Nobody listens yet. */
export function createRoom(stored: StoredRoom): Room {
  const { room, name, settings, epoch, head, oldest, members, emptiedAt } = stored;
  const last = stored.last && toMessage(stored.last, epoch);
  return {
    ...{ room, name, settings, epoch, lastSeq: head, oldest, last, members, emptiedAt },
    ...{
      staff: new Map(),
      waiting: 0,
      isUnreadable: stored.isUnreadable ?? false,
      reads: new Map(),
      order: createOrderLog(),
      cameAt: new Map(),
      subscribers: new Set(),
      followers: new Map(),
      online: new Map(),
      spokeAt: new Map(),
    },
  };
}

const isRef = (a: Ref, b: Ref): boolean => a.user === b.user && a.clientId === b.clientId;

/** The newest message as it is after `committed`: another one, without its words, or without those it quotes. */
export function lastAfter(last: Message | null, committed: Message): Message | null {
  const { body, user } = committed;
  if (movesRooms(body)) return committed;
  if (!last || !isRecall(body)) return last;
  if (isRef(last, body.of)) return { ...last, body: makeRecalled(user) };
  const quote = quoteIn(last.body);
  return quote && isRef(quote, body.of) ? { ...last, body: withoutQuotedWords(last.body, true) } : last;
}

/** Encodes `frame` once and hands it to everybody in the room, but not to the connections of `except`. */
export function broadcast(room: Room, frame: DownFrame, except?: UserId): void {
  if (room.subscribers.size === 0) return;
  const bytes = encodeDown(frame);
  for (const subscriber of room.subscribers) {
    if (subscriber.user !== except) subscriber.sendShared(bytes);
  }
}

/** What depends on who looks. */
export type RoomView = Pick<RoomState, 'from' | 'read' | 'joined' | 'gap' | 'markers' | 'flags' | 'standing'>;

/** How far everybody but `user` has read; nothing in a room of more than `maxMembers`. */
export function describeMarkers(room: Room, user: UserId, maxMembers: number): Pick<RoomState, 'markers'> {
  if (room.members > Math.min(maxMembers, MAX_MARKERS)) return {};
  const others = [...room.reads].filter(([member]) => member !== user);
  return { markers: others.map(([member, seq]) => ({ user: member, seq, ...describeComing(room, member) })) };
}

/** Nothing of who was there from the beginning. */
export function describeComing({ cameAt }: Room, member: UserId): { readonly from?: number } {
  const from = cameAt.get(member) ?? 1;
  return from > 1 ? { from } : {};
}

const RANKS: Readonly<Record<Role, number>> = { owner: 0, admin: 1, member: 2 };

/** Who runs the room, the owner first. */
function describeStaff({ staff }: Room): Required<Pick<RoomState, 'staff'>> {
  const all = [...staff].map(([user, role]) => ({ user, role }));
  return { staff: all.sort((a, b) => RANKS[a.role] - RANKS[b.role]).slice(0, MAX_STAFF) };
}

const describeDamaged = ({ isUnreadable }: Room): Pick<RoomState, 'unreadable'> =>
  isUnreadable ? { unreadable: true } : {};

/** To everybody in the room: what is set for it, and who runs it. */
export function tellRoom(room: Room, more: Pick<RoomState, 'unreadable'> = {}): void {
  const { name, settings } = room;
  const common = {
    name,
    ...namesOf(room),
    settings,
    ...describeStaff(room),
    ...describeDamaged(room),
    ...more,
  };
  broadcast(room, { type: 'room', room: room.room, ...common });
}

/** Where the log begins for a member who sees it from `since` on. */
export const firstSeen = ({ oldest }: Pick<Room, 'oldest'>, since: number): number => Math.max(oldest, since);

/** Nothing when this member came after it. */
export const describeNewest = ({ last }: Room, since: number): Pick<RoomState, 'last'> =>
  last && last.seq >= since ? { last } : {};

/** The room as `welcome` and `joined` tell it to a member who sees its log from `since` on. */
export function describeRoom(room: Room, view: RoomView, since = 1): RoomState {
  const waits = room.waiting > 0 && view.standing !== undefined && view.standing.role !== 'member';
  return {
    room: room.room,
    name: room.name,
    ...namesOf(room),
    epoch: room.epoch,
    head: room.lastSeq,
    oldest: firstSeen(room, since),
    online: room.online.size,
    members: room.members,
    settings: room.settings,
    ...describeNewest(room, since),
    ...describeStaff(room),
    ...(waits ? { waiting: room.waiting } : {}),
    ...describeDamaged(room),
    ...view,
  };
}
