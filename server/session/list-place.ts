/**
 * A place in the list of members, as phones hold it between two pages: they hand it back and know nothing of what is in it. One
 * that was made up leads somewhere in the list of a room that its maker is in, and nowhere else.
 */
import type { UserId } from '../../miniprogram/core/protocol/fields';
import { MAX_PLACE_CHARS } from '../../miniprogram/core/protocol/limits';
import type { MemberPlace } from '../storage/governance-port';

export interface ListPlace {
  /** Which order it is in: see `OrderLog`. */
  readonly mark: number;
  /** Among those who are online, who come first. */
  readonly isOnline: boolean;
  /** The last one that was told; null at the beginning. */
  readonly after: MemberPlace | null;
}

/** Ids hold no such sign. */
const BETWEEN = '/';

/** Nothing for a place that is too long to be told: whoever reads on counts. */
export function writePlace({ mark, isOnline, after }: ListPlace): { readonly next?: string } {
  if (after === null) return {};
  const next = [mark, Number(isOnline), after.user, after.nameKey].join(BETWEEN);
  return next.length <= MAX_PLACE_CHARS ? { next } : {};
}

/** Null for what is no place. */
export function readPlace(text: string): ListPlace | null {
  const [mark = '', isOnline, user = '', ...rest] = text.split(BETWEEN);
  if (!/^\d{1,15}$/.test(mark) || user === '') return null;
  const after = { user: user as UserId, nameKey: rest.join(BETWEEN) };
  return { mark: Number(mark), isOnline: isOnline === '1', after };
}
