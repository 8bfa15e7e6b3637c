/**
 * How much of one turn of the event loop somebody may take: what came in beyond it waits for the next turn, so that a burst
 * of a thousand small requests is no long one. Knows neither budgets' amounts nor what is asked.
 */

export interface Pace {
  /** Whether this one may be served in this turn. */
  mayGoOn(who: object): boolean;
  spend(who: object, work: number): void;
  /** Calls `serve` in the next turn. */
  wait(serve: () => void): void;
}

export function createPace(workPerTurn: number): Pace {
  let spent = new Map<object, number>();
  let waiting: (() => void)[] = [];
  let isScheduled = false;

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(turn);
  }

  function turn(): void {
    isScheduled = false;
    spent = new Map();
    const due = waiting;
    waiting = [];
    for (const serve of due) serve();
  }

  return {
    mayGoOn: (who) => (spent.get(who) ?? 0) < workPerTurn,
    spend(who, work) {
      spent.set(who, (spent.get(who) ?? 0) + work);
      schedule();
    },
    wait(serve) {
      waiting.push(serve);
      schedule();
    },
  };
}
