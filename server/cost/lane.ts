/**
 * Where dear requests take turns: one slice of work in each turn of the event loop, of one person after the other, so that
 * whoever only wants to say something never waits for more than a slice. Knows neither requests nor prices.
 */

/** Gives way: resolves when the next slice may be done. */
export type Turn = () => Promise<void>;

export interface Lane {
  /** Runs `work` when its turn comes. `who` has one place in the round, however much they ask for. */
  run<T>(who: object, work: (turn: Turn) => Promise<T>): Promise<T>;
}

export function createLane(): Lane {
  const waiting = new Map<object, (() => void)[]>();
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
    const [who, [go, ...later]] = first.value;
    waiting.delete(who);
    if (later.length > 0) waiting.set(who, later);
    go?.();
    schedule();
  }

  const turnOf = (who: object): Promise<void> =>
    new Promise((resolve) => {
      const mine = waiting.get(who);
      if (mine) mine.push(resolve);
      else waiting.set(who, [resolve]);
      schedule();
    });

  return {
    async run(who, work) {
      await turnOf(who);
      return work(() => turnOf(who));
    },
  };
}
