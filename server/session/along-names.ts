/**
 * The members of a room along the index of their names, in slices, as their names were when somebody began to read. Knows neither
 * pages nor what is looked for.
 */
import type { UserId } from '../../miniprogram/core/protocol/fields';
import type { Turn } from '../cost/lane';
import type { OrderBefore } from '../rooms/order-log';
import type { Room } from '../rooms/room';
import type { GovernanceStore, MemberPlace } from '../storage/governance-port';
import type { Peer } from './peer';

const SLICE = 250;

/** What reading a list needs, from its first page to its last. */
export interface Walk {
  readonly room: Room;
  readonly peer: Peer;
  readonly governance: GovernanceStore;
  readonly turn: Turn;
  /** How those were who have changed since the first page. */
  readonly was: ReadonlyMap<UserId, OrderBefore>;
}

interface Along {
  /** Those before are passed over. */
  readonly after: MemberPlace | null;
  /** Of looking at one of them. */
  readonly price: number;
  /** Of those who had another name; absent, all count where they were. */
  readonly moved?: readonly MemberPlace[];
}

/** By name as it is compared, then by id: negative, 0 or positive. */
export const comparePlaces = (a: MemberPlace, b: MemberPlace): number =>
  a.nameKey === b.nameKey ? (a.user < b.user ? -1 : 1) : a.nameKey < b.nameKey ? -1 : 1;

/** True for every place when there is none before. */
export const isBehind = (place: MemberPlace, after: MemberPlace | null): boolean =>
  after === null || (place.user !== after.user && comparePlaces(place, after) > 0);

/** Members who had another name then, where they were. */
export function renamed({ room, was }: Walk): readonly MemberPlace[] {
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
  return [...slice.filter(({ user }) => !users.has(user)), ...here].sort(comparePlaces);
}

/** Slice after slice; others have their turn in between. */
export async function* alongNames(
  to: Walk,
  { after, price, moved = renamed(to) }: Along,
): AsyncGenerator<readonly MemberPlace[]> {
  const { room, peer, governance, turn } = to;
  for (let at = after; ;) {
    const slice = await governance.membersByName(room.room, at, SLICE);
    peer.budget.charge(slice.length * price);
    const upTo = slice.length < SLICE ? null : (slice[slice.length - 1] ?? null);
    yield asItWas(slice, moved, { after: at, upTo });
    if (upTo === null) return;
    at = upTo;
    await turn();
  }
}
