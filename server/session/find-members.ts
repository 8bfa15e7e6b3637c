/**
 * Members of a room by what somebody types of their name: those whose name begins with it first, each group by name. Looks along
 * the index of names in slices, from the key where the last page ended, and at so many people at most, however large the room is.
 */
import { fold } from '../../miniprogram/core/base/fold';
import { EACH } from '../cost/prices';
import type { MemberPlace } from '../storage/governance-port';
import { alongNames, isBehind, renamed, type Walk } from './along-names';
import type { ListPlace } from './list-place';

const MAX_LOOKED_AT = 20_000;
/** Folding a name and looking into it, beside reading it. */
const LOOKED_AT = 2 * EACH.scanned;
/** Of those whose name holds it so many are kept until it is known where they stand in the page; else they are looked for again. */
const MAX_HELD = 200;

interface FoundPlace extends MemberPlace {
  /** Of those whose name begins with it. */
  readonly isFirst: boolean;
}

interface Span {
  readonly after: MemberPlace | null;
  readonly upTo?: MemberPlace | null;
  /** Both, or those whose name only holds it. */
  readonly group: 'both' | 'second';
  /** So many of the first of the two are counted and not kept. */
  readonly skip: number;
  readonly count: number;
}

interface Looked {
  readonly begin: readonly FoundPlace[];
  readonly hold: readonly FoundPlace[];
  /** With those that were not kept. */
  readonly found: { readonly begin: number; readonly hold: number };
}

/** From behind `after` to `upTo`, until there are `count` more than `skip` of the first group that is asked for. */
async function look(to: Walk, query: string, span: Span): Promise<Looked> {
  const { after, upTo = null, group, skip, count } = span;
  const begin: FoundPlace[] = [];
  const hold: FoundPlace[] = [];
  const found = { begin: 0, hold: 0 };
  const [beginsAt, holdsAt] = group === 'both' ? [skip, 0] : [Infinity, skip];
  // Who was found by the name of then stays found by it; who has come by another name is found by that.
  const moved = renamed(to).filter(({ nameKey }) => fold(nameKey).includes(query));
  let looked = 0;
  for await (const slice of alongNames(to, { after, price: LOOKED_AT, moved })) {
    for (const place of slice) {
      if (upTo && isBehind(place, upTo)) return { begin, hold, found };
      const at = fold(place.nameKey).indexOf(query);
      if (at === 0 && (found.begin += 1) > beginsAt && begin.length < count)
        begin.push({ ...place, isFirst: true });
      if (at > 0 && (found.hold += 1) > holdsAt && hold.length < Math.max(count, MAX_HELD))
        hold.push({ ...place, isFirst: false });
    }
    looked += slice.length;
    const isEnough = (group === 'both' ? found.begin : found.hold) >= skip + count;
    if (isEnough || looked >= MAX_LOOKED_AT) break;
  }
  return { begin, hold, found };
}

/** Of a page that is counted from the first: the second group, where the first one does not fill it. */
async function holdsOf(to: Walk, query: string, seen: Looked, skip: number, count: number) {
  const from = Math.max(0, skip - seen.found.begin);
  const isKept = seen.hold.length === seen.found.hold || from + count <= seen.hold.length;
  if (isKept) return seen.hold.slice(from, from + count);
  return (await look(to, query, { after: null, group: 'second', skip: from, count })).hold.slice(0, count);
}

/** `query`: folded, and not empty. The first `count` of those from `begin` on, without `skip` of them. */
export async function findMembers(
  to: Walk,
  query: string,
  { begin, skip, count }: { readonly begin: ListPlace; readonly skip: number; readonly count: number },
): Promise<readonly FoundPlace[]> {
  const { after, isFirst } = begin;
  if (!isFirst) {
    const { hold } = await look(to, query, { after, group: 'second', skip, count });
    return hold.slice(0, count);
  }
  const seen = await look(to, query, { after, group: 'both', skip, count });
  const first = seen.begin.slice(0, count);
  const missing = count - first.length;
  if (missing === 0) return first;
  if (after === null) return [...first, ...(await holdsOf(to, query, seen, skip, missing))];
  // The second group begins before the place where the first one was left.
  const before = await look(to, query, {
    after: null,
    upTo: after,
    group: 'second',
    skip: 0,
    count: missing,
  });
  return [...first, ...before.hold, ...seen.hold].slice(0, count);
}
