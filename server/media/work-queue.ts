/**
 * Work that takes memory, bounded in total: as much runs at a time as fits, in the order in which it came, and the line has an
 * end. Knows nothing of the work itself.
 */
export interface WorkQueue {
  /** Null when too many wait already, or when the work alone is more than everything. */
  run<T>(cost: number, work: () => Promise<T>): Promise<T> | null;
}

export interface WorkQueueOptions {
  /** Of all that runs at a time, in the unit of `cost`. */
  readonly capacity: number;
  readonly maxRunning: number;
  readonly maxWaiting: number;
}

interface Waiting {
  readonly cost: number;
  readonly begin: () => void;
}

export function createWorkQueue({ capacity, maxRunning, maxWaiting }: WorkQueueOptions): WorkQueue {
  const line: Waiting[] = [];
  let running = 0;
  let held = 0;

  function pump(): void {
    // Strictly in turn: a large one is not overtaken for ever.
    for (let next = line[0]; next && running < maxRunning && held + next.cost <= capacity; next = line[0]) {
      line.shift();
      running += 1;
      held += next.cost;
      next.begin();
    }
  }

  return {
    run(cost, work) {
      if (cost > capacity || line.length >= maxWaiting) return null;
      const turn = new Promise<void>((begin) => line.push({ cost, begin }));
      pump();
      return turn.then(work).finally(() => {
        running -= 1;
        held -= cost;
        pump();
      });
    },
  };
}
