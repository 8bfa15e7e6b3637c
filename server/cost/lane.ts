/**
 * Where dear requests take turns: one slice of work in each turn of the event loop, of one person after the other, so that
 * whoever only wants to say something never waits for more than a slice. A person's requests are done one after the other,
 * and one whose turn comes when the budget is used up is not begun. Knows neither requests nor prices.
 */
import type { Budget } from './budget';
import type { Turns } from './turns';

/** Gives way: resolves when the next slice may be done. */
export type Turn = () => Promise<void>;

/**
 * For work that nobody pays for, and for work inside of a request of this lane: a second request of the same person would wait
 * for the first.
 */
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

/** One slice in each turn of the event loop, for everybody together. */
export interface Lane {
  /** Runs `work` when its turn comes. Rejects with what it throws. @throws UsedUpError */
  run<T>(budget: Budget, work: (turn: Turn) => Promise<T>): Promise<T>;
}

/** `turns` say who has had their part. */
export function createLane(turns: Turns): Lane {
  /** The end of the last request of each person. */
  const ends = new Map<Budget, Promise<unknown>>();
  /** Everybody waits under this name, because there is one slice for all. */
  const lane = {};

  /** Who has had their part of this turn already, by something else, goes to the end. */
  async function turnOf(budget: Budget): Promise<void> {
    do await turns.wait(lane);
    while (!turns.mayGoOn(budget.payer));
  }

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
