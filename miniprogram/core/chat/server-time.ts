/**
 * What time it is on the server, as far as it has told: the one clock for whatever is compared with a time of the server. The
 * phone's own may be wrong by days, and may be set while the app runs. Nothing is ordered by it.
 */
import type { Clock } from '../base/clock';

/** A word takes its time on the way; less than this is no other time. */
const SAME_MS = 1_000;

/** In milliseconds since 1970. */
export interface ServerTime {
  /** The server has just said what time it is. */
  received(now: number): void;
  /** Something of the server's bears this time: it is no earlier now. */
  heard(at: number): void;
  /** Null until it has told. */
  known(): number | null;
  /** The phone's own time until it has told. */
  now(): number;
}

/** @param onShift what was shown by the former time is shown by another one now */
export function createServerTime(clock: Clock, onShift: () => void = () => undefined): ServerTime {
  let offsetMs: number | null = null;
  /** A phone whose clock was set back knows at least this until the server tells again. */
  let latest = 0;
  const known = (): number | null => (offsetMs === null ? null : Math.max(latest, clock.now() + offsetMs));
  const now = (): number => known() ?? clock.now();

  return {
    received(at) {
      const before = now();
      offsetMs = at - clock.now();
      latest = at;
      if (Math.abs(at - before) > SAME_MS) onShift();
    },
    heard: (at) => void (latest = Math.max(latest, at)),
    known,
    now,
  };
}
