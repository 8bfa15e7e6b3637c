/**
 * Characters that are not seen and yet matter: where Unicode says that one makes another letter or picture of what stands around
 * it, a name may have it there and nowhere else. Knows what the characters do, and no limit of a name.
 *
 * - U+200D between emoji, and behind or before a sign that takes a vowel (virama) of an Indic letter;
 * - U+200C behind such a sign, and between letters that would join (Persian, Kurdish, Urdu …), marks left out (UAX 31);
 * - U+FE0E and U+FE0F behind what has both faces; tags of a flag's name behind the black flag, to their end;
 * - variation selectors behind ideographs (names of Japanese families), and those of Mongolian behind its letters.
 */
import { createCodePointSet, toCodePoints } from './code-points';
import { EMOJI, IDEOGRAPHS, JOIN_LAST, JOIN_NEXT, VIRAMAS } from './unicode-tables';
import { isMark, isPicture, isTag, isUnseen } from './visible';

const emoji = createCodePointSet(EMOJI);
const ideographs = createCodePointSet(IDEOGRAPHS);
const joinNext = createCodePointSet(JOIN_NEXT);
const joinLast = createCodePointSet(JOIN_LAST);
const viramas = createCodePointSet(VIRAMAS);

const ZERO_WIDTH_NON_JOINER = 0x200c;
const ZERO_WIDTH_JOINER = 0x200d;
const TEXT_FACE = 0xfe0e;
const PICTURE_FACE = 0xfe0f;
const KEYCAP = 0x20e3;
const BLACK_FLAG = 0x1f3f4;
const END_OF_TAGS = 0xe007f;
const NOTHING = -1;

const isBetween = (codePoint: number, from: number, to: number): boolean =>
  codePoint >= from && codePoint <= to;
const isBeyondAscii = (codePoint: number): boolean => codePoint > 0x7f;
const isMongolian = (codePoint: number): boolean => isBetween(codePoint, 0x1820, 0x18aa);

type Name = readonly number[];
const at = (name: Name, index: number): number => name[index] ?? NOTHING;

/** The first character from `index` on, in steps of `step`, that is no mark and no face. */
function baseFrom(name: Name, index: number, step: 1 | -1): number {
  let i = index;
  while (isMark(at(name, i))) i += step;
  return at(name, i);
}

/** A virama stands among the marks right before `index`, on a letter. */
function isBehindVirama(name: Name, index: number): boolean {
  let i = index - 1;
  let isFound = false;
  while (isMark(at(name, i))) {
    isFound = isFound || viramas.has(at(name, i));
    i -= 1;
  }
  const base = at(name, i);
  return isFound && isBeyondAscii(base);
}

function mayJoin(name: Name, index: number): boolean {
  const next = at(name, index + 1);
  if (isPicture(baseFrom(name, index - 1, -1)) && isPicture(next)) return true;
  return isBehindVirama(name, index) || (viramas.has(next) && isBeyondAscii(baseFrom(name, index - 1, -1)));
}

function mayPart(name: Name, index: number): boolean {
  const before = baseFrom(name, index - 1, -1);
  const behind = baseFrom(name, index + 1, 1);
  return isBehindVirama(name, index) || (joinNext.has(before) && joinLast.has(behind));
}

function mayHaveFace(name: Name, index: number): boolean {
  const before = at(name, index - 1);
  const isKey = before >= 0 && before < 0x80;
  return emoji.has(before) && (!isKey || at(name, index + 1) === KEYCAP);
}

function isOfFlag(name: Name, index: number): boolean {
  let from = index;
  while (isTag(at(name, from))) from -= 1;
  let to = index;
  while (isTag(at(name, to)) && at(name, to) !== END_OF_TAGS) to += 1;
  return at(name, from) === BLACK_FLAG && at(name, to) === END_OF_TAGS;
}

function matters(name: Name, index: number): boolean {
  const codePoint = at(name, index);
  const before = at(name, index - 1);
  if (codePoint === ZERO_WIDTH_JOINER) return mayJoin(name, index);
  if (codePoint === ZERO_WIDTH_NON_JOINER) return mayPart(name, index);
  if (codePoint === TEXT_FACE || codePoint === PICTURE_FACE) return mayHaveFace(name, index);
  if (isTag(codePoint)) return isOfFlag(name, index);
  const isVariant = isBetween(codePoint, 0xfe00, 0xfe02) || isBetween(codePoint, 0xe0100, 0xe01ef);
  if (isVariant) return ideographs.has(before);
  return isBetween(codePoint, 0x180b, 0x180f) && isMongolian(before);
}

/** The first character that is not seen and changes nothing that is; null without one. */
export function findIdle(text: string): number | null {
  const name = toCodePoints(text);
  return name.find((codePoint, index) => isUnseen(codePoint) && !matters(name, index)) ?? null;
}
