/**
 * Keeps what people wrote from turning the sentence around it. The languages of this app run from left to right, so only what has
 * letters of the other direction, or marks of direction, needs it. Pure.
 */

/** Hebrew, Arabic and the like, and everything that sets a direction; the halves begin such letters beyond U+FFFF. */
const TURNS =
  /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\ud802\ud803\ud83a\ud83b]/;
/** One of its own would end the isolation. */
const ISOLATES = /[\u2066-\u2069]/g;
const FIRST_STRONG = '\u2068';
const END = '\u2069';

/** A paragraph: an isolation ends with it. */
const PARAGRAPH = /[^\n\r\u001c-\u001e\u0085\u2029]+/g;

/** The text, which has no effect on the direction of what is around it. */
export function isolate(text: string): string {
  if (!TURNS.test(text)) return text;
  return text.replace(PARAGRAPH, (piece) =>
    TURNS.test(piece) ? FIRST_STRONG + piece.replace(ISOLATES, '') + END : piece,
  );
}
