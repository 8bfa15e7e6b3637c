/**
 * A text cut around the place where it holds what was searched for, so that the page can mark it. Pure.
 */
import { findFolded } from '../../core/base/fold';

export interface TextPart {
  readonly text: string;
  readonly isHit: boolean;
}

/** Characters before the first hit that stay, so that it is on the screen. */
const LEAD = 16;

/** One line, whose ends keep a blank: another part may follow. */
const toLine = (text: string): string => text.replace(/\s+/g, ' ');

export function splitAround(text: string, query: string): readonly TextPart[] {
  const whole = text.trim();
  const place = findFolded(whole, query);
  if (!place) return [{ text: toLine(whole), isHit: false }];
  const before = [...toLine(whole.slice(0, place.start))];
  const lead = before.length > LEAD ? `…${before.slice(-LEAD).join('')}` : before.join('');
  const parts = [
    { text: lead, isHit: false },
    { text: toLine(whole.slice(place.start, place.end)), isHit: true },
    { text: toLine(whole.slice(place.end)), isHit: false },
  ];
  return parts.filter((part) => part.text !== '');
}
