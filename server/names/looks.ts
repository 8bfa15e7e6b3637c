/**
 * How a name looks, so that nobody is called what a person takes for somebody else: without regard to case and width, and
 * without what shows nothing. The one place for people and rooms; knows no store.
 */
import { kindOf } from './kinship';
import { charactersOf, letterOf, type Letter } from './letters';

/** Changes with the rules and the table: looks that were stored before are made anew. */
export const LOOKS_VERSION = 'unhomoglyph-1.0.6/2';

/** The letters that people see, in their order. */
export const lettersOf = (name: string): readonly Letter[] => charactersOf(name).map(letterOf);

/** Names that look alike have the same one; those that have it may look alike. */
export const lookKey = (name: string): string => `k:${charactersOf(name).map(kindOf).join('')}`;

const WAYS = [0, 1, 2, 3] as const;
type Way = (typeof WAYS)[number];

/** How far two names were read, and what one of them was read ahead, in the way that must go on. */
interface Place {
  readonly one: number;
  readonly other: number;
  readonly ahead: string;
  readonly isOneAhead: boolean;
  readonly way: Way;
}

/** Behind the next letter of one of them; null when that is another one than what was read ahead. */
function readOn(place: Place, isOne: boolean, letter: Letter | undefined, way: Way): Place | null {
  if (letter === undefined) return null;
  const shape = letter[way];
  const { one, other, ahead } = place;
  const next = { one: one + (isOne ? 1 : 0), other: other + (isOne ? 0 : 1), way };
  if (ahead === '') return { ...next, ahead: shape, isOneAhead: isOne };
  if (ahead.startsWith(shape)) return { ...next, ahead: ahead.slice(shape.length), isOneAhead: !isOne };
  if (shape.startsWith(ahead)) return { ...next, ahead: shape.slice(ahead.length), isOneAhead: isOne };
  return null;
}

/** Whether it can be read so that it begins with this, or as nothing at all. */
function canBegin(word: readonly Letter[], unit: string): boolean {
  for (const letter of word) {
    if (letter.some((shape) => shape.startsWith(unit))) return true;
    if (!letter.includes('')) return false;
  }
  return true;
}

/** False for nearly all pairs of names, which need no trying then: what is the same begins with the same. */
function mayBeginAlike(one: readonly Letter[], other: readonly Letter[]): boolean {
  for (const letter of one) {
    if (letter.some((shape) => shape !== '' && canBegin(other, shape.charAt(0)))) return true;
    if (!letter.includes('')) return false;
  }
  return true;
}

/** Where both begin or end with the same characters nothing needs to be tried. */
function withoutCommon(
  one: readonly Letter[],
  other: readonly Letter[],
): [readonly Letter[], readonly Letter[]] {
  const shorter = Math.min(one.length, other.length);
  let begin = 0;
  while (begin < shorter && one[begin] === other[begin]) begin += 1;
  let end = 0;
  while (end < shorter - begin && one[one.length - 1 - end] === other[other.length - 1 - end]) end += 1;
  return [one.slice(begin, one.length - end), other.slice(begin, other.length - end)];
}

/**
 * Whether both can be read as the same letters, each part in one of four ways that is the same for both. A capital I and a
 * small l look the same while a small i does not; a Cyrillic M looks like a Latin one while a small one does not; and one name
 * may have both.
 */
export function canBeRead(first: readonly Letter[], second: readonly Letter[]): boolean {
  if (!mayBeginAlike(first, second)) return false;
  const [one, other] = withoutCommon(first, second);
  const width = other.length + 1;
  const seen = new Set<number>();
  const open: (Place | null)[] = [{ one: 0, other: 0, ahead: '', isOneAhead: true, way: 0 }];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (place === null) continue;
    const { ahead, isOneAhead, way } = place;
    if (ahead !== '') {
      // What was read ahead leaves one way to go on.
      const letter = isOneAhead ? other[place.other] : one[place.one];
      open.push(readOn(place, !isOneAhead, letter, way));
      continue;
    }
    if (place.one === one.length && place.other === other.length) return true;
    const id = place.one * width + place.other;
    if (seen.has(id)) continue;
    seen.add(id);
    for (const each of WAYS) {
      open.push(readOn(place, false, other[place.other], each), readOn(place, true, one[place.one], each));
    }
  }
  return false;
}

/** The same for both orders of the two; nothing is remembered. */
export const looksAlike = (one: string, other: string): boolean =>
  canBeRead(lettersOf(one), lettersOf(other));
