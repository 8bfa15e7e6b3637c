/**
 * One page of the members of a room: those who are online first, then by name. Walks along an index in slices, and goes on
 * where this connection's last page ended; sorts only the few who are online.
 */
import type { Member } from '../../miniprogram/core/protocol/down-rooms';
import type { UserId } from '../../miniprogram/core/protocol/fields';
import { MAX_MEMBERS_PAGE } from '../../miniprogram/core/protocol/limits';
import type { Turn } from '../cost/lane';
import { EACH } from '../cost/prices';
import type { Room } from '../rooms/room';
import type { GovernanceStore, MemberPlace } from '../storage/governance-port';
import type { ServerContext } from './context';
import type { ListPlace, Peer, Seat } from './peer';

/** With more people online than this they are found along the index, too, instead of being sorted. */
const MAX_SORTED = 200;
const SLICE = 250;

interface Walk {
  readonly room: Room;
  readonly peer: Peer;
  readonly governance: GovernanceStore;
  readonly turn: Turn;
}

interface Found {
  readonly users: UserId[];
  /** How many fitted, with those left out. */
  readonly passed: number;
  /** The last one that was looked at; null when the end was reached. */
  readonly at: MemberPlace | null;
}

const compare = (a: MemberPlace, b: MemberPlace): number =>
  a.nameKey === b.nameKey ? (a.user < b.user ? -1 : 1) : a.nameKey < b.nameKey ? -1 : 1;

/** Looks along the names for `count` people that fit, leaving out the first `skip` of them. */
async function walk(
  { room, peer, governance, turn }: Walk,
  from: MemberPlace | null,
  fits: (user: UserId) => boolean,
  { skip, count }: { skip: number; count: number },
): Promise<Found> {
  const users: UserId[] = [];
  let at = from;
  let passed = 0;
  for (;;) {
    const places = await governance.membersByName(room.room, at, SLICE);
    peer.budget.charge(places.length * EACH.scanned);
    for (const place of places) {
      at = place;
      if (!fits(place.user)) continue;
      passed += 1;
      if (passed > skip) users.push(place.user);
      if (users.length === count) return { users, passed, at };
    }
    if (places.length < SLICE) return { users, passed, at: null };
    await turn();
  }
}

async function sortedOnline({ room, governance }: Walk): Promise<readonly UserId[]> {
  const places = await governance.placesOf(room.room, [...room.online.keys()]);
  return [...places].sort(compare).map(({ user }) => user);
}

/** Where the page begins: where the last one ended, or counted from the first. */
const beginning = (listed: ListPlace | null, skip: number): ListPlace =>
  listed?.skip === skip ? listed : { skip, isOnline: true, after: null };

async function findOnline(
  to: Walk,
  { skip, after, isOnline }: ListPlace,
): Promise<{ users: readonly UserId[]; offset: number; after: MemberPlace | null }> {
  if (!isOnline) return { users: [], offset: 0, after: null };
  const { online } = to.room;
  if (online.size > MAX_SORTED) {
    const left = after ? 0 : skip;
    const { users, passed, at } = await walk(to, after, (user) => online.has(user), {
      skip: left,
      count: MAX_MEMBERS_PAGE,
    });
    return { users, offset: Math.max(0, left - passed), after: at };
  }
  const sorted = await sortedOnline(to);
  const users = sorted.slice(skip, skip + MAX_MEMBERS_PAGE);
  return { users, offset: Math.max(0, skip - sorted.length), after: null };
}

async function findUsers(to: Walk, seat: Seat, skip: number): Promise<readonly UserId[]> {
  const begin = beginning(seat.listed, skip);
  const first = await findOnline(to, begin);
  const count = MAX_MEMBERS_PAGE - first.users.length;
  if (count === 0) {
    seat.listed = { skip: skip + first.users.length, isOnline: true, after: first.after };
    return first.users;
  }
  const isOffline = (user: UserId): boolean => !to.room.online.has(user);
  const from = begin.isOnline ? null : begin.after;
  const rest = await walk(to, from, isOffline, { skip: first.offset, count });
  const users = [...first.users, ...rest.users];
  seat.listed = rest.at && { skip: skip + users.length, isOnline: false, after: rest.at };
  return users;
}

export async function listMembers(
  context: ServerContext,
  peer: Peer,
  seat: Seat,
  skip: number,
  turn: Turn,
): Promise<{ members: readonly Member[]; more: boolean }> {
  const { room } = seat;
  const { governance } = context.store;
  const users = await findUsers({ room, peer, governance, turn }, seat, skip);
  const now = context.clock.now();
  const stored = await governance.describeMembers(room.room, users);
  const members = stored.map(({ user, name, avatar, role, mutedUntil }) => ({
    ...{ user, name, avatar, role },
    online: room.online.has(user),
    mutedUntil: mutedUntil > now ? mutedUntil : 0,
  }));
  return { members, more: users.length > 0 && skip + users.length < room.members };
}
