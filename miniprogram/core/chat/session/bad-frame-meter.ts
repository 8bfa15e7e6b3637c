/**
 * Counts frames that cannot be read: one is an accident, several in a short time mean that this connection carries
 * something else than our protocol.
 */
import type { Clock } from '../../base/clock';

const UNREADABLE_LIMIT = 5;
const UNREADABLE_WINDOW_MS = 10_000;

/** Of one connection. */
export interface BadFrameMeter {
  /** True when the limit is reached; counting then begins again. */
  count(frames: number): boolean;
  reset(): void;
}

/** The while begins with the first bad frame. */
export function createBadFrameMeter(clock: Clock): BadFrameMeter {
  let counted = 0;
  let cancelWindow = (): void => undefined;
  const reset = (): void => {
    counted = 0;
    cancelWindow();
  };
  return {
    count(frames) {
      if (counted === 0) cancelWindow = clock.after(UNREADABLE_WINDOW_MS, () => (counted = 0));
      counted += frames;
      if (counted < UNREADABLE_LIMIT) return false;
      reset();
      return true;
    },
    reset,
  };
}
