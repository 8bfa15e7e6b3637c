/**
 * From a driver that answers at once to a port that promises.
 */

/** Runs synchronous work so that what it throws becomes a rejection. */
export function settle<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(work());
  });
}
