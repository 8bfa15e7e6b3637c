/**
 * Who waits for a turn of the event loop: each gets one in each turn, in the order in which they asked, so that a hundred
 * things that somebody asks for at once lie in a hundred turns, with those of others between them. Knows neither budgets nor
 * what is asked for.
 */

export interface Turns {
  /** Resolves when it is the turn of `who`. */
  wait(who: unknown): Promise<void>;
  /** Who is held in memory: for leak tests. */
  readonly waiting: number;
}

export function createTurns(): Turns {
  const queues = new Map<unknown, (() => void)[]>();
  let isScheduled = false;

  function schedule(): void {
    if (isScheduled || queues.size === 0) return;
    isScheduled = true;
    setImmediate(give);
  }

  function give(): void {
    isScheduled = false;
    for (const [who, queue] of [...queues]) {
      queue.shift()?.();
      if (queue.length === 0) queues.delete(who);
    }
    schedule();
  }

  return {
    wait: (who) =>
      new Promise((resolve) => {
        const queue = queues.get(who) ?? [];
        queues.set(who, queue);
        queue.push(resolve);
        schedule();
      }),
    get waiting() {
      return queues.size;
    },
  };
}
