/**
 * Work that takes much, bounded in number: so much runs at a time, in the order in which it came, and the line has an end. Knows
 * nothing of the work itself.
 */
/** What the work rejects with comes through. */
export interface WorkQueue {
  /** Null when too many wait already. */
  run<T>(work: () => Promise<T>): Promise<T> | null;
}

export interface WorkQueueOptions {
  readonly maxRunning: number;
  readonly maxWaiting: number;
}

/** Nothing runs before it is asked for. */
export function createWorkQueue({ maxRunning, maxWaiting }: WorkQueueOptions): WorkQueue {
  const line: (() => void)[] = [];
  let running = 0;

  function pump(): void {
    while (running < maxRunning) {
      const begin = line.shift();
      if (!begin) return;
      running += 1;
      begin();
    }
  }

  return {
    run(work) {
      if (line.length >= maxWaiting) return null;
      const turn = new Promise<void>((begin) => line.push(begin));
      pump();
      return turn.then(work).finally(() => {
        running -= 1;
        pump();
      });
    },
  };
}
