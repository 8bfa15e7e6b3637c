/**
 * A text cut around the place where it holds what was searched for, so that the page can mark it. Pure.
 */

export interface TextPart {
  readonly text: string;
  readonly isHit: boolean;
}

/** Characters before the first hit that stay, so that it is on the screen. */
const LEAD = 16;

/** The server compares Latin letters without their case, and nothing else: other letters may change length. */
const foldLatin = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

const toLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Whether the server would find `query` in it. */
export const holds = (text: string, query: string): boolean =>
  foldLatin(toLine(text)).includes(foldLatin(toLine(query)));

export function splitAround(text: string, query: string): readonly TextPart[] {
  const line = toLine(text);
  const wanted = foldLatin(toLine(query));
  const at = wanted === '' ? -1 : foldLatin(line).indexOf(wanted);
  if (at < 0) return [{ text: line, isHit: false }];
  const before = [...line.slice(0, at)];
  const lead = before.length > LEAD ? `…${before.slice(-LEAD).join('')}` : before.join('');
  const parts = [
    { text: lead, isHit: false },
    { text: line.slice(at, at + wanted.length), isHit: true },
    { text: line.slice(at + wanted.length), isHit: false },
  ];
  return parts.filter((part) => part.text !== '');
}
