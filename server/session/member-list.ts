/**
 * One page of the members of a room: those who are online first, then by name, as that was when the first page was told. Walks
 * along an index in slices, from the key where the last page ended; sorts only the few who are online.
 */
import type { Member } from '../../miniprogram/core/protocol/down-rooms';
import type { UserId } from '../../miniprogram/core/protocol/fields';
import { MAX_MEMBERS_PAGE } from '../../miniprogram/core/protocol/limits';
import type { Turn } from '../cost/lane';
import { EACH } from '../cost/prices';
import type { Was } from '../rooms/order-log';
import type { Room } from '../rooms/room';
import type { GovernanceStore, MemberPlace } from '../storage/governance-port';
import type { ServerContext } from './context';
import { readPlace, writePlace, type ListPlace } from './list-place';
import type { Peer, Seat } from './peer';

/** With more people online than this they are found along the index, too, instead of being sorted. */
const MAX_SORTED = 200;
const SLICE = 250;
/** One more than a page tells whether there is another one. */
const WANTED = MAX_MEMBERS_PAGE + 1;

interface Walk {
  readonly room: Room;
  readonly peer: Peer;
  readonly governance: GovernanceStore;
  readonly turn: Turn;
  /** How those were who have changed since the first page. */
  readonly was: ReadonlyMap<UserId, Was>;
}

interface Found {
  readonly places: readonly MemberPlace[];
  /** How many of those left out there were. */
  readonly skipped: number;
}

interface Wish {
  /** Those before are told already. */
  readonly after: MemberPlace | null;
  readonly skip: number;
  readonly count: number;
}

const compare = (a: MemberPlace, b: MemberPlace): number =>
  a.nameKey === b.nameKey ? (a.user < b.user ? -1 : 1) : a.nameKey < b.nameKey ? -1 : 1;

const isBehind = (place: MemberPlace, after: MemberPlace | null): boolean =>
  after === null || (place.user !== after.user && compare(place, after) > 0);

const wasOnline = ({ room, was }: Walk, user: UserId): boolean =>
  was.get(user)?.online ?? room.online.has(user);

/** Members who had another name then, where they were. */
function renamed({ room, was }: Walk): readonly MemberPlace[] {
  return [...was].flatMap(([user, { nameKey }]) =>
    nameKey !== undefined && room.reads.has(user) ? [{ user, nameKey }] : [],
  );
}

/** Of one slice of the index, in the order of then: without those who had another name, and with those who were there. */
function asItWas(
  slice: readonly MemberPlace[],
  moved: readonly MemberPlace[],
  span: { readonly after: MemberPlace | null; readonly upTo: MemberPlace | null },
): readonly MemberPlace[] {
  if (moved.length === 0) return slice;
  const users = new Set(moved.map(({ user }) => user));
  const here = moved.filter(
    (place) => isBehind(place, span.after) && (span.upTo === null || !isBehind(place, span.upTo)),
  );
  return [...slice.filter(({ user }) => !users.has(user)), ...here].sort(compare);
}

/** Looks along the names for people that fit. */
async function walk(to: Walk, fits: (user: UserId) => boolean, { after, skip, count }: Wish): Promise<Found> {
  const { room, peer, governance, turn } = to;
  const moved = renamed(to);
  const places: MemberPlace[] = [];
  let skipped = 0;
  for (let at = after; ;) {
    const slice = await governance.membersByName(room.room, at, SLICE);
    peer.budget.charge(slice.length * EACH.scanned);
    const upTo = slice.length < SLICE ? null : (slice[slice.length - 1] ?? null);
    for (const place of asItWas(slice, moved, { after: at, upTo })) {
      if (!fits(place.user)) continue;
      if (skipped < skip) skipped += 1;
      else places.push(place);
      if (places.length === count) return { places, skipped };
    }
    if (upTo === null) return { places, skipped };
    at = upTo;
    await turn();
  }
}

async function findOnline(to: Walk, wish: Wish): Promise<Found> {
  const { room, governance, was } = to;
  const gone = [...was].flatMap(([user, { online }]) => (online === true ? [user] : []));
  const online = new Set([...room.online.keys(), ...gone].filter((user) => wasOnline(to, user)));
  if (online.size > MAX_SORTED) return walk(to, (user) => online.has(user), wish);
  const found = await governance.placesOf(room.room, [...online]);
  const places = found
    .map(({ user, nameKey }) => ({ user, nameKey: was.get(user)?.nameKey ?? nameKey }))
    .filter((place) => isBehind(place, wish.after))
    .sort(compare);
  return {
    places: places.slice(wish.skip, wish.skip + wish.count),
    skipped: Math.min(wish.skip, places.length),
  };
}

interface Row extends MemberPlace {
  readonly isOnline: boolean;
}

async function findRows(to: Walk, begin: ListPlace, skip: number): Promise<readonly Row[]> {
  const { after, isOnline } = begin;
  const first = isOnline ? await findOnline(to, { after, skip, count: WANTED }) : { places: [], skipped: 0 };
  const rows = first.places.map((place) => ({ ...place, isOnline: true }));
  if (rows.length === WANTED) return rows;
  const rest = await walk(to, (user) => !wasOnline(to, user), {
    after: isOnline ? null : after,
    skip: skip - first.skipped,
    count: WANTED - rows.length,
  });
  return [...rows, ...rest.places.map((place) => ({ ...place, isOnline: false }))];
}

/** Where the page begins: where the phone says, else where the last one ended, else counted from the first. */
function beginningOf({ room, listed }: Seat, { skip, after }: Asked): { begin: ListPlace; skip: number } {
  const place =
    (after === undefined ? null : readPlace(after)) ?? (listed?.skip === skip ? listed.place : null);
  if (place) return { begin: place, skip: 0 };
  return { begin: { mark: room.order.mark(), isOnline: true, after: null }, skip };
}

interface Asked {
  readonly skip: number;
  readonly after?: string | undefined;
}

export interface MembersPage {
  readonly members: readonly Member[];
  readonly more: boolean;
  readonly next?: string;
}

/** As they are told, in the order asked for; without those who left meanwhile. */
export async function describeMembers(
  { clock, store }: Pick<ServerContext, 'clock' | 'store'>,
  room: Room,
  users: readonly UserId[],
): Promise<readonly Member[]> {
  const now = clock.now();
  const stored = await store.governance.describeMembers(room.room, users);
  return stored.map(({ user, name, avatar, role, mutedUntil }) => ({
    ...{ user, name, avatar, role },
    online: room.online.has(user),
    mutedUntil: mutedUntil > now ? mutedUntil : 0,
  }));
}

export async function listMembers(
  context: ServerContext,
  peer: Peer,
  seat: Seat,
  asked: Asked,
  turn: Turn,
): Promise<MembersPage> {
  const { room } = seat;
  const { governance } = context.store;
  const { begin, skip } = beginningOf(seat, asked);
  const was = room.order.since(begin.mark);
  const rows = await findRows({ room, peer, governance, turn, was }, begin, skip);
  const page = rows.slice(0, MAX_MEMBERS_PAGE);
  const last = page[page.length - 1];
  const next =
    rows.length === WANTED && last ? { mark: begin.mark, isOnline: last.isOnline, after: last } : null;
  seat.listed = next && { skip: asked.skip + page.length, place: next };
  const members = await describeMembers(
    context,
    room,
    page.map(({ user }) => user),
  );
  return { members, more: next !== null, ...(next ? writePlace(next) : {}) };
}
