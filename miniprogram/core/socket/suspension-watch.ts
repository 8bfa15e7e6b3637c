/**
 * Notices that the app did not run for a while, or that somebody set the phone's clock: a tick comes at another time than
 * it should. There is no monotonic clock on a phone, so the two look alike, and neither proves anything about a connection.
 */
import type { Clock } from '../base/clock';

const TICK_MS = 5_000;
/** Busy phones are late by themselves; a freeze shorter than this is noticed by nobody. */
const TICK_TOLERANCE_MS = 5_000;

/** Runs between `start` and `stop`; either twice does nothing. */
export interface SuspensionWatch {
  start(): void;
  stop(): void;
}

/** @param onGap told the difference in ms, negative when the clock was set back */
export function createSuspensionWatch(clock: Clock, onGap: (ms: number) => void): SuspensionWatch {
  let cancel = (): void => undefined;

  const tick = (before: number): void => {
    cancel = clock.after(TICK_MS, () => {
      const gapMs = clock.now() - before - TICK_MS;
      tick(clock.now());
      if (Math.abs(gapMs) > TICK_TOLERANCE_MS) onGap(gapMs);
    });
  };

  return {
    start() {
      cancel();
      tick(clock.now());
    },
    stop: () => cancel(),
  };
}
