/**
 * What the reconnect policy needs to remember: how many attempts came to nothing, when they started, and whether the
 * present connection has lasted. Holds no timer.
 */
import type { Clock, Random } from '../../base/clock';
import { keepRecent, nextAllowedInMs, reconnectDelayMs } from '../reconnect-policy';
import type { ReconnectRange } from '../socket-types';
import type { EndEvidence } from '../transport';

/** Lives as long as the service: it outlasts every connection. */
export interface AttemptHistory {
  /** Attempts in a row that came to nothing. */
  count(): number;
  /** An attempt starts now. */
  begin(): void;
  /** The present connection has lasted. */
  becomeHealthy(): void;
  /** The next attempt is not a consequence of a failure. Returns in how many ms the limit per minute, which stays, allows it. */
  restart(): number;
  /** Counts the attempt that has just ended, unless it was a good one or the server asked for the new one. */
  chooseDelayMs(cause: EndEvidence['kind'] | null, advised: ReconnectRange | undefined): number;
}

/** `random` decides the jitter of the pauses, between 0 and 1. */
export function createAttemptHistory(clock: Clock, random: Random): AttemptHistory {
  let attempt = 0;
  let healthy = false;
  /** Attempts in a row that the platform refused as such; a person who taps does not change that. */
  let refusals = 0;
  let recentStarts: readonly number[] = [];
  return {
    count: () => attempt,
    begin() {
      const now = clock.now();
      healthy = false;
      recentStarts = [...keepRecent(recentStarts, now), now];
    },
    becomeHealthy() {
      healthy = true;
    },
    restart() {
      attempt = 0;
      return nextAllowedInMs(recentStarts, clock.now());
    },
    chooseDelayMs(cause, advised) {
      const now = clock.now();
      refusals = cause === 'unsupported' ? refusals + 1 : 0;
      const delayMs = reconnectDelayMs({
        attempt,
        healthy,
        cause,
        refusals,
        advised,
        recentStarts,
        now,
        draw: random(),
      });
      if (healthy) attempt = 0;
      else if (!advised) attempt += 1;
      return delayMs;
    },
  };
}
