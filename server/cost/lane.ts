/**
 * Where dear requests take turns: one slice of work in each turn of the event loop, of one person after the other, so that
 * whoever only wants to say something never waits for more than a slice. A person's requests are done one after the other,
 * and one whose turn comes when the budget is used up is not begun. Knows neither requests nor prices.
 */
import type { Budget } from './budget';

/** Gives way: resolves when the next slice may be done. */
export type Turn = () => Promise<void>;

/** For work inside of a request of this lane, whoever pays for it: a second request of the same person would wait for the first. */
export const giveWay: Turn = () =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

/** What the requests before it have cost left nothing for this one. */
export class UsedUpError extends Error {
  constructor(readonly waitMs: number) {
    super(`Too much at once; try again in ${waitMs} ms.`);
  }
}

export interface Lane {
  /** Runs `work` when its turn comes. Rejects with what it throws. @throws UsedUpError */
  run<T>(budget: Budget, work: (turn: Turn) => Promise<T>): Promise<T>;
}

export function createLane(): Lane {
  /** Who waits for a slice: one request of each person. */
  const waiting = new Map<Budget, () => void>();
  /** The end of the last request of each person. */
  const ends = new Map<Budget, Promise<unknown>>();
  let isScheduled = false;

  function schedule(): void {
    if (isScheduled || waiting.size === 0) return;
    isScheduled = true;
    setImmediate(next);
  }

  function next(): void {
    isScheduled = false;
    const first = waiting.entries().next();
    if (first.done) return;
    const [budget, go] = first.value;
    waiting.delete(budget);
    go();
    schedule();
  }

  const turnOf = (budget: Budget): Promise<void> =>
    new Promise((resolve) => {
      waiting.set(budget, resolve);
      schedule();
    });

  async function begin<T>(budget: Budget, work: (turn: Turn) => Promise<T>): Promise<T> {
    await turnOf(budget);
    const { waitMs } = budget;
    if (waitMs > 0) throw new UsedUpError(waitMs);
    return work(() => turnOf(budget));
  }

  return {
    run(budget, work) {
      const before = ends.get(budget) ?? Promise.resolve();
      const done = before.then(() => begin(budget, work));
      const end = done.then(
        () => undefined,
        () => undefined,
      );
      ends.set(budget, end);
      void end.then(() => {
        if (ends.get(budget) === end) ends.delete(budget);
      });
      return done;
    },
  };
}
