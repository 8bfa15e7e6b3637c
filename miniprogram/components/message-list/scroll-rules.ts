/**
 * When the list follows new messages, and what the reader has not seen. Pure, so that every rule has a test.
 */

/** As close to the end as this counts as being there: exact zero is lost to rounding. */
export const NEAR_BOTTOM_PX = 80;
/** Earlier messages are asked for when the top is as near as this. */
export const NEAR_TOP_PX = 600;

export interface Reading {
  /** At the end, or close enough to be taken along when something is added. */
  readonly isFollowing: boolean;
  /** Others' messages that were added below what the reader sees. */
  readonly unseen: number;
}

export const AT_THE_END: Reading = { isFollowing: true, unseen: 0 };

/** The reader moved and is now `distance` px from the end. */
export function afterScroll(reading: Reading, distance: number): Reading {
  if (distance <= NEAR_BOTTOM_PX) return AT_THE_END;
  return reading.isFollowing ? { ...reading, isFollowing: false } : reading;
}

/** Rows were added at the end: own ones always take the reader along, others' only one who is at the end. */
export function afterAppend(
  reading: Reading,
  added: { readonly own: number; readonly others: number },
): Reading {
  if (added.own > 0 || reading.isFollowing) return AT_THE_END;
  return added.others === 0 ? reading : { ...reading, unseen: reading.unseen + added.others };
}

/** The ids that follow the last known one; all of them when it is not there any more (the list is another one). */
export function appendedIds(previous: readonly string[], next: readonly string[]): readonly string[] {
  for (let i = previous.length - 1; i >= 0; i -= 1) {
    const at = next.lastIndexOf(previous[i] ?? '');
    if (at >= 0) return next.slice(at + 1);
  }
  return next;
}

/** True when rows were put before the first known one. */
export function isPrepended(previous: readonly string[], next: readonly string[]): boolean {
  const first = previous[0];
  return first !== undefined && next[0] !== first && next.includes(first);
}

/**
 * Where to scroll so that what the reader sees stays where it is after rows were put above it; null when it is there
 * already, because the platform kept it.
 */
export function anchoredTop(
  before: { readonly top: number; readonly height: number },
  now: { readonly top: number; readonly height: number },
): number | null {
  const wanted = before.top + Math.max(0, now.height - before.height);
  return Math.abs(wanted - now.top) > 1 ? wanted : null;
}
