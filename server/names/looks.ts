/**
 * How a name looks, so that nobody is called what a person takes for somebody else: the skeleton of Unicode TS 39, without
 * regard to case and width, and without what shows nothing. The one function for people and rooms. The table of confusable
 * characters is that of the package `unhomoglyph`; knows no store.
 */
import CONFUSABLES from 'unhomoglyph/data.json';
import { onlyVisible } from '../../miniprogram/core/base/visible';

/** Changes with the rules and the table: looks that were stored before are made anew. */
export const LOOKS_VERSION = 'unhomoglyph-1.0.6/1';

const shapes = new Map(Object.entries(CONFUSABLES as Readonly<Record<string, string>>));

const toSmall = (text: string): string => text.toUpperCase().toLowerCase();

/** What the letters are drawn like; two texts with the same one look the same. */
function skeleton(text: string): string {
  const seen = onlyVisible(text.normalize('NFD'));
  return [...seen]
    .map((character) => shapes.get(character) ?? character)
    .join('')
    .normalize('NFD');
}

/**
 * Three looks, and two names are the same one when one of them is: in small letters, in capitals, and as it is written. A capital
 * I and a small l look the same while a small i does not; a Cyrillic M looks like a Latin one while a small one does not.
 */
export function looksOf(name: string): readonly [small: string, capital: string, written: string] {
  const wide = name.normalize('NFKC');
  // A nought looks like the capital O that it stands for in the table, and so like the small one.
  const small = toSmall(skeleton(toSmall(wide).normalize('NFKC')));
  const capital = skeleton(wide.toUpperCase().normalize('NFKC'));
  return [`s:${small}`, `c:${capital}`, `w:${skeleton(wide)}`];
}

export function looksAlike(one: string, other: string): boolean {
  const looks: readonly string[] = looksOf(one);
  return looksOf(other).some((look) => looks.includes(look));
}
