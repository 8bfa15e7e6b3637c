/**
 * Time that jumps from event to event: a heap of timers shared by every phone, the network and the server of one run.
 * Between two events all promise callbacks and `setImmediate` work run, as they would in a real process.
 */
import type { Clock } from '../../miniprogram/core/base/clock';

export interface VirtualClock extends Clock {
  /** Like `after`, but time stands still until `work` is done: for what the run itself does outside of time. */
  act(ms: number, work: () => Promise<void>): void;
  /** Runs everything that is due until then. */
  runUntil(at: number): Promise<void>;
  /** Events that have run. */
  readonly events: number;
}

export const START_MS = 1_790_000_000_000;

interface Timer {
  readonly at: number;
  readonly order: number;
  fn: (() => void | Promise<void>) | null;
  readonly isAct: boolean;
}

const isBefore = (a: Timer, b: Timer): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** A binary heap; cancelled timers stay in it, emptied, until they come to the top. */
class TimerHeap {
  private readonly items: Timer[] = [];

  get first(): Timer | undefined {
    return this.items[0];
  }

  push(timer: Timer): void {
    const { items } = this;
    let index = items.push(timer) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = items[parent];
      if (!above || !isBefore(timer, above)) break;
      items[index] = above;
      index = parent;
    }
    items[index] = timer;
  }

  pop(): void {
    const { items } = this;
    const last = items.pop();
    if (!last || items.length === 0) return;
    let index = 0;
    for (;;) {
      const left = items[2 * index + 1];
      const right = items[2 * index + 2];
      const isRight = right !== undefined && left !== undefined && isBefore(right, left);
      const child = isRight ? right : left;
      if (!child || !isBefore(child, last)) break;
      items[index] = child;
      index = 2 * index + (isRight ? 2 : 1);
    }
    items[index] = last;
  }
}

/** After the callbacks that are ready now, and the `setImmediate` work that they ask for. */
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

export function createVirtualClock(): VirtualClock {
  const heap = new TimerHeap();
  let now = START_MS;
  let started = 0;
  let events = 0;
  const start = (ms: number, fn: () => void | Promise<void>, isAct: boolean): (() => void) => {
    const timer: Timer = { at: now + Math.max(0, Math.round(ms)), order: (started += 1), fn, isAct };
    heap.push(timer);
    return () => void (timer.fn = null);
  };
  return {
    now: () => now,
    after: (ms, fn) => start(ms, fn, false),
    act: (ms, work) => void start(ms, work, true),
    async runUntil(at) {
      await turn();
      for (let due = heap.first; due && due.at <= at; due = heap.first) {
        heap.pop();
        const { fn } = due;
        if (!fn) continue;
        now = due.at;
        due.fn = null;
        events += 1;
        const work = fn();
        if (due.isAct) await work;
        await turn();
      }
      now = at;
    },
    get events() {
      return events;
    },
  };
}

export interface ScopedClock extends Clock {
  /** The process is gone: nothing it asked for happens any more. */
  stop(): void;
}

/** The clock of one process, which can be killed. */
export function createScopedClock(clock: Clock): ScopedClock {
  let isStopped = false;
  return {
    now: () => clock.now(),
    after(ms, fn) {
      return clock.after(ms, () => {
        if (!isStopped) fn();
      });
    },
    stop() {
      isStopped = true;
    },
  };
}
