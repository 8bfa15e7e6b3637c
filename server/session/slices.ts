/**
 * How many messages of a log are read in one turn of the event loop: so many that they have about as many bytes, by what those
 * before them had. A message may be a word, or have 16 KB and hundreds of names beside it. Knows no message.
 */
const SLICE_BYTES = 24 * 1_024;
/** Nothing is known of them yet. */
const FIRST_SLICE = 3;
const MAX_SLICE = 40;

/** `read` messages had so many bytes. */
export function sizeNextSlice(read: number, bytes: number): number {
  if (read === 0) return FIRST_SLICE;
  return Math.max(1, Math.min(MAX_SLICE, Math.floor((SLICE_BYTES * read) / Math.max(1, bytes))));
}
