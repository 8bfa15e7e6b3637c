/**
 * What texts are compared by when somebody looks for words: without case in any script, without width, and with any white
 * space as one blank. Phones and servers use this one, so that they find the same. Knows no index and no page.
 */
import { toPatternClass } from './code-points';
import { MARKS, UNSEEN } from './unicode-tables';
import { onlyVisible } from './visible';

/** Where a part of a folded text stands in the text that was folded, in units: from `start` to before `end`. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** These are what they are folded to, but for their case; nearly everything that is written is of them. */
const PLAIN =
  ' -~\\u00c0-\\u00d6\\u00d8-\\u00de\\u00e0-\\u00f6\\u00f8-\\u00fe\\u0410-\\u044f' +
  '\\u3001-\\u3029\\u3041-\\u3093\\u30a1-\\u30f6\\u4e00-\\u9fff\\uac00-\\ud7a3';
/** What belongs to the letter before it: marks, what is not seen, half-width marks of kana, and the letters of Hangul. */
const JOINING =
  toPatternClass(MARKS) +
  toPatternClass(UNSEEN) +
  '\\uff9e\\uff9f\\u1100-\\u11ff\\u3131-\\u318e\\ua960-\\ua97c\\ud7b0-\\ud7fb\\uffa0-\\uffdc';
/** From the tables, since `\p{…}` throws on phones that do not know it. */
const CLUSTER = new RegExp(`(?:[${PLAIN}](?![${JOINING}]))+|[^][${JOINING}]*`, 'gu');
const ONLY_PLAIN = new RegExp(`^[${PLAIN}]*$`);

/**
 * Letters that belong together. By way of the upper case, where the sharp s is spelled out and the two forms of a sigma are
 * one. The dotted and the dotless i are one letter, whichever language somebody writes.
 */
function foldCluster(cluster: string): string {
  const visible = onlyVisible(cluster.replace(/\s/g, ' ')).normalize('NFKC');
  const lower = visible.toLowerCase().toUpperCase().toLowerCase();
  // The dots go first: a mark behind one joins the letter then.
  return lower
    .replace(/ς/g, 'σ')
    .replace(/ı|i\u0307+/g, 'i')
    .normalize('NFKC')
    .replace(/\s/g, ' ');
}

function eachCluster(text: string, visit: (cluster: string, start: number) => void): void {
  CLUSTER.lastIndex = 0;
  for (let found = CLUSTER.exec(text); found; found = CLUSTER.exec(text)) visit(found[0], found.index);
}

/** Calls `visit` for each unit of the folded text that is not left out. */
function eachUnit(text: string, visit: (unit: string, start: number, end: number) => void): void {
  eachCluster(text, (cluster, start) => {
    if (ONLY_PLAIN.test(cluster)) {
      const lower = cluster.toLowerCase();
      for (let i = 0; i < lower.length; i += 1) visit(lower[i] ?? '', start + i, start + i + 1);
    } else {
      for (const unit of foldCluster(cluster).split('')) visit(unit, start, start + cluster.length);
    }
  });
}

/** As `fold`, with the place of each of its units in `text`. */
export function foldWithPlaces(text: string): { readonly folded: string; readonly places: readonly Place[] } {
  const places: Place[] = [];
  let folded = '';
  let blank: Place | null = null;
  eachUnit(text, (unit, start, end) => {
    if (unit === ' ') {
      blank = { start: (blank ?? { start }).start, end };
      return;
    }
    if (blank && folded !== '') {
      folded += ' ';
      places.push(blank);
    }
    blank = null;
    folded += unit;
    places.push({ start, end });
  });
  return { folded, places };
}

/** Equal for texts that are the same to whoever looks for them. Folding again changes nothing. */
export function fold(text: string): string {
  if (ONLY_PLAIN.test(text)) return text.toLowerCase().replace(/ +/g, ' ').trim();
  const parts: string[] = [];
  eachCluster(text, (cluster) =>
    parts.push(ONLY_PLAIN.test(cluster) ? cluster.toLowerCase() : foldCluster(cluster)),
  );
  return parts.join('').replace(/ +/g, ' ').trim();
}

/** Where `text` has the words of `query` first, or null; nothing has the words of an empty one. */
export function findFolded(text: string, query: string): Place | null {
  const wanted = fold(query);
  if (wanted === '') return null;
  const { folded, places } = foldWithPlaces(text);
  const at = folded.indexOf(wanted);
  const first = places[at];
  const last = places[at + wanted.length - 1];
  return first && last ? { start: first.start, end: last.end } : null;
}

/** For many texts: tells of each whether it has the words of `query`, which is what phones and servers call found. */
export function createFinder(query: string): (text: string) => boolean {
  const wanted = fold(query);
  return (text) => wanted !== '' && fold(text).includes(wanted);
}

/** Whether `text` has the words of `query` in it, both folded as `fold` does; nothing has the words of nothing (BA16). */
export const holdsFolded = (text: string, query: string): boolean => createFinder(query)(text);
