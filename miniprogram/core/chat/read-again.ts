/**
 * Does again, later and less and less often, what the phone's storage refuses now: "cannot be read" is never "absent". Knows
 * no key. Whoever waits for it is told when it has waited long enough to go on without.
 */
import type { Clock } from '../base/clock';

const DELAYS_MS = [250, 750, 2_000, 3_000, 4_000] as const;
/** From then on nobody waits, but it is still tried. */
export const READ_PATIENCE_MS = DELAYS_MS.reduce((sum, ms) => sum + ms, 0);
/** Between two tries once nobody waits any more; the pauses before are shorter. */
export const READ_RETRY_MS = 30_000;

/** One thing that has to be read and may not be readable yet. */
export interface ReadAgain {
  /** It has not worked yet, and there is hope that it will soon. */
  readonly isWaiting: boolean;
  /** It has not worked yet. */
  readonly isUnread: boolean;
  /** Tries now, and then again until it works. Begins anew when it had worked. */
  begin(): void;
  /** Nobody needs it any more. */
  close(): void;
}

/**
 * @param read true when it worked
 * @param onSettled it has worked, or is not waited for any more
 */
export function createReadAgain(
  clock: Clock,
  read: () => boolean,
  onSettled: () => void = () => undefined,
): ReadAgain {
  let cancel = (): void => undefined;
  let isUnread = false;
  let tries = 0;

  const attempt = (): void => {
    isUnread = true;
    if (read()) {
      close();
      return onSettled();
    }
    const ms = DELAYS_MS[tries] ?? READ_RETRY_MS;
    const isLast = tries === DELAYS_MS.length;
    tries += 1;
    cancel = clock.after(ms, attempt);
    if (isLast) onSettled();
  };
  const close = (): void => {
    cancel();
    cancel = () => undefined;
    isUnread = false;
    tries = 0;
  };
  return {
    get isWaiting() {
      return isUnread && tries <= DELAYS_MS.length;
    },
    get isUnread() {
      return isUnread;
    },
    begin() {
      cancel();
      attempt();
    },
    close,
  };
}

/** What `read` gives, or `otherwise` when it throws. */
export function readOr<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    // Whatever the phone throws: whoever asks has named what it is then.
    return otherwise;
  }
}
