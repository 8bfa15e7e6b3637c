/**
 * Puts letters together that look alike in any case, or by way of others that do: what a name is found by. It says too much of
 * them (I, l and L are of one kind, but only the first two look alike), so whoever finds names compares them.
 */
import { letterOf, shapes, toCapital, toSmall } from './letters';

/** Letters of a kind stand for the first of a chain; some of those stand for several letters. */
interface Kinds {
  readonly next: Map<string, string>;
  readonly spelled: Map<string, readonly string[]>;
}

function headOf({ next }: Kinds, letter: string): string {
  let head = letter;
  for (let above = next.get(head); above !== undefined; above = next.get(head)) head = above;
  return head;
}

/** Marks, blanks and quotes, which the table takes for each other and for parts of letters. */
const PASSED_OVER = /[\p{Mn}\p{Z}'"\u0674]/u;

function expand(kinds: Kinds, letters: readonly string[]): readonly string[] {
  return letters.flatMap((letter) => {
    if (PASSED_OVER.test(letter)) return [];
    const head = headOf(kinds, letter);
    const spelled = kinds.spelled.get(head);
    return spelled ? expand(kinds, spelled) : [head];
  });
}

/** From now on both have the same kinds, if that can be. */
function unite(kinds: Kinds, one: readonly string[], other: readonly string[]): void {
  const a = expand(kinds, one);
  const b = expand(kinds, other);
  // One mark is a letter in capitals.
  if (one.every((letter) => PASSED_OVER.test(letter))) return;
  const [first, second] = [a[0] ?? '', b[0] ?? ''];
  if (a.join(' ') === b.join(' ')) return;
  if (a.length === 1 && b.length === 1) kinds.next.set(first, second);
  else if (a.length === 1 && !b.includes(first)) kinds.spelled.set(first, b);
  else if (b.length === 1 && !a.includes(second)) kinds.spelled.set(second, a);
  else if (a.length === b.length) a.forEach((letter, i) => unite(kinds, [letter], b.slice(i, i + 1)));
}

/** All letters of the table and what they are drawn like, in every case. */
function lettersOfTable(): readonly string[] {
  const letters = new Set<string>();
  for (const [letter, shape] of shapes) {
    for (const text of [letter, shape]) {
      for (const form of [text, toSmall(text), toCapital(text)]) for (const each of form) letters.add(each);
    }
  }
  return [...letters];
}

function gatherKinds(): Kinds {
  const kinds: Kinds = { next: new Map(), spelled: new Map() };
  const letters = lettersOfTable();
  // Twice: what is several letters waits for these to be of their kinds.
  for (const letter of [...letters, ...letters]) {
    for (const shape of [toSmall(letter), ...letterOf(letter)]) unite(kinds, [letter], [...shape]);
  }
  return kinds;
}

const kinds = gatherKinds();
const known = new Map<string, string>();
const MAX_KNOWN = 10_000;

const makeKind = (character: string): string =>
  PASSED_OVER.test(character) ? '' : expand(kinds, [...toSmall(character)]).join('');

/** Equal for letters that look alike in any case; letters that do not may have the same. */
export function kindOf(character: string): string {
  const kind = known.get(character) ?? makeKind(character);
  if (known.size < MAX_KNOWN) known.set(character, kind);
  return kind;
}
