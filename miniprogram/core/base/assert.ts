/**
 * Programming mistakes: conditions that no input from outside can cause.
 * Bad input never ends here; it becomes a `Result` or a `ChatError`.
 */

/** @throws Error with `sentence` when `condition` is false. */
export function assert(condition: unknown, sentence: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${sentence}`);
}

/** Marks a branch that the types say cannot be reached. */
export function assertNever(value: never, where: string): never {
  throw new Error(`assertion failed: unexpected ${JSON.stringify(value)} in ${where}`);
}
