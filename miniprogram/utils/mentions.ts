/**
 * Mentions inside a text that is being written: each is a range that moves with the text around it, and goes as a whole
 * when any of it is changed. Pure; knows no field and no person's id beyond carrying it.
 */
import { fold } from '../core/base/fold';
import { MAX_NAME_CODE_POINTS } from '../core/protocol/limits';

export interface Mention {
  readonly user: string;
  readonly name: string;
  /** The range in units of the text, `@` and the blank behind the name included. */
  readonly start: number;
  readonly end: number;
}

export interface Writing {
  readonly text: string;
  /** Where the next character goes. */
  readonly cursor: number;
  readonly mentions: readonly Mention[];
}

/** What is being typed behind an `@`. */
export interface MentionQuery {
  /** Where the `@` is. */
  readonly start: number;
  readonly letters: string;
}

export const NOTHING_WRITTEN: Writing = { text: '', cursor: 0, mentions: [] };

/** Replaces `start..end` of the text by `piece`: what lies behind moves, what the range cuts is no mention any more. */
export function splice(writing: Writing, start: number, end: number, piece: string): Writing {
  const { text, mentions } = writing;
  const shift = piece.length - (end - start);
  const kept = mentions.flatMap((mention) => {
    if (mention.end <= start) return [mention];
    if (mention.start < end || mention.start < start) return [];
    return [{ ...mention, start: mention.start + shift, end: mention.end + shift }];
  });
  return {
    text: text.slice(0, start) + piece + text.slice(end),
    cursor: start + piece.length,
    mentions: kept,
  };
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly piece: string;
}

/** What turned `before` into `after`, given that the cursor then stood at `cursor`. */
function findEdit(before: string, after: string, cursor: number): Edit {
  let tail = Math.min(after.length - cursor, before.length);
  // Anything but a plain edit at the cursor (an undo, a correction elsewhere): what both ends have in common is enough.
  while (tail > 0 && before.slice(before.length - tail) !== after.slice(after.length - tail)) tail -= 1;
  const most = Math.min(before.length - tail, after.length - tail);
  let head = 0;
  while (head < most && before[head] === after[head]) head += 1;
  return { start: head, end: before.length - tail, piece: after.slice(head, after.length - tail) };
}

/**
 * The field now shows `text`. Its answer may differ from that: a deletion that reaches into a mention takes all of it, and
 * the field has to be told.
 */
export function edited(writing: Writing, text: string, cursor: number): Writing {
  const { start, end, piece } = findEdit(writing.text, text, cursor);
  const isDeletion = piece === '' && end > start;
  const cut = writing.mentions.filter((mention) => mention.start < end && mention.end > start);
  const [first] = cut;
  const last = cut[cut.length - 1];
  if (isDeletion && first && last) {
    return splice(writing, Math.min(start, first.start), Math.max(end, last.end), '');
  }
  return { ...splice(writing, start, end, piece), cursor };
}

/** The mention that ends at the cursor or has it inside. */
export function mentionBefore({ mentions, cursor }: Writing): Mention | null {
  return mentions.find((mention) => mention.start < cursor && cursor <= mention.end) ?? null;
}

/** The `@` of either width that the cursor is behind, unless it belongs to a mention that was chosen, or to an address of mail. */
export function mentionQuery(writing: Writing): MentionQuery | null {
  const { text, cursor } = writing;
  const start = Math.max(text.lastIndexOf('@', cursor - 1), text.lastIndexOf('＠', cursor - 1));
  if (start < 0 || cursor <= start || mentionBefore(writing)) return null;
  const letters = text.slice(start + 1, cursor);
  const isInWord = start > 0 && /[A-Za-z0-9._-]/.test(text[start - 1] ?? '');
  // A name may have blanks inside, one at a time.
  // Behind such an `@` nobody is still looked for: what follows is longer than any name.
  if (isInWord || letters.length > MAX_NAME_CODE_POINTS || /^\s|\n|\s\s/.test(letters)) return null;
  return { start, letters };
}

/** Puts a mention in place of what was typed to find it. */
export function insertMention(
  writing: Writing,
  range: { readonly start: number; readonly end: number },
  member: { readonly user: string; readonly name: string },
): Writing {
  const piece = `@${member.name} `;
  const next = splice(writing, range.start, range.end, piece);
  const mention = {
    user: member.user,
    name: member.name,
    start: range.start,
    end: range.start + piece.length,
  };
  const mentions = [...next.mentions, mention].sort((one, other) => one.start - other.start);
  return { ...next, mentions };
}

/** As servers compare names, but for a blank at the end: behind it somebody goes on with the next part of a name. */
export function foldLetters(text: string): string {
  const folded = fold(text);
  return folded !== '' && /\s$/.test(text) ? `${folded} ` : folded;
}

/** Those of `members` whose name has what was typed: who is called so and nothing more, names that begin with it, the others. */
export function matchMembers<Member extends { readonly name: string }>(
  members: readonly Member[],
  letters: string,
): readonly Member[] {
  const wanted = foldLetters(letters);
  const places = members.map((member) => {
    const name = foldLetters(member.name);
    return { member, at: name.indexOf(wanted), isAll: name === wanted };
  });
  const whole = places.filter(({ isAll }) => isAll);
  const begin = places.filter(({ at, isAll }) => at === 0 && !isAll);
  const contain = places.filter(({ at }) => at > 0);
  return [...whole, ...begin, ...contain].map(({ member }) => member);
}
