/**
 * How fast messages go out: at once, until the server says `rate` for the first time; then fewer at a time; and when that is
 * still too many, one after the other with the pause that the refusals ask for, and at once as many as there was time for
 * since. What was learned holds on, and is doubted a little after every few messages that were taken. Knows neither rooms nor
 * messages.
 */
import type { Clock } from '../../base/clock';
import { MAX_IN_FLIGHT } from '../../protocol/limits';

/** What asks for more is no rate of the connection, but a room's own wait. */
const MAX_PACE_MS = 5_000;
/** Exactly as fast as allowed would be refused again by chance. */
const MARGIN = 1.1;
/** So many in a row that were not refused are a sign that it may be faster. */
const TAKEN_IN_ROW = 32;
const FASTER = 0.8;
/** What is left of a pace is none. */
const NO_PACE_MS = 20;

/** How many may be on their way, and whether one has to wait. */
export interface SendPace {
  /** How many may be unanswered now. */
  readonly limit: number;
  readonly isPaused: boolean;
  /** What the server allows; never more than ours. */
  setSize(size: number): void;
  /** @returns the number of this transmission on the connection */
  sent(): number;
  /** The server refused a transmission because of the rate. What was on its way already says nothing new. */
  refused(transmission: number, afterMs: number): void;
  /** The connection is over: nothing is on its way, and what was learned holds for the next one too. */
  reset(): void;
}

/** How many may go out without a pause: one for each pause that has passed. */
function createCredit(clock: Clock) {
  let credit = 0;
  let at = 0;
  return {
    empty(): void {
      credit = 0;
      at = clock.now();
    },
    /** @returns how long the next one has to wait. A clock that was set back gives nothing. */
    spend(paceMs: number, most: number): number {
      const passedMs = Math.max(0, clock.now() - at);
      at = clock.now();
      credit = Math.max(0, Math.min(most, credit + passedMs / paceMs) - 1);
      return credit < 1 ? (1 - credit) * paceMs : 0;
    },
  };
}

/** `onGo` is called when a pause is over. */
export function createSendPace(clock: Clock, onGo: () => void): SendPace {
  let size = MAX_IN_FLIGHT;
  let limit = size;
  let paceMs = 0;
  let count = 0;
  /** Transmissions up to this one were made before the last change of the pace. */
  let known = 0;
  let taken = 0;
  const credit = createCredit(clock);
  let cancelPause: (() => void) | null = null;

  const pause = (ms: number): void => {
    cancelPause?.();
    cancelPause = null;
    if (ms === 0) return;
    cancelPause = clock.after(ms, () => {
      cancelPause = null;
      onGo();
    });
  };
  const widen = (): void => {
    taken += 1;
    if (taken < TAKEN_IN_ROW || limit === size) return;
    taken = 0;
    limit += 1;
    paceMs = limit === size || paceMs * FASTER < NO_PACE_MS ? 0 : paceMs * FASTER;
  };

  return {
    get limit() {
      return limit;
    },
    get isPaused() {
      return cancelPause !== null;
    },
    setSize(allowed) {
      const wanted = Math.min(Math.max(allowed, 1), MAX_IN_FLIGHT);
      if (wanted === size) return;
      size = wanted;
      limit = size;
      paceMs = 0;
    },
    sent() {
      count += 1;
      widen();
      if (paceMs > 0) pause(credit.spend(paceMs, limit));
      return count;
    },
    refused(transmission, afterMs) {
      if (transmission <= known || afterMs > MAX_PACE_MS) return;
      known = count;
      taken = 0;
      credit.empty();
      // What is missing at a pace is what the pace lacks.
      if (limit < size || size === 1) paceMs = Math.min(MAX_PACE_MS, (paceMs + afterMs) * MARGIN);
      limit = Math.max(1, Math.floor(size / 2));
    },
    reset() {
      pause(0);
      known = count;
    },
  };
}
