/**
 * Puts a long list in order a slice at a time, so that others have their turn in between. Knows nothing of what is put in order.
 */
import type { Turn } from '../cost/lane';

/** So few are put in order in one go, and so many are merged. */
const SLICE = 500;

async function merge<T>(
  a: readonly T[],
  b: readonly T[],
  compare: (a: T, b: T) => number,
  turn: Turn,
): Promise<readonly T[]> {
  const merged: T[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    const [left, right] = [a[i], b[j]];
    if (right === undefined || (left !== undefined && compare(left, right) <= 0)) {
      merged.push(left as T);
      i += 1;
    } else {
      merged.push(right);
      j += 1;
    }
    if (merged.length % SLICE === 0) await turn();
  }
  return merged;
}

/** As `sort` does, of what holds nothing undefined. What changes meanwhile may leave it in an order of two moments. */
export async function sortInTurns<T extends object>(
  all: readonly T[],
  compare: (a: T, b: T) => number,
  turn: Turn,
): Promise<readonly T[]> {
  if (all.length <= SLICE) return [...all].sort(compare);
  const middle = all.length >> 1;
  // Both now: others may change the list in between.
  const [before, behind] = [all.slice(0, middle), all.slice(middle)];
  const first = await sortInTurns(before, compare, turn);
  await turn();
  return merge(first, await sortInTurns(behind, compare, turn), compare, turn);
}
