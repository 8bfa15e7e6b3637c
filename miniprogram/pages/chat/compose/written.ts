/**
 * Between what stands in the composer and what is sent: whom a text calls, what it answers, and a text that was sent as it is
 * written again. Knows neither the menu nor the field.
 */
import type { TextExtras } from '../../../core/chat/chat-types';
import type { Mentions, Quote, RoomId, TextBody, UserId } from '../../../core/protocol/fields';
import { quoteText } from '../../../core/protocol/kinds/text';
import { MAX_MENTION_RANGES, MAX_MENTIONS } from '../../../core/protocol/limits';
import { absenceOf } from '../../../core/store/copies';
import { rangesOf, readToday } from '../../../core/store/mention-spans';
import { quoteOf, selectMessage } from '../../../core/store/selectors';
import type { ChatState } from '../../../core/store/state';
import { getClient } from '../../../services/app-client';
import type { DraftQuote } from '../../../services/client-types';
import type { Composed } from './composer-handle';
import { EVERYBODY } from './room-members';

/** The server writes all but the reference, also when the message that is answered is not on this phone any more. */
function storedQuote(state: ChatState, room: RoomId, { message, text, gone }: DraftQuote): Quote | null {
  if (gone) return null;
  if (absenceOf(state, room, message)) return null;
  const known = selectMessage(state, room, message);
  if (known) return quoteOf(known);
  const [user = '', clientId = ''] = message.split('/');
  return quoteText({ user: user as UserId, clientId: clientId as Quote['clientId'], seq: 0, text });
}

/** Whom a text that was written calls, and where. Beyond what the protocol carries names are plain text. */
function mentionsOf({ text, mentions }: Composed): Mentions | null {
  const people = mentions.flatMap(({ user }) => (user === EVERYBODY ? [] : [user as UserId]));
  const users = [...new Set(people)].slice(0, MAX_MENTIONS);
  const all = mentions.some(({ user }) => user === EVERYBODY) ? { all: true } : {};
  if (users.length === 0 && !all.all) return null;
  const spans = mentions
    .map(({ user, name, start }) => ({
      start,
      end: start + 1 + name.length,
      user: user === EVERYBODY ? null : (user as UserId),
    }))
    .filter(({ user }) => user === null || users.includes(user));
  return { ...all, users, ranges: rangesOf({ text, spans: spans.slice(0, MAX_MENTION_RANGES) }) };
}

/** What a text that was written carries along. */
export function extrasOf(room: RoomId, written: Composed, answered: DraftQuote | null): TextExtras {
  const quoted = answered && storedQuote(getClient().chat.state, room, answered);
  const mentions = mentionsOf(written);
  return { ...(quoted ? { quote: quoted } : {}), ...(mentions ? { mentions } : {}) };
}

/** A text that was sent, as it is written again: with whom it calls. */
export function writtenAgain(state: ChatState, body: TextBody): Composed {
  const { text, spans } = readToday(state, body);
  const mentions = spans.map(({ start, end, user }) => ({
    user: user ?? EVERYBODY,
    name: text.slice(start + 1, end),
    start,
    // The blank that a chosen name brings goes with it.
    end: text.charAt(end) === ' ' ? end + 1 : end,
  }));
  return { text, mentions };
}
