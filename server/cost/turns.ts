/**
 * How much of one turn of the event loop somebody may take, over all that they ask for: frames, bytes, requests and slices of
 * dear work. What comes beyond it waits, in the order in which it came, and of what waits each gets one thing done in each
 * turn, so that a thousand small requests are no long one. Knows neither prices nor what is asked for.
 */

/** `who` is any object or text that stands for one payer. */
export interface Turns {
  /** Is done in each turn before anything that waits: what people say need not wait for what somebody asks for. */
  goesFirst(work: () => void): void;
  /** Whether `who` has something left of this turn. */
  mayGoOn(who: unknown): boolean;
  /** `who` had so much work done. */
  spend(who: unknown, work: number): void;
  /** Calls `serve` in a later turn. */
  queue(who: unknown, serve: () => void): void;
  /** Resolves in a later turn. */
  wait(who: unknown): Promise<void>;
  /** Who is held in memory: for leak tests. */
  readonly waiting: number;
}

/** `workPerTurn` is in microseconds, for each payer. */
export function createTurns(workPerTurn: number): Turns {
  const queues = new Map<unknown, (() => void)[]>();
  const first: (() => void)[] = [];
  let spent = new Map<unknown, number>();
  let isScheduled = false;

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    // Each by itself, so that what is promised by one of them has come by the next.
    for (const work of first) setImmediate(work);
    setImmediate(give);
  }

  function give(): void {
    isScheduled = false;
    spent = new Map();
    for (const [who, queue] of [...queues]) {
      const serve = queue.shift();
      if (queue.length === 0) queues.delete(who);
      serve?.();
    }
    if (queues.size > 0) schedule();
  }

  function queueUp(who: unknown, serve: () => void): void {
    const queue = queues.get(who) ?? [];
    queues.set(who, queue);
    queue.push(serve);
    schedule();
  }

  return {
    goesFirst: (work) => void first.push(work),
    mayGoOn: (who) => (spent.get(who) ?? 0) < workPerTurn,
    spend(who, work) {
      spent.set(who, (spent.get(who) ?? 0) + work);
      schedule();
    },
    queue: queueUp,
    wait: (who) => new Promise((resolve) => queueUp(who, resolve)),
    get waiting() {
      return queues.size;
    },
  };
}
