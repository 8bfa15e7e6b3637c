/**
 * Where a row that is swiped stands. Pure: offsets are px that the row is moved to the left, 0 when it is closed.
 */

/** A finger that moved less has not said yet whether it scrolls or swipes. */
const LOCK_PX = 8;
/** Beyond its actions the row follows more slowly. */
const OVERSHOOT = 0.2;
/** How much of the way opens or closes the row when it is let go. */
const SNAP_SHARE = 0.3;

export type SwipeDirection = 'unknown' | 'swipe' | 'scroll';

export function lockDirection(dx: number, dy: number): SwipeDirection {
  if (Math.max(Math.abs(dx), Math.abs(dy)) < LOCK_PX) return 'unknown';
  return Math.abs(dx) > Math.abs(dy) ? 'swipe' : 'scroll';
}

export function dragOffset(start: number, dx: number, width: number): number {
  const wanted = start - dx;
  if (wanted <= 0) return 0;
  return wanted <= width ? wanted : width + (wanted - width) * OVERSHOOT;
}

/** Whether the row stays open where the finger let it go. */
export function staysOpen(start: number, offset: number, width: number): boolean {
  if (width === 0) return false;
  return start > 0 ? offset > width * (1 - SNAP_SHARE) : offset > width * SNAP_SHARE;
}
