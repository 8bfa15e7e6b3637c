/**
 * What a connection asks about rooms and sets for its own user: flags, members, the directory and blocks.
 */
import { namesOf } from '../names/seeded-names';
import type { UserId } from '../../miniprogram/core/protocol/fields';
import type { RoomFlags } from '../../miniprogram/core/protocol/governance';
import { MAX_BLOCKED_USERS, MAX_DIRECTORY_PAGE } from '../../miniprogram/core/protocol/limits';
import { fold } from '../../miniprogram/core/base/fold';
import type { UpFrameOf } from '../../miniprogram/core/protocol/up';
import type { Turn } from '../cost/lane';
import { EACH } from '../cost/prices';
import { nameKey } from '../storage/port';
import { answerLater, inTurn, keepsSeat, refuse, refuseAs, refuseOutsider, requireSeat } from './answers';
import type { ServerContext } from './context';
import { follow } from './follow';
import { describeMembers, listMembers, type MembersPage } from './member-list';
import { recount } from './unread';
import type { Peer, Seat } from './peer';

/** Answers with all flags of the room, and tells the person's other phones. */
export function handleFlags(context: ServerContext, peer: Peer, frame: UpFrameOf<'flags'>): void {
  if (!requireSeat(peer, frame)) return;
  const { pinned, muted, markedUnread } = frame;
  // In turn, so that the last of two changes is the one that holds.
  inTurn(context, peer, frame, async () => {
    const change = { pinned, muted, markedUnread } as Partial<RoomFlags>;
    const flags = await context.store.governance.setFlags(frame.room, peer.user, change);
    if (!flags) {
      refuseOutsider(peer, frame);
      return;
    }
    const devices = context.hub.peersOf(peer.user);
    peer.budget.charge(devices.length * EACH.listener);
    for (const device of devices) {
      const id = device === peer ? { id: frame.id } : {};
      device.send({ type: 'flags', tag: device.tag, ...id, room: frame.room, flags });
    }
  });
}

async function readMembers(
  context: ServerContext,
  peer: Peer,
  seat: Seat,
  frame: UpFrameOf<'members'>,
  turn: Turn,
): Promise<MembersPage> {
  const { skip, after, query = '', users } = frame;
  // First, so that what changes while they are looked up is told afterwards.
  const onUsers = (shown: readonly UserId[]): void => follow(context, peer, seat, frame, shown);
  // What shows nothing looks for nobody.
  if (!users)
    return listMembers(context, peer, seat, { skip, after, query: fold(query).trim(), onUsers }, turn);
  const named = [...new Set(users)];
  peer.budget.charge(named.length * EACH.row);
  onUsers(named.filter((user) => seat.room.reads.has(user)));
  return { members: await describeMembers(context, seat.room, named), more: false };
}

/** Answers with a page; with `follow` news of those on it come by themselves. */
export function handleMembers(context: ServerContext, peer: Peer, frame: UpFrameOf<'members'>): void {
  const seat = requireSeat(peer, frame);
  if (!seat) return;
  answerLater(context, peer, frame, () =>
    context.lane.run(peer.budget, async (turn) => {
      const { tag } = peer;
      const { id, room, query = '', follow: isFollowed } = frame;
      const found = await readMembers(context, peer, seat, frame, turn);
      if (!keepsSeat(peer, frame, seat)) return;
      const more = { ...(query === '' ? {} : { query }), ...(isFollowed ? { following: true } : {}) };
      peer.send({ type: 'members', tag, id, room, ...found, ...more });
    }),
  );
}

async function sendDirectory(
  context: ServerContext,
  peer: Peer,
  frame: UpFrameOf<'directory'>,
  turn: Turn,
): Promise<void> {
  const query = nameKey(frame.query.trim());
  const { skip } = frame;
  const shown = peer.foundRooms?.query === query && peer.foundRooms.skip === skip ? peer.foundRooms : null;
  const wanted = { skip, after: frame.after ?? shown?.place, limit: MAX_DIRECTORY_PAGE };
  const { rooms: found, more, next, scanned } = await context.directory.find(query, wanted, turn);
  peer.foundRooms = next === undefined ? null : { query, skip: skip + found.length, place: next };
  peer.budget.charge(scanned * EACH.compared);
  const rooms = found.map(({ room, name, settings, online, members }) => ({
    room,
    name,
    ...namesOf({ room, name }),
    announcement: settings.announcement,
    online: online.size,
    members,
    entry: settings.entry,
  }));
  const place = next === undefined ? {} : { next };
  peer.send({ type: 'directory', tag: peer.tag, id: frame.id, rooms, more, ...place });
}

/** Answers with a page of the rooms that everybody may find. */
export function handleDirectory(context: ServerContext, peer: Peer, frame: UpFrameOf<'directory'>): void {
  answerLater(context, peer, frame, () =>
    context.lane.run(peer.budget, (turn) => sendDirectory(context, peer, frame, turn)),
  );
}

/** Answers with all whom they block, and what that does to their unread counts. */
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
      const reason = `You block ${before.length} people, the limit is ${MAX_BLOCKED_USERS}.`;
      refuseAs(peer, frame, { code: 'forbidden', reason, full: 'blocks' });
      return;
    }
    await governance.setBlocked(peer.user, user, on);
    const users = await governance.blocksOf(peer.user);
    const devices = context.hub.peersOf(peer.user);
    peer.budget.charge(devices.length * EACH.listener + users.length);
    for (const device of devices) {
      const id = device === peer ? { id: frame.id } : {};
      device.send({ type: 'blocked', tag: device.tag, ...id, users });
    }
    await recount(context, peer, user, users);
  });
}
