/**
 * When the list follows new messages, and how it keeps its place. Pure, so that every rule has a test.
 */

/** As close to the end as this counts as being there: exact zero is lost to rounding. */
export const NEAR_BOTTOM_PX = 80;
/** More rows are asked for when an edge of the list is as near as this. */
export const NEAR_EDGE_PX = 600;
/** What is jumped to stands this far below the top, clear of what lies over it. */
const TARGET_BELOW_TOP_PX = 64;

/** Whether the reader, now `distance` px from the end of the rows, is taken along when something is added. */
export function isAtEnd(distance: number, hasLater: boolean): boolean {
  return !hasLater && distance <= NEAR_BOTTOM_PX;
}

/** The ids that follow the last known one; all of them when it is not there any more (the list is another one). */
export function appendedIds(previous: readonly string[], next: readonly string[]): readonly string[] {
  for (let i = previous.length - 1; i >= 0; i -= 1) {
    const at = next.lastIndexOf(previous[i] ?? '');
    if (at >= 0) return next.slice(at + 1);
  }
  return next;
}

/** Where a row begins, in px from the beginning of the content: scrolling does not change it. */
export interface RowPlace {
  readonly id: string;
  readonly y: number;
}

/** A row that was in sight and still is in the list: the one at the upper edge, else the nearest below, else above. */
function findAnchor(
  before: readonly RowPlace[],
  top: number,
  now: ReadonlyMap<string, number>,
): RowPlace | undefined {
  const later = before.findIndex(({ y }) => y > top);
  const at = Math.max(0, (later < 0 ? before.length : later) - 1);
  const here = before.slice(at).find(({ id }) => now.has(id));
  if (here) return here;
  return before.slice(0, at).filter(({ id }) => now.has(id))[at - 1];
}

/**
 * Where to scroll so that what the reader sees stays where it is after rows came or went above it; null when it is there
 * already, because the platform kept it. `top` is where the list was before the change, `nowTop` where it is since.
 */
export function anchoredTop(
  before: { readonly top: number; readonly places: readonly RowPlace[] },
  now: { readonly top: number; readonly places: readonly RowPlace[] },
): number | null {
  const places = new Map(now.places.map(({ id, y }) => [id, y]));
  const anchor = findAnchor(before.places, before.top, places);
  if (!anchor) return null;
  const shift = (places.get(anchor.id) ?? anchor.y) - anchor.y;
  if (Math.abs(shift) <= 1) return null;
  // The reader may have moved a little meanwhile; whether the platform moved as far as the rows did still shows.
  const moved = now.top - before.top;
  const isKept = Math.abs(moved - shift) < Math.abs(moved);
  return isKept ? null : Math.max(0, now.top + shift);
}

/** Where to scroll so that `id` is in sight; null when it is not in the list. */
export function topOfTarget(places: readonly RowPlace[], id: string): number | null {
  const place = places.find((one) => one.id === id);
  return place ? Math.max(0, place.y - TARGET_BELOW_TOP_PX) : null;
}

/** Whether the first unread row, when there is one, is still above what the reader sees. */
export function isUnreadAbove(places: readonly RowPlace[], id: string, top: number): boolean {
  const place = places.find((one) => one.id === id);
  // A row that is not among those shown is above: at first a list shows the newest.
  return place === undefined || place.y < top;
}
