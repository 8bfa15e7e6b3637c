/**
 * How long something lasts, and how often it may happen, in the largest unit that tells it whole.
 */
import { t, type Language } from './translate';

const SECOND_MS = 1_000;
const UNITS = [
  { size: 86_400 * SECOND_MS, span: 'span.days', every: 'every.days' },
  { size: 3_600 * SECOND_MS, span: 'span.hours', every: 'every.hours' },
  { size: 60 * SECOND_MS, span: 'span.minutes', every: 'every.minutes' },
] as const;
const SECONDS = { size: SECOND_MS, span: 'span.seconds', every: 'every.seconds' } as const;

function inLargest(language: Language, ms: number, form: 'span' | 'every'): string {
  const unit = UNITS.find(({ size }) => ms >= size && ms % size === 0) ?? SECONDS;
  return t(language, unit[form], { n: Math.max(1, Math.round(ms / unit.size)) });
}

export const spanText = (language: Language, ms: number): string => inLargest(language, ms, 'span');

/** "every minute" and not "every 1 minute". */
export const everyText = (language: Language, ms: number): string => inLargest(language, ms, 'every');
