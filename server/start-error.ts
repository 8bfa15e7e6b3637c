/**
 * Why the server cannot start, as one sentence for the person who tried: it names the value and what would do instead.
 * Shown without a stack trace.
 */
export class StartError extends Error {
  override readonly name = 'StartError';
}
