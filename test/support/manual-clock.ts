/**
 * A clock that only moves when the test says so. Timers run in order of their time, then of their start.
 */
import type { Clock } from '../../miniprogram/core/base/clock';

export interface ManualClock extends Clock {
  /** Moves time forward, running what becomes due, and lets promise callbacks run in between. */
  advance(ms: number): Promise<void>;
  /** Sets the wall clock without running timers: the phone's clock was changed, or the app was frozen. */
  jump(ms: number): void;
  /** How many timers wait: for leak tests. */
  readonly pending: number;
}

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly fn: () => void;
}

/** Lets every promise callback that is ready run. */
export async function flushPromises(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
}

export function createManualClock(start = 1_790_000_000_000): ManualClock {
  let wall = start;
  let elapsed = 0;
  let started = 0;
  const timers = new Set<Timer>();

  const nextDue = (until: number): Timer | undefined =>
    [...timers].filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at || a.order - b.order)[0];

  return {
    now: () => wall,
    after(ms, fn) {
      const timer = { at: elapsed + Math.max(0, ms), order: (started += 1), fn };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    async advance(ms) {
      const until = elapsed + ms;
      await flushPromises();
      for (let due = nextDue(until); due; due = nextDue(until)) {
        timers.delete(due);
        wall += due.at - elapsed;
        elapsed = due.at;
        due.fn();
        await flushPromises();
      }
      wall += until - elapsed;
      elapsed = until;
      await flushPromises();
    },
    jump(ms) {
      wall += ms;
    },
    get pending() {
      return timers.size;
    },
  };
}
