/**
 * Finds what can be tapped in a text: links, phone numbers and the names of people who are mentioned. One walk from left to
 * right, so that it takes the same time for every text of a length; the parts put together are the text.
 */

import { linkLength } from './links';

type TokenKind = 'text' | 'link' | 'phone' | 'mention';

export interface TextToken {
  readonly kind: TokenKind;
  readonly text: string;
  /** Who is called, where that is known. */
  readonly user?: string;
}

const MIN_PHONE_DIGITS = 7;
const MAX_PHONE_DIGITS = 15;
/** A number of 12 digits with an extension of five is the longest. */
const MAX_DIGITS = 17;

const isDigit = (unit: string): boolean => unit >= '0' && unit <= '9';
const isWord = (unit: string): boolean =>
  isDigit(unit) || (unit >= 'a' && unit <= 'z') || (unit >= 'A' && unit <= 'Z');

/** A number in the ways it is written in China, or in the international one. */
function isPhone(digits: string, isInternational: boolean, hasDash: boolean): boolean {
  if (isInternational) return digits.length >= MIN_PHONE_DIGITS && digits.length <= MAX_PHONE_DIGITS;
  if (/^1[3-9]\d{9}$/.test(digits) || /^[48]00\d{7}$/.test(digits)) return true;
  return hasDash && /^0\d{9,11}$/.test(digits);
}

/** A number of an office in China and the extension behind it, which the exchange asks for and nobody dials. */
const WITH_EXTENSION = /^(0\d{2,3}[- ]?\d{3,4}[- ]?\d{4}|[48]00[- ]?\d{3}[- ]?\d{4})-\d{1,5}$/;

/** The length of the phone number that begins at `from`; 0 when none does. Single spaces and dashes may divide it. */
function phoneLength(text: string, from: number): number {
  const before = text.charAt(from - 1);
  if (from > 0 && (isWord(before) || '+-._/=@#'.includes(before))) return 0;
  const isInternational = text.charAt(from) === '+';
  let digits = '';
  let hasDash = false;
  let end = from;
  for (let i = from + (isInternational ? 1 : 0); i < text.length && digits.length <= MAX_DIGITS; i += 1) {
    const unit = text.charAt(i);
    const isDivider = (unit === '-' || unit === ' ') && digits !== '' && isDigit(text.charAt(i + 1));
    if (isDigit(unit)) {
      digits += unit;
      end = i + 1;
    } else if (isDivider) hasDash = hasDash || unit === '-';
    else break;
  }
  const after = text.charAt(end);
  if (isWord(after) || after === '_' || after === '@') return 0;
  // A point before a digit makes it a number: an amount or a version.
  if (after === '.' && isDigit(text.charAt(end + 1))) return 0;
  if (isPhone(digits, isInternational, hasDash)) return end - from;
  return WITH_EXTENSION.exec(text.slice(from, end))?.[1]?.length ?? 0;
}

/** White space and what stands between words, in Chinese too; pictures begin at U+1F000, which a first half in these tells. */
const BETWEEN_WORDS =
  /[\s!-/:-@[-`{-~\u00a1-\u00bf\u2000-\u2bff\u3000-\u303f\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\ud83c-\ud83e]/;
/** These bind words: an address of mail, a name of two parts. */
const BINDS = /[._'-]/;

/** Whether a word ends before `at`. */
function endsWord(text: string, at: number): boolean {
  const next = text.charAt(at);
  if (next === '' || (BETWEEN_WORDS.test(next) && next !== '_')) {
    const behind = text.charAt(at + 1);
    return !BINDS.test(next) || behind === '' || BETWEEN_WORDS.test(behind) || next === "'";
  }
  return false;
}

/** Before the sign nothing of a word in letters; Chinese is written without blanks. */
const isInWord = (text: string, at: number): boolean =>
  at > 0 && /[A-Za-z0-9._\-\u00c0-\u024f\u0370-\u052f]/.test(text.charAt(at - 1));

/** The length of the longest of `names` that is mentioned at `from`, as whole words; 0 when none is. */
function mentionLength(text: string, from: number, names: readonly string[]): number {
  if (isInWord(text, from)) return 0;
  const fits = names.filter(
    (name) => name !== '' && text.startsWith(name, from + 1) && endsWord(text, from + 1 + name.length),
  );
  return fits.reduce((longest, name) => Math.max(longest, name.length + 1), 0);
}

function tokenAt(text: string, at: number, names: readonly string[]): [kind: TokenKind, length: number] {
  const unit = text.charAt(at);
  if (unit === '@' || unit === '＠') return ['mention', mentionLength(text, at, names)];
  if (unit === '+' || isDigit(unit)) return ['phone', phoneLength(text, at)];
  if ('hHwW'.includes(unit)) return ['link', linkLength(text, at)];
  return ['text', 0];
}

/** How far a run goes that cannot begin anything inside: digits are read once, not once from each of them. */
function plainLength(text: string, at: number): number {
  let end = at + 1;
  if (!isWord(text.charAt(at))) return 1;
  while (end < text.length && isWord(text.charAt(end))) end += 1;
  return end - at;
}

/** `names`: of the people who are mentioned; what else follows an @ is plain text. */
export function tokenize(text: string, names: readonly string[] = []): readonly TextToken[] {
  const tokens: TextToken[] = [];
  let plainFrom = 0;
  const endPlain = (at: number): void => {
    if (at > plainFrom) tokens.push({ kind: 'text', text: text.slice(plainFrom, at) });
  };
  for (let at = 0; at < text.length;) {
    const [kind, length] = tokenAt(text, at, names);
    if (length === 0) {
      at += plainLength(text, at);
      continue;
    }
    endPlain(at);
    tokens.push({ kind, text: text.slice(at, at + length) });
    at += length;
    plainFrom = at;
  }
  endPlain(text.length);
  return tokens;
}

/** A text whose places with mentions are known: nothing else in it is one. */
export function tokenizeCalling(
  text: string,
  spans: readonly { readonly start: number; readonly end: number; readonly user: string | null }[],
): readonly TextToken[] {
  const tokens: TextToken[] = [];
  let from = 0;
  for (const { start, end, user } of spans) {
    tokens.push(...tokenize(text.slice(from, start)));
    tokens.push({ kind: 'mention', text: text.slice(start, end), ...(user === null ? {} : { user }) });
    from = end;
  }
  return [...tokens, ...tokenize(text.slice(from))];
}

/** A phone number as it is dialled. */
export function dialled(phone: string): string {
  return phone.replace(/[^\d+]/g, '');
}
