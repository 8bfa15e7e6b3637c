/**
 * What a connection asks about rooms and sets for its own user: flags, members, the directory, reports and blocks.
 */
import { describeError } from '../../miniprogram/core/base/logger';
import type { RequestId } from '../../miniprogram/core/protocol/fields';
import type { RoomFlags } from '../../miniprogram/core/protocol/governance';
import {
  MAX_BLOCKED_USERS,
  MAX_DIRECTORY_PAGE,
  MAX_MEMBERS_PAGE,
} from '../../miniprogram/core/protocol/limits';
import type { UpFrameOf } from '../../miniprogram/core/protocol/up';
import type { Room } from '../rooms/room';
import { nameKey } from '../storage/port';
import type { ServerContext } from './context';
import { inTurn, refuse } from './membership';
import type { Peer, Seat } from './peer';

interface RoomRequest {
  readonly id: RequestId;
  readonly room: Room['room'];
}

/** Undefined when the request was refused. */
export function requireSeat(context: ServerContext, peer: Peer, frame: RoomRequest): Seat | undefined {
  const seat = peer.seats.get(frame.room);
  if (seat) return seat;
  const isThere = context.rooms.get(frame.room) !== undefined;
  if (isThere) refuse(peer, frame, 'not_joined', `You are not a member of room "${frame.room}".`);
  else refuse(peer, frame, 'no_room', `There is no room "${frame.room}".`);
  return undefined;
}

export function answerLater(
  context: ServerContext,
  peer: Peer,
  frame: { readonly id: RequestId },
  work: () => Promise<void>,
): void {
  work().catch((thrown: unknown) => {
    context.logger.error('room_request_failed', { session: peer.session, error: describeError(thrown) });
    refuse(peer, frame, 'storage', 'The server could not look it up; try again.');
  });
}

export function handleFlags(context: ServerContext, peer: Peer, frame: UpFrameOf<'flags'>): void {
  if (!requireSeat(context, peer, frame)) return;
  const { pinned, muted, markedUnread } = frame;
  // In turn, so that the last of two changes is the one that holds.
  inTurn(context, peer, frame, async () => {
    const change = { pinned, muted, markedUnread } as Partial<RoomFlags>;
    const flags = await context.store.governance.setFlags(frame.room, peer.user, change);
    if (!flags) {
      refuse(peer, frame, 'not_joined', `You are not a member of room "${frame.room}".`);
      return;
    }
    for (const device of context.hub.peersOf(peer.user)) {
      const id = device === peer ? { id: frame.id } : {};
      device.send({ type: 'flags', tag: device.tag, ...id, room: frame.room, flags });
    }
  });
}

const compareNames = (a: string, b: string): number => (nameKey(a) < nameKey(b) ? -1 : 1);

export function handleMembers(context: ServerContext, peer: Peer, frame: UpFrameOf<'members'>): void {
  const seat = requireSeat(context, peer, frame);
  if (!seat) return;
  answerLater(context, peer, frame, async () => {
    const now = context.clock.now();
    const stored = await context.store.governance.membersOf(frame.room);
    const all = stored.map(({ user, name, avatar, role, mutedUntil }) => ({
      user,
      name,
      avatar,
      role,
      online: seat.room.online.has(user),
      mutedUntil: mutedUntil > now ? mutedUntil : 0,
    }));
    all.sort((a, b) => Number(b.online) - Number(a.online) || compareNames(a.name, b.name));
    const members = all.slice(frame.skip, frame.skip + MAX_MEMBERS_PAGE);
    const more = frame.skip + members.length < all.length;
    peer.send({ type: 'members', tag: peer.tag, id: frame.id, room: frame.room, members, more });
  });
}

/** A code finds a public room too. */
function isListed({ room, name, settings }: Room, query: string): boolean {
  if (settings.access !== 'public' || settings.closed) return false;
  return nameKey(name).includes(query) || room === query;
}

export function handleDirectory(context: ServerContext, peer: Peer, frame: UpFrameOf<'directory'>): void {
  const query = nameKey(frame.query.trim());
  const found = context.rooms.all().filter((room) => isListed(room, query));
  found.sort(
    (a, b) => b.online.size - a.online.size || b.members - a.members || compareNames(a.name, b.name),
  );
  const page = found.slice(frame.skip, frame.skip + MAX_DIRECTORY_PAGE);
  const rooms = page.map(({ room, name, settings: { announcement }, online, members }) => ({
    room,
    name,
    announcement,
    online: online.size,
    members,
  }));
  const more = frame.skip + page.length < found.length;
  peer.send({ type: 'directory', tag: peer.tag, id: frame.id, rooms, more });
}

export function handleReport(context: ServerContext, peer: Peer, frame: UpFrameOf<'report'>): void {
  if (!requireSeat(context, peer, frame)) return;
  const waitMs = context.takeReport(peer.user);
  if (waitMs > 0) {
    refuse(peer, frame, 'rate', `Too many reports; try again in ${waitMs} ms.`, waitMs);
    return;
  }
  answerLater(context, peer, frame, async () => {
    const { room, user, seq = null, reason } = frame;
    const at = context.clock.now();
    await context.store.governance.addReport({ at, reporter: peer.user, room, user, seq, reason });
    context.logger.warn('reported', { room, user, seq, reason });
    peer.send({ type: 'done', tag: peer.tag, id: frame.id });
  });
}

export function handleBlock(context: ServerContext, peer: Peer, frame: UpFrameOf<'block'>): void {
  inTurn(context, peer, frame, async () => {
    const { governance } = context.store;
    const { user, on } = frame;
    const before = await governance.blocksOf(peer.user);
    if (on && user === peer.user) {
      refuse(peer, frame, 'forbidden', 'Nobody can block themself.');
      return;
    }
    if (on && !before.includes(user) && before.length >= MAX_BLOCKED_USERS) {
      refuse(
        peer,
        frame,
        'overload',
        `You block ${before.length} people, the limit is ${MAX_BLOCKED_USERS}.`,
      );
      return;
    }
    await governance.setBlocked(peer.user, user, on);
    const users = await governance.blocksOf(peer.user);
    for (const device of context.hub.peersOf(peer.user)) {
      const id = device === peer ? { id: frame.id } : {};
      device.send({ type: 'blocked', tag: device.tag, ...id, users });
    }
  });
}
