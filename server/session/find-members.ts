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

interface FoundPlace extends MemberPlace {
  /** Of those whose name begins with it. */
  readonly isFirst: boolean;
}

/** From behind `after` to `upTo`, until `enough` of those whose name begins with `query`, or in the second group hold it. */
async function look(
  to: Walk,
  query: string,
  span: { after: MemberPlace | null; upTo?: MemberPlace | null; group: 'both' | 'second'; enough: number },
): Promise<{ readonly begin: readonly FoundPlace[]; readonly hold: readonly FoundPlace[] }> {
  const { after, upTo = null, group, enough } = span;
  const begin: FoundPlace[] = [];
  const hold: FoundPlace[] = [];
  const wanted = group === 'both' ? begin : hold;
  // Who was found by the name of then stays found by it; who has come by another name is found by that.
  const moved = renamed(to).filter(({ nameKey }) => fold(nameKey).includes(query));
  let looked = 0;
  for await (const slice of alongNames(to, { after, price: LOOKED_AT, moved })) {
    for (const place of slice) {
      if (upTo && isBehind(place, upTo)) return { begin, hold };
      const at = fold(place.nameKey).indexOf(query);
      if (at === 0) begin.push({ ...place, isFirst: true });
      else if (at > 0) hold.push({ ...place, isFirst: false });
    }
    looked += slice.length;
    if (wanted.length >= enough || looked >= MAX_LOOKED_AT) break;
  }
  return { begin, hold };
}

/** `query`: folded, and not empty. The first `count` of those from `begin` on, without `skip` of them. */
export async function findMembers(
  to: Walk,
  query: string,
  { begin, skip, count }: { readonly begin: ListPlace; readonly skip: number; readonly count: number },
): Promise<readonly FoundPlace[]> {
  const { after, isFirst } = begin;
  const enough = skip + count;
  if (!isFirst) {
    const { hold } = await look(to, query, { after, group: 'second', enough });
    return hold.slice(skip, enough);
  }
  const behind = await look(to, query, { after, group: 'both', enough });
  if (behind.begin.length >= enough || after === null) {
    return [...behind.begin, ...behind.hold].slice(skip, enough);
  }
  // The second group begins before the place where the first one was left.
  const missing = enough - behind.begin.length;
  const before = await look(to, query, { after: null, upTo: after, group: 'second', enough: missing });
  return [...behind.begin, ...before.hold, ...behind.hold].slice(skip, enough);
}
