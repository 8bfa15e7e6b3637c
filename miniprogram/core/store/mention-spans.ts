/**
 * Where a text calls people, in units of the text as phones count them, and how it reads today: with the names that people have
 * by now. Knows what was told of people, and no view.
 */
import type { MentionRange, TextBody, UserId } from '../protocol/fields';
import { MAX_CALL_CODE_POINTS } from '../protocol/limits';
import type { ChatState } from './state';

/** From `start` up to, not including, `end`, in UTF-16 units of the text. */
export interface MentionSpan {
  readonly start: number;
  readonly end: number;
  /** Null for everybody. */
  readonly user: UserId | null;
}

/** A text as it reads today and where in it somebody is called. */
export interface CallingText {
  readonly text: string;
  /** In the order of the text, none over another. */
  readonly spans: readonly MentionSpan[];
}

/** The units of the first `count` code points from unit `from` on. */
function unitsOf(text: string, from: number, count: number): number {
  let at = from;
  for (let left = count; left > 0 && at < text.length; left -= 1) {
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  }
  return at - from;
}

const countOf = (text: string): number => [...text].length;

/** Of a server that may be another one: what does not fit the text is left out. */
export function spansOf({ text, mentions }: TextBody): readonly MentionSpan[] {
  const spans: MentionSpan[] = [];
  let units = 0;
  let characters = 0;
  for (const { user, from, length } of mentions?.ranges ?? []) {
    if (from < characters || length > MAX_CALL_CODE_POINTS) continue;
    const start = units + unitsOf(text, units, from - characters);
    const end = start + unitsOf(text, start, length);
    const isWhole = countOf(text.slice(start, end)) === length && '@＠'.includes(text.charAt(start));
    if (!isWhole) continue;
    spans.push({ start, end, user: user ?? null });
    units = end;
    characters = from + length;
  }
  return spans;
}

/** As it is sent. */
export function rangesOf({ text, spans }: CallingText): readonly MentionRange[] {
  return spans.map(({ start, end, user }) => ({
    ...(user === null ? {} : { user }),
    from: countOf(text.slice(0, start)),
    length: countOf(text.slice(start, end)),
  }));
}

/** As it reads today. Of whom nothing is known, and everybody, are called as it was written. */
export function readToday(state: ChatState, body: TextBody): CallingText {
  const spans: MentionSpan[] = [];
  let text = '';
  let from = 0;
  for (const { start, end, user } of spansOf(body)) {
    const name = user === null ? undefined : state.users[user]?.name;
    text += body.text.slice(from, start);
    const called = name === undefined ? body.text.slice(start, end) : body.text.charAt(start) + name;
    spans.push({ start: text.length, end: text.length + called.length, user });
    text += called;
    from = end;
  }
  return { text: text + body.text.slice(from), spans };
}
