/**
 * What the reconnect policy needs to remember: how many attempts came to nothing, when they started, and whether the
 * present connection has lasted. Holds no timer.
 */
import type { Clock, Random } from '../base/clock';
import { keepRecent, nextAllowedInMs, reconnectDelayMs } from './reconnect-policy';
import type { ReconnectRange } from './socket-types';
import type { EndEvidence } from './transport';

/** Attempts in a row that the platform refused as such: trying again cannot help. */
const MAX_UNSUPPORTED_ATTEMPTS = 3;

export class AttemptHistory {
  /** Attempts in a row that came to nothing. */
  count = 0;
  isHealthy = false;
  private unsupported = 0;
  private starts: readonly number[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /** An attempt starts now. */
  begin(): void {
    this.isHealthy = false;
    this.starts = [...keepRecent(this.starts, this.clock.now()), this.clock.now()];
  }

  /** The next attempt is not a consequence of a failure. The limit per minute stays. */
  restart(): void {
    this.count = 0;
  }

  get allowedInMs(): number {
    return nextAllowedInMs(this.starts, this.clock.now());
  }

  /** True when the platform has refused so often that trying again cannot help; that count then starts again. */
  isHopelessAfter(kind: EndEvidence['kind']): boolean {
    this.unsupported = kind === 'unsupported' ? this.unsupported + 1 : 0;
    if (this.unsupported < MAX_UNSUPPORTED_ATTEMPTS) return false;
    this.unsupported = 0;
    return true;
  }

  /** Counts the attempt that has just ended, unless it was a good one or the server asked for the new one. */
  chooseDelayMs(cause: EndEvidence['kind'] | null, advised: ReconnectRange | undefined): number {
    const delayMs = reconnectDelayMs({
      attempt: this.count,
      healthy: this.isHealthy,
      cause,
      ...(advised ? { advised } : {}),
      recentStarts: this.starts,
      now: this.clock.now(),
      draw: this.random(),
    });
    if (this.isHealthy) this.count = 0;
    else if (!advised) this.count += 1;
    return delayMs;
  }
}
