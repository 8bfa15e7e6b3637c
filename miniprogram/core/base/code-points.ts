/**
 * Sets of code points that are kept as short texts, since not every phone has `\p{…}`. Knows no property by name.
 */

/** A set of Unicode code points, asked for one whole code point at a time and never for half of a surrogate pair. */
export interface CodePointSet {
  has(codePoint: number): boolean;
}

/** The first and the last code point of each run, in one list. */
function unpack(packed: string): readonly number[] {
  const edges: number[] = [];
  let next = 0;
  for (const pair of packed.split(' ')) {
    const [skipped = '', more = ''] = pair.split('.');
    const from = next + (skipped === '' ? 0 : parseInt(skipped, 36));
    const to = from + (more === '' ? 0 : parseInt(more, 36));
    edges.push(from, to);
    next = to + 1;
  }
  return edges;
}

const escaped = (codePoint: number): string => `\\u{${codePoint.toString(16)}}`;

/** `packed` as what stands between the brackets of a pattern with the flag `u`. */
export function toPatternClass(packed: string): string {
  const edges = unpack(packed);
  let ranges = '';
  for (let i = 0; i < edges.length; i += 2) {
    ranges += `${escaped(edges[i] ?? 0)}-${escaped(edges[i + 1] ?? 0)}`;
  }
  return ranges;
}

/** `packed` as `unicode-tables.ts` has it; read when something is asked for the first time. */
export function createCodePointSet(packed: string): CodePointSet {
  let edges: readonly number[] | null = null;
  return {
    has(codePoint) {
      edges ??= unpack(packed);
      let low = 0;
      let high = edges.length / 2 - 1;
      while (low <= high) {
        const middle = (low + high) >> 1;
        if (codePoint < (edges[middle * 2] ?? 0)) high = middle - 1;
        else if (codePoint > (edges[middle * 2 + 1] ?? 0)) low = middle + 1;
        else return true;
      }
      return false;
    },
  };
}

/** The code points of a text; half of a surrogate pair is one. */
export function toCodePoints(text: string): readonly number[] {
  const found: number[] = [];
  for (let i = 0; i < text.length; i += 1) {
    const codePoint = text.codePointAt(i) ?? 0;
    found.push(codePoint);
    if (codePoint > 0xffff) i += 1;
  }
  return found;
}

/** `U+200B`: how people look a character up that they cannot see. */
export const nameOfCodePoint = (codePoint: number): string =>
  `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;
