/**
 * Names and texts of messages as people read them, in the list and in the chat.
 */
import { cutToLine } from '../core/base/one-line';
import { countCodePoints } from '../core/base/text';
import type { MessageBody, Quote, UserId } from '../core/protocol/fields';
import {
  isContentBody,
  isLineBody,
  previewValuesOf,
  isQuotedByKind,
  wordsIn,
} from '../core/protocol/kinds/facts';
import { isOfText, isText } from '../core/protocol/kinds/text';
import { isRecalled } from '../core/protocol/kinds/recalled';
import { isNotice } from '../core/protocol/kinds/notice';
import type { ChatState, Room, TimelineMessage } from '../core/store/state';
import { readToday } from '../core/store/mention-spans';
import { isBlocked, selectUser } from '../core/store/selectors';
import { isolate } from '../core/base/isolate';
import { t, type Language } from '../i18n/translate';
import { shownFileName } from './file-name';
import { graphemeStart } from './graphemes';
import { noticeText } from './notice-text';

const MAX_TYPING_NAMES = 2;

export function userName(language: Language, state: ChatState, id: UserId): string {
  return selectUser(state, id)?.name ?? t(language, 'message.unknown_user');
}

/**
 * What a message says in words; for a notice and a recalled message the whole sentence, with its name. Of people who are
 * blocked nothing is told.
 */
export function messageText(language: Language, state: ChatState, message: TimelineMessage): string {
  const { body } = message;
  if (!isLine(message) && isBlocked(state, message.user)) return t(language, 'message.blocked');
  if (isText(body)) return readToday(state, body).text;
  if (isRecalled(body)) {
    if (body.by === state.self?.user) return t(language, 'message.recalled_own');
    return t(language, 'message.recalled', { name: userName(language, state, body.by) });
  }
  if (!isNotice(body)) return bodyText(language, body);
  return noticeText(language, body, {
    name: userName(language, state, message.user),
    target: body.target ? userName(language, state, body.target) : '',
    isSelf: body.target === message.user,
  });
}

/** A name that somebody gave disguises nothing around it. */
const shownValues = ({ name, ...rest }: ReturnType<typeof previewValuesOf>) =>
  name === undefined ? rest : { ...rest, name: shownFileName(name) };

/** What stands for a body that is no words. Events are not shown; kinds of the future are named as such. */
export function bodyText(language: Language, body: MessageBody): string {
  if (!isContentBody(body) || isText(body)) return t(language, 'message.unknown');
  const words = wordsIn(body);
  if (words !== null) return words;
  return t(language, `message.${body.kind}`, shownValues(previewValuesOf(body)));
}

/** What a quote says of a message. `text`: what it keeps of it. */
export function quotedText(language: Language, { kind, text }: Pick<Quote, 'kind' | 'text'>): string {
  if (isOfText({ kind })) return text;
  const name = shownFileName(text);
  return isQuotedByKind(kind) ? t(language, `quote.${kind}`, { name }) : t(language, 'message.unknown');
}

/** A grey line in the middle, which is nobody's bubble. */
export const isLine = ({ body }: TimelineMessage): boolean => isLineBody(body);

/** One line of at most `limit` code points and `…`, cut between two characters as people see them. */
export function shortText(text: string, limit: number): string {
  const line = cutToLine(text, limit + 1);
  if (countCodePoints(line) <= limit) return line;
  return `${line.slice(0, graphemeStart(line, line.length))}…`;
}

export const nameList = (language: Language, names: readonly string[]): string =>
  names.map(isolate).join(t(language, 'join.names'));

/** Who is typing, or '' when nobody (else) is. */
export function typingText(language: Language, state: ChatState, room: Room): string {
  const others = room.typing.filter((user) => user !== state.self?.user && !isBlocked(state, user));
  if (others.length === 0) return '';
  const names = others.slice(0, MAX_TYPING_NAMES).map((user) => userName(language, state, user));
  const more = others.length > MAX_TYPING_NAMES ? '…' : '';
  return t(language, 'room.typing', { names: nameList(language, names) + more });
}
