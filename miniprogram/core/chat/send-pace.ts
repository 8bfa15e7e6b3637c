/**
 * How fast messages go out: at once, until the server says `rate` for the first time; then fewer at a time; and when that is
 * still too many, one after the other with the pause that the refusals ask for. Over when nothing waits any more. Knows
 * neither rooms nor messages.
 */
import type { Clock } from '../base/clock';
import { MAX_IN_FLIGHT } from '../protocol/limits';

/** What asks for more is no rate of the connection, but a room's own wait. */
export const MAX_PACE_MS = 5_000;
/** Exactly as fast as allowed would be refused again by chance. */
const MARGIN = 1.1;

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
  /** Nothing waits any more, or the connection is over. */
  reset(): void;
}

export function createSendPace(clock: Clock, onGo: () => void): SendPace {
  let size = MAX_IN_FLIGHT;
  let limit = size;
  let paceMs = 0;
  let count = 0;
  /** Transmissions up to this one were made before the last change of the pace. */
  let known = 0;
  let cancelPause: (() => void) | null = null;

  const endPause = (): void => {
    cancelPause?.();
    cancelPause = null;
  };
  const pause = (): void => {
    endPause();
    cancelPause = clock.after(paceMs, () => {
      cancelPause = null;
      onGo();
    });
  };

  return {
    get limit() {
      return limit;
    },
    get isPaused() {
      return cancelPause !== null;
    },
    setSize(allowed) {
      size = Math.min(Math.max(allowed, 1), MAX_IN_FLIGHT);
      limit = size;
    },
    sent() {
      count += 1;
      if (paceMs > 0) pause();
      return count;
    },
    refused(transmission, afterMs) {
      if (transmission <= known || afterMs > MAX_PACE_MS) return;
      known = count;
      // What is missing at a pace is what the pace lacks.
      if (limit < size || size === 1) paceMs = Math.min(MAX_PACE_MS, (paceMs + afterMs) * MARGIN);
      limit = Math.max(1, Math.floor(size / 2));
    },
    reset() {
      endPause();
      limit = size;
      paceMs = 0;
    },
  };
}
