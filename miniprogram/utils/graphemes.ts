/**
 * Finds what a person sees as one character: an emoji may be a dozen units long. By hand, because `Intl.Segmenter` and
 * Unicode classes in patterns are missing on many phones. After Unicode Annex 29 (extended grapheme clusters), with two
 * differences: signs that are written before a number are not bound to it, and a vowel sign never leaves its letter.
 */
import { isMark, isPicture, isTag, isUnseen } from '../core/base/visible';

const ZERO_WIDTH_NON_JOINER = 0x200c;
const ZERO_WIDTH_JOINER = 0x200d;
const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;

const within = (point: number, from: number, to: number): boolean => point >= from && point <= to;

/** Belongs to the character before it: marks, selectors, skin tones, the letters of a regional flag, and what is like them. */
const isExtender = (point: number): boolean =>
  isMark(point) ||
  isTag(point) ||
  point === ZERO_WIDTH_JOINER ||
  point === ZERO_WIDTH_NON_JOINER ||
  within(point, 0x1f3fb, 0x1f3ff) ||
  // Marks of kana and vowels of Thai and Lao that are letters by class.
  within(point, 0xff9e, 0xff9f) ||
  point === 0x0e33 ||
  point === 0x0eb3;

/** Stands alone, whatever follows: controls, and format characters that bind nothing. */
const isControl = (point: number): boolean =>
  point < 0x20 ||
  within(point, 0x7f, 0x9f) ||
  (isUnseen(point) && !isExtender(point) && !isHangulFiller(point));

const isHangulFiller = (point: number): boolean => point === 0x115f || point === 0x1160;

const isFlagLetter = (point: number): boolean => within(point, 0x1f1e6, 0x1f1ff);

type HangulPart = 'lead' | 'vowel' | 'tail' | 'open' | 'closed' | null;

/** Of which kind a Korean letter or syllable is; `open` has no tail yet. */
function hangulPart(point: number): HangulPart {
  if (within(point, 0x1100, 0x115f) || within(point, 0xa960, 0xa97c)) return 'lead';
  if (within(point, 0x1160, 0x11a7) || within(point, 0xd7b0, 0xd7c6)) return 'vowel';
  if (within(point, 0x11a8, 0x11ff) || within(point, 0xd7cb, 0xd7fb)) return 'tail';
  if (within(point, 0xac00, 0xd7a3)) return (point - 0xac00) % 28 === 0 ? 'open' : 'closed';
  return null;
}

/** Letters of a Korean syllable that is written in parts. */
function isOneSyllable(before: HangulPart, after: HangulPart): boolean {
  if (before === 'lead') return after !== null && after !== 'tail';
  if (before === 'open' || before === 'vowel') return after === 'vowel' || after === 'tail';
  return (before === 'closed' || before === 'tail') && after === 'tail';
}

/** First blocks of Devanagari, Bengali, Gujarati, Oriya, Telugu and Malayalam, in which a virama binds two consonants. */
const BINDING_SCRIPTS: readonly number[] = [0x0900, 0x0980, 0x0a80, 0x0b00, 0x0c00, 0x0d00];
const NUKTA_PLACE = 0x3c;
const VIRAMA_PLACE = 0x4d;

const scriptOf = (point: number): number => point - (point % 0x80);
const isBinder = (point: number): boolean =>
  point % 0x80 === VIRAMA_PLACE && BINDING_SCRIPTS.includes(scriptOf(point));

/** May stand between a consonant and its virama, and between that and the next consonant: a vowel may not. */
const isBetweenConsonants = (point: number): boolean =>
  point === ZERO_WIDTH_JOINER || (point % 0x80 === NUKTA_PLACE && BINDING_SCRIPTS.includes(scriptOf(point)));

function isConsonant(point: number): boolean {
  const place = point % 0x80;
  const isLetter = within(place, 0x15, 0x39) || within(place, 0x58, 0x5f);
  return isLetter && BINDING_SCRIPTS.includes(scriptOf(point));
}

/** What one character has had so far, which decides whether it goes on. */
interface Begun {
  readonly last: number;
  /** Letters of flags at its end, in a row. */
  readonly flags: number;
  /** A picture, and what may stand between it and another one. */
  readonly isPicture: boolean;
  /** A consonant is bound by a virama to what follows. */
  readonly isBound: boolean;
  readonly hasConsonant: boolean;
}

const begin = (point: number): Begun => ({
  last: point,
  flags: isFlagLetter(point) ? 1 : 0,
  isPicture: isPicture(point),
  isBound: false,
  hasConsonant: isConsonant(point),
});

function goesOn({ last, flags, isPicture: hasPicture, isBound }: Begun, point: number): boolean {
  if (last === CARRIAGE_RETURN && point === LINE_FEED) return true;
  if (isControl(last) || isControl(point)) return false;
  if (isExtender(point)) return true;
  if (isOneSyllable(hangulPart(last), hangulPart(point))) return true;
  if (hasPicture && last === ZERO_WIDTH_JOINER && isPicture(point)) return true;
  if (isBound && isConsonant(point)) return true;
  return flags === 1 && isFlagLetter(point);
}

const add = (begun: Begun, point: number): Begun => ({
  last: point,
  flags: isFlagLetter(point) ? begun.flags + 1 : 0,
  isPicture: isPicture(point) || (begun.isPicture && isExtender(point)),
  isBound: isBinder(point) ? begun.hasConsonant : begun.isBound && isBetweenConsonants(point),
  hasConsonant: isConsonant(point) || (begun.hasConsonant && isBetweenConsonants(point)),
});

const unitsOf = (point: number): number => (point > 0xffff ? 2 : 1);

/** End of the character, as people see it, that starts at `start`; the length of the text at its end. */
export function graphemeEnd(text: string, start: number): number {
  if (start >= text.length) return text.length;
  const first = text.codePointAt(start) ?? 0;
  let begun = begin(first);
  let end = start + unitsOf(first);
  while (end < text.length) {
    const point = text.codePointAt(end) ?? 0;
    if (!goesOn(begun, point)) return end;
    begun = add(begun, point);
    end += unitsOf(point);
  }
  return end;
}

/** Begins a character, whatever is before it: what is typed most, so that few characters are looked at. */
const isBeginning = (unit: number): boolean =>
  within(unit, 0x20, 0x7e) || within(unit, 0x3041, 0x3096) || within(unit, 0x4e00, 0x9fff);

/** Start of the character, as people see it, that ends at `end`; 0 at the beginning of the text. */
export function graphemeStart(text: string, end: number): number {
  let start = Math.max(0, end - 1);
  while (start > 0 && !isBeginning(text.charCodeAt(start))) start -= 1;
  for (;;) {
    const next = graphemeEnd(text, start);
    if (next >= end) return start;
    start = next;
  }
}

/** The first character as people see it; '' of an empty text. */
export const firstGrapheme = (text: string): string => text.slice(0, graphemeEnd(text, 0));
