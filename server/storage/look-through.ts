/**
 * Looks through messages for words, for as long as whoever asks may. Written once for every store; knows no clock.
 */

/** How far to look. */
export interface Looking {
  /** How many are enough. */
  readonly limit: number;
  /** Asked before each text; what comes from the first no on stays unread. All are looked at when it is absent. */
  readonly mayLook?: (seq: number) => boolean;
}

/** Those that hold what is looked for, in the order given. */
export function lookThrough<T extends { readonly seq: number }>(
  newestFirst: readonly T[],
  holds: (each: T) => boolean,
  { limit, mayLook }: Looking,
): readonly T[] {
  const found: T[] = [];
  for (const each of newestFirst) {
    if (found.length >= limit || mayLook?.(each.seq) === false) break;
    if (holds(each)) found.push(each);
  }
  return found;
}
