/**
 * The port through which everything in the core sees time.
 * Knows no platform timer: production hands in the real one, tests hand in one they move by hand.
 */

/** All that the core knows of time: what it is, and to be called later. */
export interface Clock {
  /** Wall-clock time in milliseconds since 1970. May jump in either direction: never order data by it. */
  now(): number;
  /**
   * Calls `fn` once, not before `ms` milliseconds from now. A phone may freeze timers, so `fn` can be very late.
   * @returns cancels the call; cancelling twice, or after it ran, does nothing.
   */
  after(ms: number, fn: () => void): () => void;
}

/** A source of numbers in [0, 1), like `Math.random`. */
export type Random = () => number;
