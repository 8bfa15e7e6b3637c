/**
 * The app's own timers, which stop with the app: one that falls due while the app is suspended runs late, on the return.
 * The host puts these in the place of the machine's timers; a Node test hands `clock` to the client it builds.
 */
import type { AppState } from './app-state';
import type { RuntimeClock } from './ports';

export interface AppTimers {
  /** Wall clock and timers as the app sees them: time goes on during a suspension, timers do not. */
  readonly clock: RuntimeClock;
  setTimeout(fn: (...values: unknown[]) => void, ms?: number, ...values: unknown[]): number;
  clearTimeout(id: number | undefined): void;
  setInterval(fn: (...values: unknown[]) => void, ms?: number, ...values: unknown[]): number;
  clearInterval(id: number | undefined): void;
  /** Timers that have not run: for leak tests. */
  readonly pending: number;
  destroy(): void;
}

export function createAppTimers(machine: RuntimeClock, app: AppState): AppTimers {
  let lastId = 0;
  const running = new Map<number, () => void>();

  const start = (ms: number, fn: () => void, repeat: boolean, id: number): void => {
    const undo = machine.after(ms, () =>
      app.deliver(() => {
        if (!running.delete(id)) return;
        // wx: an interval that was frozen runs once on the return, not once per period it missed.
        if (repeat) start(ms, fn, repeat, id);
        fn();
      }),
    );
    running.set(id, undo);
  };
  const add = (ms: number, fn: () => void, repeat: boolean): number => {
    lastId += 1;
    start(Math.max(0, Number.isFinite(ms) ? ms : 0), fn, repeat, lastId);
    return lastId;
  };
  const remove = (id: number | undefined): void => {
    if (id === undefined) return;
    running.get(id)?.();
    running.delete(id);
  };

  return {
    clock: {
      now: () => machine.now(),
      after(ms, fn) {
        const id = add(ms, fn, false);
        return () => remove(id);
      },
    },
    setTimeout: (fn, ms = 0, ...values) => add(ms, () => fn(...values), false),
    clearTimeout: remove,
    // A period of at least 4 ms keeps `setInterval(fn, 0)` from holding a manual clock for ever.
    setInterval: (fn, ms = 0, ...values) => add(Math.max(4, ms), () => fn(...values), true),
    clearInterval: remove,
    get pending() {
      return running.size;
    },
    destroy() {
      for (const undo of running.values()) undo();
      running.clear();
    },
  };
}
