/**
 * What time it is on the server, as far as it has told. For deadlines of days and for display; nothing is ordered by it.
 */
import type { Clock } from '../base/clock';

export interface ServerTime {
  /** The server has just said what time it is. */
  told(now: number): void;
  /** Null until it has told. */
  now(): number | null;
}

export function createServerTime(clock: Clock): ServerTime {
  let offsetMs: number | null = null;
  return {
    told: (now) => void (offsetMs = now - clock.now()),
    now: () => (offsetMs === null ? null : clock.now() + offsetMs),
  };
}
