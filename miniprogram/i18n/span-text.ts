/**
 * How long something lasts, in the largest unit that tells it whole.
 */
import { t, type Language } from './translate';

const SECOND_MS = 1_000;
const UNITS = [
  ['span.days', 86_400 * SECOND_MS],
  ['span.hours', 3_600 * SECOND_MS],
  ['span.minutes', 60 * SECOND_MS],
] as const;

export function spanText(language: Language, ms: number): string {
  const unit = UNITS.find(([, size]) => ms >= size && ms % size === 0);
  if (!unit) return t(language, 'span.seconds', { n: Math.max(1, Math.round(ms / SECOND_MS)) });
  return t(language, unit[0], { n: ms / unit[1] });
}
