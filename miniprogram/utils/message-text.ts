/**
 * Names and texts of messages as people read them, in the list and in the chat.
 */
import type { UserId } from '../core/protocol/fields';
import type { ChatState, Room, TimelineMessage } from '../core/store/state';
import { isBlocked, selectUser } from '../core/store/selectors';
import { t, type Language } from '../i18n/translate';
import { noticeText } from './notice-text';

const MAX_TYPING_NAMES = 2;

export function userName(language: Language, state: ChatState, id: UserId): string {
  return selectUser(state, id)?.name ?? t(language, 'message.unknown_user');
}

/** What a message says; for a notice the whole sentence, with its name. Of people who are blocked nothing is told. */
export function messageText(language: Language, state: ChatState, message: TimelineMessage): string {
  const { body } = message;
  if (body.kind !== 'notice' && isBlocked(state, message.user)) return t(language, 'message.blocked');
  if (body.kind === 'text') return body.text;
  if (body.kind === 'unknown') return t(language, 'message.unknown');
  return noticeText(language, body, {
    name: userName(language, state, message.user),
    target: body.target ? userName(language, state, body.target) : '',
  });
}

/** One line of at most `limit` characters; never cuts an emoji in half. */
export function shortText(text: string, limit: number): string {
  // An emoji has at most two units, so this much of a long text is enough to look at.
  const characters = [
    ...text
      .slice(0, limit * 2 + 2)
      .replace(/\s+/g, ' ')
      .trim(),
  ];
  return characters.length > limit ? `${characters.slice(0, limit).join('')}…` : characters.join('');
}

/** Who is typing, or '' when nobody (else) is. */
export function typingText(language: Language, state: ChatState, room: Room): string {
  const others = room.typing.filter((user) => user !== state.self?.user && !isBlocked(state, user));
  if (others.length === 0) return '';
  const separator = language === 'en' ? ', ' : '、';
  const names = others.slice(0, MAX_TYPING_NAMES).map((user) => userName(language, state, user));
  const more = others.length > MAX_TYPING_NAMES ? '…' : '';
  return t(language, 'room.typing', { names: names.join(separator) + more });
}
