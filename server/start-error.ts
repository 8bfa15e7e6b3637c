/**
 * Why the server cannot start, as one sentence for the person who tried: it names the value and what would do instead.
 * Shown without a stack trace.
 */
/** Thrown while the server starts, and by nothing else. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
