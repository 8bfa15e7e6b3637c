/**
 * What each letter of a name is drawn like: in small letters, in capitals and as it is written, by the table of confusable
 * characters of Unicode TS 39, which is that of the package `unhomoglyph`. Compares nothing.
 */
import CONFUSABLES from 'unhomoglyph/data.json';
import { onlyVisible } from '../../miniprogram/core/base/visible';

/**
 * The shapes of one letter, in four ways; the last is that of a compatibility character by itself. They have more than one letter
 * where it looks like several, and none where it is left out.
 */
export type Letter = readonly [small: string, capital: string, written: string, alone: string];

/** By the character, what it is drawn like. */
export const shapes: ReadonlyMap<string, string> = new Map(
  Object.entries(CONFUSABLES as Readonly<Record<string, string>>),
);

/** Compatibility forms as what they stand for; an accent that stands by itself does not stand for a blank that has one. */
const plain = (text: string): string =>
  [...text]
    .map((character) => (/^ ./u.test(character.normalize('NFKC')) ? character : character.normalize('NFKC')))
    .join('')
    .normalize('NFD');
/** Small letters after capitals: so letters that are one in capitals become one. */
export const toSmall = (text: string): string => plain(plain(text).toUpperCase().toLowerCase());
/** In capitals, without what shows nothing. */
export const toCapital = (text: string): string => plain(plain(text).toUpperCase());

const drawn = (text: string): string =>
  plain([...text].map((character) => shapes.get(character) ?? character).join(''));
/** What a letter is drawn like may be drawn like another one, once it is written plainly. */
const shapeOf = (text: string): string => drawn(drawn(text));

const known = new Map<string, Letter>();
/** As many as the table has, and some more: names are of few letters. */
const MAX_KNOWN = 10_000;

function makeLetter(character: string): Letter {
  // A nought looks like the capital O that it stands for in the table, and so like the small one.
  const small = shapeOf(toSmall(character)).toLowerCase();
  return [small, shapeOf(toCapital(character)), shapeOf(plain(character)), shapeOf(character)];
}

/** The same object for the same character, as long as not too many were asked for. */
export function letterOf(character: string): Letter {
  const letter = known.get(character) ?? makeLetter(character);
  if (known.size < MAX_KNOWN) known.set(character, letter);
  return letter;
}

/** The characters of a name that count. What is several letters by itself, such as a ligature, is told as these. */
export const charactersOf = (name: string): readonly string[] =>
  [...onlyVisible(name.normalize('NFD'))].flatMap((character) =>
    shapes.has(character) ? [character] : [...plain(character)],
  );
