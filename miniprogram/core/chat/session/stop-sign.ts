/**
 * Why the session has stopped for good, and whether coming back to the app may start it again: only after another device
 * took over, and not so often that two phones fight.
 */
import type { Clock } from '../../base/clock';
import type { ErrorCode } from '../../protocol/error-codes';

/** Two phones that replace each other do it at most this often. */
const SUPERSEDED_PAUSE_MS = 30_000;

interface Stop {
  readonly code: ErrorCode;
  readonly reason: string;
}

export interface StopSign {
  /** Null while nothing stands in the way. */
  readonly present: Stop | null;
  set(stop: Stop): void;
  /** A person asked, or what was stopped is another server's matter. */
  lift(): void;
  /** The app was shown. True when nothing stands in the way (any more). */
  liftOnShow(): boolean;
  close(): void;
}

export function createStopSign(clock: Clock): StopSign {
  let present: Stop | null = null;
  let mayReturn = true;
  let cancelPause = (): void => undefined;
  return {
    get present() {
      return present;
    },
    set(stop) {
      present = stop;
    },
    lift() {
      present = null;
    },
    liftOnShow() {
      if (!present) return true;
      if (present.code !== 'superseded' || !mayReturn) return false;
      mayReturn = false;
      cancelPause = clock.after(SUPERSEDED_PAUSE_MS, () => (mayReturn = true));
      present = null;
      return true;
    },
    close: () => cancelPause(),
  };
}
