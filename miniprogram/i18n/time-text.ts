/**
 * Times as people write them, by one rule for the room list and the chat. Only number arithmetic on local dates: `Intl`
 * is missing on some phones and parsing date strings fails on others.
 */
import type { TextKey } from './text-key';
import { t, type Language } from './translate';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const WEEK_DAYS = 7;

const pad = (value: number): string => String(value).padStart(2, '0');

/** Midnight that began the day of `at`, local time. */
function startOfDay(at: number): number {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** How many midnights lie between the two; a day of 23 or 25 hours counts as one. */
function daysBetween(earlier: number, later: number): number {
  return Math.round((startOfDay(later) - startOfDay(earlier)) / DAY_MS);
}

export function clockText(at: number): string {
  const date = new Date(at);
  return `${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

/** Without the year in the year of `now`. */
function dateText(language: Language, date: Date, now: number): string {
  const key = date.getFullYear() === new Date(now).getFullYear() ? 'time.date' : 'time.full_date';
  return t(language, key, { year: date.getFullYear(), month: date.getMonth() + 1, day: date.getDate() });
}

/** The day of `at` as seen on the day of `now`, or '' when it is the same day. A time in the future counts as today. */
function dayText(language: Language, at: number, now: number): string {
  const days = daysBetween(at, now);
  const date = new Date(at);
  if (days <= 0) return '';
  if (days === 1) return t(language, 'time.yesterday');
  if (days < WEEK_DAYS) return t(language, `time.weekday.${date.getDay()}` as TextKey);
  return dateText(language, date, now);
}

/** For a list row: `HH:mm` today, else the day alone. */
export function listTimeText(language: Language, at: number, now: number): string {
  return dayText(language, at, now) || clockText(at);
}

/** For a separator between messages: the day, when it is another one, and `HH:mm`. */
export function separatorTimeText(language: Language, at: number, now: number): string {
  const day = dayText(language, at, now);
  return day === '' ? clockText(at) : `${day} ${clockText(at)}`;
}

/** The month of `at`, as a title over what is from it. */
export function monthText(language: Language, at: number, now: number): string {
  const date = new Date(at);
  const isThisYear = date.getFullYear() === new Date(now).getFullYear();
  const key = isThisYear ? `time.month.${date.getMonth() + 1}` : 'time.full_month';
  return t(language, key as TextKey, { year: date.getFullYear(), month: pad(date.getMonth() + 1) });
}

/** Midnight that begins a day that a date picker named (`2026-09-21`); NaN for anything else. */
export function parseDay(text: string): number {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  return match ? new Date(Number(match[1]), Number(match[2]) - 1, Number(match[3])).getTime() : NaN;
}

/** The day of `at` as date pickers write it. */
export function dayOf(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

/** When something ends: `HH:mm` today, else with the date. */
export function untilText(language: Language, at: number, now: number): string {
  if (daysBetween(now, at) <= 0) return clockText(at);
  return `${dateText(language, new Date(at), now)} ${clockText(at)}`;
}

/** When something may be done again: the first whole minute by which it may, in the form of `untilText`. */
export function fromText(language: Language, at: number, now: number): string {
  return untilText(language, Math.ceil(at / MINUTE_MS) * MINUTE_MS, now);
}

/** How long until the texts above may change by themselves. */
export function msUntilMidnight(now: number): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime() - now;
}
