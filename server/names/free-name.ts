/**
 * Finds a name that nobody has: near a wanted one, or one for a guest who wants none.
 */
import type { Random } from '../../miniprogram/core/base/clock';
import { MAX_NAME_CODE_POINTS } from '../../miniprogram/core/protocol/limits';

type IsFree = (name: string) => Promise<boolean>;

const FIRST_NUMBERS = [2, 3, 4, 5] as const;
const MAX_TRIES = 20;

/** The wanted name with a number, cut so that it stays within the limit. */
function withNumber(name: string, number: number): string {
  const suffix = ` ${number}`;
  const kept = [...name].slice(0, MAX_NAME_CODE_POINTS - suffix.length).join('');
  return `${kept.trimEnd()}${suffix}`;
}

/** `Ann 2`, `Ann 3` …, and random numbers when those are taken too. */
export async function suggestName(wanted: string, isFree: IsFree, random: Random): Promise<string> {
  for (const number of FIRST_NUMBERS) {
    const name = withNumber(wanted, number);
    if (await isFree(name)) return name;
  }
  for (let digits = 10_000; ; digits *= 10) {
    const name = withNumber(wanted, Math.floor(random() * digits));
    if (await isFree(name)) return name;
  }
}

/** `访客 1234` or `Guest 1234`; longer numbers when many are taken. */
export async function makeGuestName(language: string, isFree: IsFree, random: Random): Promise<string> {
  const base = language === 'en' ? 'Guest' : '访客';
  for (let tries = 0; ; tries += 1) {
    const digits = 4 + Math.floor(tries / MAX_TRIES);
    const number = Math.floor(random() * 10 ** digits);
    const name = `${base} ${String(number).padStart(digits, '0')}`;
    if (await isFree(name)) return name;
  }
}
