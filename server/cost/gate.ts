/**
 * Lets so many do something at the same time, the others in the order in which they came: what is in the making is held in
 * memory, and few who are done are better than many who have begun. Knows nothing of what is done.
 */

/** Work is begun in the order in which it was asked for; one that rejects lets the next one in. */
export interface Gate {
  pass<T>(work: () => Promise<T>): Promise<T>;
}

/** `max` at a time. */
export function createGate(max: number): Gate {
  const waiting: (() => void)[] = [];
  let inside = 0;

  async function enter(): Promise<void> {
    inside += 1;
    if (inside > max) await new Promise<void>((resolve) => waiting.push(resolve));
  }

  return {
    async pass(work) {
      await enter();
      try {
        return await work();
      } finally {
        inside -= 1;
        waiting.shift()?.();
      }
    },
  };
}
