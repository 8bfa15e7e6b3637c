/**
 * When the list follows new messages, and by which row it keeps its place. Pure, so that every rule has a test.
 */

/** As close to the end as this counts as being there: exact zero is lost to rounding. */
export const NEAR_BOTTOM_PX = 80;
/** More rows are asked for when an edge of the list is as near as this. */
const NEAR_EDGE_PX = 600;
/** What is jumped to stands this far below the top, clear of what lies over it. */
export const TARGET_BELOW_TOP_PX = 64;

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

/** Whether there are rows that were not there, wherever they stand. */
export function hasNew(previous: readonly string[], next: readonly string[]): boolean {
  const known = new Set(previous);
  return next.some((id) => !known.has(id));
}

/** Where a row begins, in px from the beginning of the content: scrolling does not change it. */
export interface RowPlace {
  readonly id: string;
  readonly y: number;
}

/** What the reader saw. */
export interface Sight {
  readonly top: number;
  readonly viewport: number;
  readonly places: readonly RowPlace[];
}

/**
 * The row under the eyes that is still in the list: the first one that begins in the upper half of what is seen, else the one
 * at the upper edge, else the nearest below, else above.
 */
export function findAnchor(
  { top, viewport, places }: Sight,
  now: ReadonlyMap<string, number>,
): RowPlace | undefined {
  const begun = places.find(({ id, y }) => y >= top && y <= top + viewport / 2 && now.has(id));
  if (begun) return begun;
  const later = places.findIndex(({ y }) => y > top);
  const at = Math.max(0, (later < 0 ? places.length : later) - 1);
  const here = places.slice(at).find(({ id }) => now.has(id));
  return (
    here ??
    places
      .slice(0, at)
      .filter(({ id }) => now.has(id))
      .pop()
  );
}

/** Which edges of the list are near what the reader sees. */
export interface NearEdges {
  readonly isFirstNear: boolean;
  readonly isLastNear: boolean;
}

/**
 * Near which edges the reader is. An edge counts only when the row that is there now was the one that was measured: after rows
 * were put in or given up, nobody knows yet where that left the reader.
 */
export function nearEdges(known: Sight & { readonly height: number }, ids: readonly string[]): NearEdges {
  const { top, height, viewport, places } = known;
  const isFirst = places[0]?.id === ids[0];
  const isLast = places[places.length - 1]?.id === ids[ids.length - 1];
  return {
    isFirstNear: isFirst && top < NEAR_EDGE_PX,
    isLastNear: isLast && height - top - viewport < NEAR_EDGE_PX,
  };
}

/** The first and the last row of which something is seen; '' without any. */
export function rowsInSight({ top, viewport, places }: Sight): {
  readonly first: string;
  readonly last: string;
} {
  const begun = places.filter(({ y }) => y < top + viewport);
  const above = begun.filter(({ y }) => y <= top);
  const first = above[above.length - 1] ?? begun[0];
  return { first: first?.id ?? '', last: begun[begun.length - 1]?.id ?? '' };
}

/** Whether the first unread row, when there is one, is still above what the reader sees. */
export function isUnreadAbove(places: readonly RowPlace[], id: string, top: number): boolean {
  const place = places.find((one) => one.id === id);
  // A row that is not among those shown is above: at first a list shows the newest.
  return place === undefined || place.y < top;
}
