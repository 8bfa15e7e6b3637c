/**
 * The beginning of a text as one line, for previews and quotes. Knows neither messages nor languages.
 */
import { isTag, isUnseen } from './visible';

/** So many joiners in a row may make one emoji: the flag of a region has six letters and their end. */
const MAX_JOINERS = 8;

/** Makes one of the characters before and behind it, or another one of that before. */
const joins = (codePoint: number): boolean =>
  (codePoint >= 0x200c && codePoint <= 0x200d) ||
  (codePoint >= 0xfe00 && codePoint <= 0xfe0f) ||
  (codePoint >= 0xe0100 && codePoint <= 0xe01ef) ||
  isTag(codePoint);

/** @param isLoose there is nothing before it that it could join */
function isLeftOut(codePoint: number, isLoose: boolean): boolean {
  if (codePoint >= 0xd800 && codePoint <= 0xdfff) return true;
  return isUnseen(codePoint) && (isLoose || !joins(codePoint));
}

/**
 * The beginning of a text as one line of at most `limit` code points: white space is one blank, and none at the ends; what
 * shows nothing is left out, but for what joins emoji and letters. No half of a surrogate pair is in it. However much blank
 * stands before the first word, that word is found.
 */
export function cutToLine(text: string, limit: number): string {
  let line = '';
  let count = 0;
  let joiners = 0;
  let isBlankDue = false;
  for (let i = 0; i < text.length && count < limit; i += 1) {
    const codePoint = text.codePointAt(i) ?? 0;
    const character = codePoint > 0xffff ? text.slice(i, i + 2) : text.charAt(i);
    i += character.length - 1;
    joiners = joins(codePoint) ? joiners + 1 : 0;
    if (character.trim() === '') isBlankDue = line !== '';
    else if (isLeftOut(codePoint, line === '' || isBlankDue || joiners > MAX_JOINERS)) continue;
    else if (isBlankDue && count + 1 === limit) return line;
    else {
      line += isBlankDue ? ` ${character}` : character;
      count += isBlankDue ? 2 : 1;
      isBlankDue = false;
    }
  }
  return line;
}
