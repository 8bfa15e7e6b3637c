/**
 * One page of the members of a room: those who are online first, then by name, as that was when the first page was told; or of those
 * of a name. Goes on from the key where the last page ended; sorts only the few who are online.
 */
import type { Member } from '../../miniprogram/core/protocol/down-rooms';
import type { UserId } from '../../miniprogram/core/protocol/fields';
import { MAX_MEMBERS_PAGE } from '../../miniprogram/core/protocol/limits';
import type { Turn } from '../cost/lane';
import { EACH } from '../cost/prices';
import type { Room } from '../rooms/room';
import type { MemberPlace } from '../storage/governance-port';
import { alongNames, comparePlaces, isBehind, type Walk } from './along-names';
import type { ServerContext } from './context';
import { findMembers } from './find-members';
import { readPlace, writePlace, type ListPlace } from './list-place';
import type { Peer, Seat } from './peer';

/** With more people online than this they are found along the index, too, instead of being sorted. */
const MAX_SORTED = 200;
/** One more than a page tells whether there is another one. */
const WANTED = MAX_MEMBERS_PAGE + 1;

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

const wasOnline = ({ room, was }: Walk, user: UserId): boolean =>
  was.get(user)?.online ?? room.online.has(user);

/** Looks along the names for people that fit. */
async function walk(to: Walk, fits: (user: UserId) => boolean, { after, skip, count }: Wish): Promise<Found> {
  const places: MemberPlace[] = [];
  let skipped = 0;
  for await (const slice of alongNames(to, { after, price: EACH.scanned })) {
    for (const place of slice) {
      if (!fits(place.user)) continue;
      if (skipped < skip) skipped += 1;
      else places.push(place);
      if (places.length === count) return { places, skipped };
    }
  }
  return { places, skipped };
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
    .sort(comparePlaces);
  return {
    places: places.slice(wish.skip, wish.skip + wish.count),
    skipped: Math.min(wish.skip, places.length),
  };
}

interface Row extends MemberPlace {
  readonly isFirst: boolean;
}

async function findRows(to: Walk, begin: ListPlace, skip: number): Promise<readonly Row[]> {
  const { after, isFirst } = begin;
  const first = isFirst ? await findOnline(to, { after, skip, count: WANTED }) : { places: [], skipped: 0 };
  const rows = first.places.map((place) => ({ ...place, isFirst: true }));
  if (rows.length === WANTED) return rows;
  const rest = await walk(to, (user) => !wasOnline(to, user), {
    after: isFirst ? null : after,
    skip: skip - first.skipped,
    count: WANTED - rows.length,
  });
  return [...rows, ...rest.places.map((place) => ({ ...place, isFirst: false }))];
}

/** Where the page begins: where the phone says, else where the last one ended, else counted from the first. */
function beginningOf({ room, listed }: Seat, { skip, after, query = '' }: Asked) {
  const lastPlace = listed?.skip === skip && listed.query === query ? listed.place : null;
  const place = (after === undefined ? null : readPlace(after)) ?? lastPlace;
  if (place) return { begin: place, skip: 0 };
  const begin: ListPlace = { mark: room.order.mark(), isFirst: true, after: null };
  return { begin, skip };
}

interface Asked {
  readonly skip: number;
  readonly after?: string | undefined;
  /** Folded; empty: all of them. */
  readonly query?: string;
  /** Who is about to be told. */
  readonly onUsers?: (users: readonly UserId[]) => void;
}

/** In the order of the list; `next` is absent at its end. */
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

/** Rejects when the storage cannot be read. */
export async function listMembers(
  context: ServerContext,
  peer: Peer,
  seat: Seat,
  asked: Asked,
  turn: Turn,
): Promise<MembersPage> {
  const { room } = seat;
  const { governance } = context.store;
  const { query = '' } = asked;
  const { begin, skip } = beginningOf(seat, asked);
  const to = { room, peer, governance, turn, was: room.order.since(begin.mark) };
  const rows = await (query === ''
    ? findRows(to, begin, skip)
    : findMembers(to, query, { begin, skip, count: WANTED }));
  const page = rows.slice(0, MAX_MEMBERS_PAGE);
  const last = page[page.length - 1];
  const next =
    rows.length === WANTED && last ? { mark: begin.mark, isFirst: last.isFirst, after: last } : null;
  seat.listed = next && { query, skip: asked.skip + page.length, place: next };
  const users = page.map(({ user }) => user);
  asked.onUsers?.(users);
  const members = await describeMembers(context, room, users);
  return { members, more: next !== null, ...(next ? writePlace(next) : {}) };
}
