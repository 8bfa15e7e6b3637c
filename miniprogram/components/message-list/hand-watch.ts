/**
 * Tells the hand of a reader from a list that is on its way. Events of one list come in order: one that tells a place behind
 * another that was told already, while the list is as high as it was, is no late news of where the list was before, but
 * somebody who moved it. Does not know where the list is sent, nor what follows.
 */

/** Positions are rounded, each by the view as it likes. */
export const ROUNDING_PX = 1.5;

export const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= ROUNDING_PX;

interface Reached {
  readonly top: number;
  readonly height: number;
}

export class HandWatch {
  /** A finger is on the list. */
  isTouched = false;
  private reached: Reached | null = null;

  /** The list is sent somewhere else: what was told so far says nothing. */
  reset(): void {
    this.reached = null;
  }

  /** Whether the list was moved away from where it had arrived: at `to`, or, on its way to the end, as far down as it came. */
  isMovedBack(top: number, height: number, to: number | null): boolean {
    const { reached } = this;
    const isSame = reached !== null && isNear(reached.height, height);
    const isArriving = to === null ? !isSame || top >= reached.top : isNear(top, to);
    if (isArriving) this.reached = { top, height };
    return !isArriving && isSame && !isNear(top, reached.top);
  }

  /** The list as it was at its end in a window of one of these heights; null when it was not seen there. */
  endIn(viewports: readonly number[]): (Reached & { readonly viewport: number }) | null {
    const { reached } = this;
    if (!reached) return null;
    const viewport = viewports.find((height) => isNear(reached.height - reached.top, height));
    return viewport === undefined ? null : { ...reached, viewport };
  }

  /** How far above where it had arrived the list is now. */
  wayBack(top: number): number {
    return this.reached ? this.reached.top - top : 0;
  }
}
