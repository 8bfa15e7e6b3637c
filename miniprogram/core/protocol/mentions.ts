/**
 * Whom a text calls, and where: one set of rules for both ends. Knows no room, and so not who is a member of it.
 */
import { toCodePoints } from '../base/code-points';
import { ok, type Result } from '../base/result';
import type { UserId } from './ids';
import { MAX_CALL_CODE_POINTS } from './limits';
import type { MentionRange, Mentions } from './message-ref';
import { refuseWith, type Refusal } from './refusal';

/** `@` of either width: keyboards of Chinese and Japanese have the wide one. */
const isSign = (codePoint: number | undefined): boolean => codePoint === 0x40 || codePoint === 0xff20;

function problemOf(ranges: readonly MentionRange[], text: string, { all, users }: Mentions): string | null {
  const characters = toCodePoints(text);
  let end = 0;
  for (const { user, from, length } of ranges) {
    if (length > MAX_CALL_CODE_POINTS) return `at ${from} has ${length} characters, more than any name`;
    if (from < end) return `begins at ${from}, before the end of the one before it at ${end}`;
    end = from + length;
    if (end > characters.length) return `ends at ${end}, and the text has ${characters.length} characters`;
    if (!isSign(characters[from])) return `at ${from} has no @`;
    const isCalled = user === undefined ? all === true : users.includes(user);
    if (!isCalled) return `at ${from} is of somebody who is not called`;
  }
  return null;
}

/** Each person once; calling nobody is as good as no mention. */
export function checkMentions(
  text: string,
  mentions: Mentions | undefined,
): Result<{ readonly mentions?: Mentions }, Refusal> {
  if (!mentions) return ok({});
  const { all, ranges = [] } = mentions;
  const problem = problemOf(ranges, text, mentions);
  if (problem !== null) return refuseWith('bad_field', `A mention ${problem}.`);
  const users = [...new Set(mentions.users)];
  if (all !== true && users.length === 0) return ok({});
  return ok({
    mentions: { ...(all === true ? { all } : {}), users, ...(ranges.length > 0 ? { ranges } : {}) },
  });
}

/** Without those who are not `called`: they are plain text. */
export function keepCalled(
  mentions: Mentions,
  called: (user: UserId) => boolean,
): { readonly mentions?: Mentions } {
  const users = mentions.users.filter(called);
  if (users.length === mentions.users.length) return { mentions };
  if (users.length === 0 && mentions.all !== true) return {};
  const ranges = (mentions.ranges ?? []).filter(({ user }) => user === undefined || users.includes(user));
  const { all } = mentions;
  return { mentions: { ...(all === true ? { all } : {}), users, ...(ranges.length > 0 ? { ranges } : {}) } };
}
