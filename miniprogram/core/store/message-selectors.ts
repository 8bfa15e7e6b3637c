/**
 * What pages ask about one message: can it be recalled, quoted, who has read it. Pure and cheap.
 */
import { cutToLine } from '../base/one-line';
import type { Quote, RoomId, User } from '../protocol/fields';
import { isContentBody, previewOf } from '../protocol/kinds/facts';
import { isOfText, isText } from '../protocol/kinds/text';
import type { Role } from '../protocol/governance';
import { MAX_MARKERS, MAX_QUOTE_CODE_POINTS, RECALL_WINDOW_MS } from '../protocol/limits';
import { outranks } from './ranks';
import { readToday } from './mention-spans';
import { messageKey, type ChatState, type TimelineMessage } from './state';
import { seqOf } from './timeline';

/** Pending ones too; null for a message that is not loaded and for what is no message. */
export function selectMessage(state: ChatState, id: RoomId, key: string): TimelineMessage | null {
  const timeline = state.timelines[id];
  const find = (items: readonly { readonly kind: string; readonly key: string }[]): unknown =>
    items.find((item) => item.kind === 'message' && item.key === key);
  if (!timeline) return null;
  return (find(timeline.pending) ?? find(timeline.items) ?? null) as TimelineMessage | null;
}

/** What others can react to, quote and forward: a committed message with its content still there. */
export function isIntact(message: TimelineMessage): boolean {
  return message.delivery.status === 'sent' && isContentBody(message.body);
}

/**
 * `now`: server time in ms. The server decides; this is what is offered: to those who run the room also what people
 * with a lower role said. `author`: the author's role.
 */
export function isRecallable(
  message: TimelineMessage,
  self: User | null,
  now: number,
  role: Role = 'member',
  author: Role = 'member',
): boolean {
  if (!isIntact(message)) return false;
  if (message.user !== self?.user) return outranks(role, author);
  return role !== 'member' || now - message.at < RECALL_WINDOW_MS;
}

/** How many of the others have read a message, the author left out. */
export interface Readers {
  readonly count: number;
  /** Everybody who was there when it was said and still is. */
  readonly isAll: boolean;
}

const NO_READERS: Readers = { count: 0, isAll: false };

/**
 * Those of the other members of today who were there when it was said and have read it. None while it is not committed, and in
 * rooms too large for markers; members whom nobody told of may not have read it.
 */
export function selectReaders(state: ChatState, message: TimelineMessage): Readers {
  const seq = seqOf(message);
  const room = state.rooms.byId[message.room];
  if (!room || seq === 0 || room.members > MAX_MARKERS) return NO_READERS;
  const known = Object.keys(room.markers);
  const there = known.filter((user) => (room.cameAt?.[user] ?? 1) <= seq);
  const count = there.filter((user) => (room.markers[user] ?? 0) >= seq).length;
  const unknownCount = Math.max(0, room.members - 1 - known.length);
  return { count, isAll: count > 0 && unknownCount === 0 && count === there.length };
}

/** A message as the quote of an answer; null for what cannot be quoted. */
export function quoteOf(message: TimelineMessage): Quote | null {
  const { user, clientId, body } = message;
  if (!isIntact(message) || !isContentBody(body)) return null;
  return { user, clientId, seq: seqOf(message), kind: body.kind, text: previewOf(body) };
}

/** What a quote says; where it calls people, and the message is here, by the names that they have today. */
export function quotedToday(state: ChatState, room: RoomId, quote: Quote): string {
  const { user, clientId, text } = quote;
  if (!isOfText(quote) || !/[@＠]/.test(text)) return text;
  const body = selectMessage(state, room, messageKey(user, clientId))?.body;
  return body && isText(body) ? cutToLine(readToday(state, body).text, MAX_QUOTE_CODE_POINTS) : text;
}
