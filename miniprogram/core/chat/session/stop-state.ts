/**
 * Why the session has stopped for good, and whether coming back to the app may start it again: only after another device
 * took over, and not so often that two phones fight.
 */
import type { Clock } from '../../base/clock';
import type { ErrorCode } from '../../protocol/error-codes';

/** Two phones that replace each other do it at most this often. */
const SUPERSEDED_PAUSE_MS = 30_000;

interface StopReason {
  readonly code: ErrorCode;
  readonly reason: string;
}

/** What is stopped stays so until a person asks, but for one reason. */
export interface StopState {
  /** Null while nothing stands in the way. */
  readonly current: StopReason | null;
  set(stop: StopReason): void;
  /** A person asked, or what was stopped is another server's matter. */
  clear(): void;
  /** The app was shown. True when nothing stands in the way (any more). */
  clearOnShow(): boolean;
  close(): void;
}

/** Begins without a stop. */
export function createStopState(clock: Clock): StopState {
  let current: StopReason | null = null;
  let mayReturn = true;
  let cancelPause = (): void => undefined;
  return {
    get current() {
      return current;
    },
    set(stop) {
      current = stop;
    },
    clear() {
      current = null;
    },
    clearOnShow() {
      if (!current) return true;
      if (current.code !== 'superseded' || !mayReturn) return false;
      mayReturn = false;
      cancelPause = clock.after(SUPERSEDED_PAUSE_MS, () => (mayReturn = true));
      current = null;
      return true;
    },
    close: () => cancelPause(),
  };
}
