/**
 * Measures and repairs text without `TextEncoder` or `toWellFormed`, which not every phone has.
 */

/** Calls `visit` for each code point with its value, or with -1 for half of a surrogate pair. */
function eachCodePoint(text: string, visit: (codePoint: number, start: number, end: number) => void): void {
  for (let start = 0, end = 0; start < text.length; start = end) {
    const codePoint = text.codePointAt(start) ?? -1;
    end = start + (codePoint > 0xffff ? 2 : 1);
    visit(codePoint >= 0xd800 && codePoint < 0xe000 ? -1 : codePoint, start, end);
  }
}

/** Length in Unicode code points: what a person counts, nearly, and what `MAX_TEXT_CODE_POINTS` limits. */
export function countCodePoints(text: string): number {
  let count = 0;
  eachCodePoint(text, () => (count += 1));
  return count;
}

/** The first `limit` code points; no pair is cut in half. */
export function cutCodePoints(text: string, limit: number): string {
  // A text has at least as many units as code points.
  if (text.length <= limit) return text;
  let count = 0;
  let cut = text.length;
  eachCodePoint(text, (_, start) => {
    if (count === limit) cut = Math.min(cut, start);
    count += 1;
  });
  return text.slice(0, cut);
}

/** Length in UTF-8 bytes; half a surrogate pair counts as the three bytes of U+FFFD. */
export function countUtf8Bytes(text: string): number {
  let bytes = 0;
  for (let at = 0; at < text.length; at += 1) {
    const codePoint = text.codePointAt(at) ?? 0;
    if (codePoint > 0xffff) at += 1;
    bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** True when the text has no half of a surrogate pair, so UTF-8 carries it unchanged. */
export function isWellFormed(text: string): boolean {
  let wellFormed = true;
  eachCodePoint(text, (codePoint) => {
    if (codePoint < 0) wellFormed = false;
  });
  return wellFormed;
}

/** Replaces each half of a surrogate pair by U+FFFD, as UTF-8 encoders do. */
export function toWellFormed(text: string): string {
  if (isWellFormed(text)) return text;
  let repaired = '';
  eachCodePoint(text, (codePoint, start, end) => {
    repaired += codePoint < 0 ? '\uFFFD' : text.slice(start, end);
  });
  return repaired;
}

/** Ends a text for programs written in C, database drivers among them: what follows it would be stored and never read. */
export const NUL = '\u0000';

/** True when every store keeps the text as it is: no half of a surrogate pair, no U+0000. */
export const isStorable = (text: string): boolean => !text.includes(NUL) && isWellFormed(text);

/** Replaces what no store keeps by U+FFFD. */
export const toStorable = (text: string): string => toWellFormed(text).split(NUL).join('\uFFFD');
