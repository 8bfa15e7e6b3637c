/**
 * Where an address in a text ends. What is marked is what is copied, so an address is found whole or not at all:
 *
 * - It begins with `http://`, `https://` or `www.`, and not inside a word; a mail address is none.
 * - A host is names of letters of any script, or an IPv6 address in brackets, and perhaps a port. Its last name does not go on in
 *   another script: in `example.com看看` it ends before the Chinese.
 * - A path, query or fragment goes on over letters of every script. White space, quotes, punctuation of other than Latin
 *   keyboards, emoji and `<>"|^` end it. Middle dots and dashes of words do not.
 * - What closes the sentence or a bracket that was opened before it is not part of it.
 * - With a name before an `@` in front of the host, or a character that turns the direction of writing, it is refused: it leads
 *   elsewhere than it seems.
 */

import { toPatternClass } from '../core/base/code-points';
import { MARKS, WORDS } from '../core/base/unicode-tables';

/** A longer one is no address: no text is read to its end again and again. */
const MAX_LINK_UNITS = 4_096;
const START = /^(?:https?:\/\/|www\.)/i;
/** From the tables, since `\p{…}` throws on phones that do not know it. */
const WORD = toPatternClass(WORDS);
const MARK = toPatternClass(MARKS);
const pattern = (source: string): RegExp => new RegExp(source, 'u');

const NAME = `[${WORD}](?:[${WORD}${MARK}_-]*[${WORD}${MARK}])?`;
const HOST = pattern(`^(?:\\[[0-9A-Fa-f:.]{2,45}\\]|${NAME}(?:\\.${NAME})*)`);
/** Words of a Latin keyboard that another script follows at once. */
const SWITCH = pattern('^([A-Za-z0-9_-]*[A-Za-z0-9])[^A-Za-z0-9_-]');
const PORT = /^:\d{1,5}(?!\d)/;
const PATH_UNITS = pattern(
  `^(?:[${WORD}${MARK}\\u00b7\\u00d7\\u30fb\\u05be\\u2010-\\u2013\\u200c\\u200d]|[!#$%&'()*+,./:;=?@\\[\\]_{}~-])*`,
);
const NEVER_LAST = pattern("[.,;:!?'*\\u00b7\\u30fb\\u05be\\u2010-\\u2013\\u200c\\u200d]$");
/** Turns the direction in the middle of it. */
const TURNED =
  /^[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+[^\s\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
/** What stands before the host looks like one. */
const USER = pattern(`^[${WORD}${MARK}._~!$&'()*+,;=:%-]*@`);
const OPENERS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** Without what closes the sentence, or a bracket that was opened before it. */
function trimEnd(address: string): string {
  const counts: Record<string, number> = {};
  for (const unit of address) counts[unit] = (counts[unit] ?? 0) + 1;
  let end = address.length;
  for (; end > 0; end -= 1) {
    const last = address.charAt(end - 1);
    const opener = OPENERS[last];
    const isClosing = opener !== undefined && (counts[opener] ?? 0) < (counts[last] ?? 0);
    if (!isClosing && !NEVER_LAST.test(last)) break;
    counts[last] = (counts[last] ?? 0) - 1;
  }
  return address.slice(0, end);
}

/** The host at the beginning of `rest`; its last name ends where another script begins. */
function hostOf(rest: string): string {
  const host = HOST.exec(rest)?.[0] ?? '';
  const at = host.lastIndexOf('.') + 1;
  const last = at > 0 && !host.startsWith('[') ? SWITCH.exec(host.slice(at)) : null;
  return last ? host.slice(0, at) + (last[1] ?? '') : host;
}

/** After `www.` there must be one more point, and then no number. */
const isHost = (host: string, start: string): boolean =>
  host !== '' && (start.toLowerCase() !== 'www.' || /\.[^\d.]/.test(host));

/** `before`: the character before `from`, or ''. */
const mayBegin = (before: string, start: string): boolean =>
  !/[A-Za-z0-9]/.test(before) && !(start.toLowerCase() === 'www.' && /[@._/:-]/.test(before));

/** The length of the address that begins at `from`; 0 when none does. */
export function linkLength(text: string, from: number): number {
  const start = START.exec(text.slice(from, from + 8))?.[0];
  if (start === undefined || !mayBegin(text.charAt(from - 1), start)) return 0;
  const rest = text.slice(from + start.length, from + MAX_LINK_UNITS);
  const host = hostOf(rest);
  if (!isHost(host, start)) return 0;
  const port = PORT.exec(rest.slice(host.length))?.[0] ?? '';
  const after = rest.slice(host.length + port.length);
  if (USER.test(after)) return 0;
  const path = /^[/?#]/.test(after) ? (PATH_UNITS.exec(after)?.[0] ?? '') : '';
  const length = start.length + host.length + port.length + path.length;
  if (length >= MAX_LINK_UNITS || TURNED.test(text.slice(from + length))) return 0;
  return trimEnd(text.slice(from, from + length)).length;
}
