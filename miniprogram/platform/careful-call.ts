/**
 * Calls of the phone that answer at once, or throw: what a person cannot do without must not end with them. Knows no call.
 */

/** What `call` gives, or `otherwise` when it throws. */
export function careful<T>(call: () => T, otherwise: T): T {
  try {
    return call();
  } catch {
    // Each phone throws in words of its own; whoever asks has named what it is then.
    return otherwise;
  }
}

/** One after the other; none of them keeps the next one from its turn. */
export function eachCarefully(calls: readonly (() => unknown)[]): void {
  for (const call of calls) careful<unknown>(call, undefined);
}

/** The fields of what the phone told, which may be nothing at all; each may be of any type. */
export function fieldsOf(news: unknown): Readonly<Record<string, unknown>> {
  return typeof news === 'object' && news !== null ? (news as Readonly<Record<string, unknown>>) : {};
}
