/**
 * A value or an error as data, for places where bad input is normal (the codec, storage) and throwing would be noise.
 */

/** Either a value or why there is none; a caller has to look at `ok` before it gets to either. */
export type Result<T, E> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

/** The value as a success. */
export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

/** The error as data; nothing is thrown. */
export function err<E>(error: E): { readonly ok: false; readonly error: E } {
  return { ok: false, error };
}
