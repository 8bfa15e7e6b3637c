/**
 * Programming mistakes: conditions that no input from outside can cause.
 * Bad input never ends here; it becomes a `Result` or a `ChatError`.
 */

/** @throws Error with `sentence` when `condition` is false. */
export function assert(condition: unknown, sentence: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${sentence}`);
}
