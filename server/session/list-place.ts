/**
 * A place in the list of members, or of those of a name, as phones hold it between two pages: they hand it back and know nothing of what is in it. One
 * that was made up leads somewhere in the list of a room that its maker is in, and nowhere else.
 */
import type { UserId } from '../../miniprogram/core/protocol/fields';
import { MAX_PLACE_CHARS } from '../../miniprogram/core/protocol/limits';
import type { MemberPlace } from '../storage/governance-port';

/** Opaque to phones: they hand back what they were given. */
export interface ListPlace {
  /** Which order it is in: see `OrderLog`. */
  readonly mark: number;
  /** Among those who come first: who are online, or, where a name is looked for, whose name begins with it. */
  readonly isFirst: boolean;
  /** The last one that was told; null at the beginning. */
  readonly after: MemberPlace | null;
}

/** Ids hold no such sign. */
const BETWEEN = '/';

/** Nothing for a place that is too long to be told: whoever reads on counts. */
export function writePlace({ mark, isFirst, after }: ListPlace): { readonly next?: string } {
  if (after === null) return {};
  const next = [mark, Number(isFirst), after.user, after.nameKey].join(BETWEEN);
  return next.length <= MAX_PLACE_CHARS ? { next } : {};
}

/** Null for what is no place. */
export function readPlace(text: string): ListPlace | null {
  const [mark = '', isFirst, user = '', ...rest] = text.split(BETWEEN);
  if (!/^\d{1,15}$/.test(mark) || user === '') return null;
  const after = { user: user as UserId, nameKey: rest.join(BETWEEN) };
  return { mark: Number(mark), isFirst: isFirst === '1', after };
}
