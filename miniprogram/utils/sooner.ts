/**
 * The sooner of two waits, where 0 means that there is nothing to wait for.
 */
export function sooner(a: number, b: number): number {
  if (a === 0 || b === 0) return a + b;
  return Math.min(a, b);
}
