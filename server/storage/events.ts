/**
 * What an event or a quote does to other messages, written once for every store: checks what must hold, completes the body
 * and changes the messages it is about. Runs inside the transaction that commits it.
 */
import type {
  MessageBody,
  MessageRef,
  Quote,
  Reaction,
  ReactionBody,
  RecallBody,
  RoomId,
  TextBody,
  UserId,
} from '../../miniprogram/core/protocol/fields';
import {
  isContentBody,
  isEventBody,
  mentionsIn,
  previewOf,
  quoteIn,
  withoutQuotedWords,
} from '../../miniprogram/core/protocol/kinds/facts';
import { isText } from '../../miniprogram/core/protocol/kinds/text';
import { isRecall } from '../../miniprogram/core/protocol/kinds/recall';
import { isReaction } from '../../miniprogram/core/protocol/kinds/reaction';
import { makeRecalled } from '../../miniprogram/core/protocol/kinds/recalled';
import { makeUnknown } from '../../miniprogram/core/protocol/kinds/unknown';
import type { Role } from '../../miniprogram/core/protocol/governance';
import { keepCalled } from '../../miniprogram/core/protocol/mentions';
import type { Condition, NewMessage, StoredMessage, Unmet } from './port';

export type Ref = Pick<MessageRef, 'user' | 'clientId'>;

/** What a message has of reactions, as far as one more has to know. */
interface ReactionState {
  /** Different ones. */
  readonly kinds: number;
  /** People who gave this one. */
  readonly count: number;
  readonly isGiven: boolean;
}

/** The tables as events need them; every call belongs to the same transaction. */
export interface EventTables {
  find(ref: Ref): StoredMessage | null;
  writeBody(message: StoredMessage, body: MessageBody): void;
  /** Messages of the same room that quote it, at most `limit`. */
  quotesOf(message: Place, limit: number): readonly StoredMessage[];
  addQuote(of: StoredMessage, by: StoredMessage): void;
  dropQuote(of: Place, by: StoredMessage): void;
  reactionState(message: StoredMessage, emoji: string, user: UserId): ReactionState;
  setReaction(message: StoredMessage, reaction: ReactionMark): void;
  /** From now on it has none; who gave them is still known. */
  dropCounts(message: Place): void;
  /** Forgets who gave them, at most `limit`. Returns how many. */
  dropReactions(message: Place, limit: number): number;
  /** What hangs on it is to be taken away later; until then nobody reads the words of its quotes. */
  noteLoose(message: Place): void;
  addMention(message: StoredMessage, user: UserId | typeof EVERYBODY): void;
  dropMentions(message: StoredMessage): void;
  /** Null for who is no member of the room. */
  roleOf(room: RoomId, user: UserId): Role | null;
}

/** Where a message is, or was. */
export type Place = Pick<StoredMessage, 'room' | 'seq'>;

interface ReactionMark {
  readonly emoji: string;
  readonly user: UserId;
  readonly on: boolean;
  /** Orders the people of one reaction. */
  readonly seq: number;
}

/** No user id: stands for all members where a mention is kept. */
export const EVERYBODY = '*';

/** Stands where a message was trimmed whose client id is still known. */
export const TRIMMED: MessageBody = makeUnknown('trimmed');

/** A message as it will be written, or why not. */
export type Prepared =
  | { readonly ok: true; readonly body: MessageBody; readonly target: StoredMessage | null }
  | { readonly ok: false; readonly why: Unmet };

const unmet = (why: Unmet): Prepared => ({ ok: false, why });

/** The message of this room, when there is one that the sender sees. */
function findSeen(
  room: RoomId,
  ref: Ref,
  tables: EventTables,
  { seenFrom = 1 }: Condition,
): StoredMessage | null {
  const found = tables.find(ref);
  return found?.room === room && found.seq >= seenFrom ? found : null;
}

function prepareQuote(room: RoomId, body: TextBody, tables: EventTables, condition: Condition): Prepared {
  if (!body.quote) return { ok: true, body, target: null };
  const { user, clientId } = body.quote;
  const target = findSeen(room, body.quote, tables, condition);
  const { kind } = target?.body ?? { kind: body.quote.kind };
  const base = { user, clientId, seq: target?.seq ?? 0, kind };
  const quote: Quote =
    target && isContentBody(target.body)
      ? { ...base, text: previewOf(target.body) }
      : { ...base, text: '', gone: true };
  return { ok: true, body: { ...body, quote }, target };
}

/** Somebody may have left since it was written: the words stay, and nobody else is called by them. */
function withMembersOnly(room: RoomId, body: TextBody, tables: EventTables): TextBody {
  const { mentions, ...rest } = body;
  return mentions ? { ...rest, ...keepCalled(mentions, (user) => tables.roleOf(room, user) !== null) } : body;
}

/** Roles are read in the transaction: a change of them that came first counts. */
function isOutOfReach(
  target: StoredMessage,
  user: UserId,
  { author, authorRoles }: Condition,
  tables: EventTables,
): boolean {
  if (author && target.user !== author) return true;
  if (!authorRoles || target.user === user) return false;
  return !authorRoles.includes(tables.roleOf(target.room, target.user) ?? 'member');
}

function prepareRecall(
  body: RecallBody,
  user: UserId,
  target: StoredMessage,
  tables: EventTables,
  condition: Condition,
): Prepared {
  const { since = 0 } = condition;
  if (isOutOfReach(target, user, condition, tables)) return unmet('forbidden');
  if (target.at < since) return unmet('too_late');
  return { ok: true, body: { ...body, of: { ...body.of, seq: target.seq } }, target };
}

function prepareReaction(
  body: ReactionBody,
  user: UserId,
  target: StoredMessage,
  tables: EventTables,
  { maxReactions = Infinity }: Condition,
): Prepared {
  const state = tables.reactionState(target, body.emoji, user);
  if (body.on && state.count === 0 && state.kinds >= maxReactions) return unmet('too_many_reactions');
  const count = state.count - Number(state.isGiven) + Number(body.on);
  return { ok: true, body: { ...body, of: { ...body.of, seq: target.seq }, count }, target };
}

/** Before the commit. */
export function prepare(message: NewMessage, tables: EventTables): Prepared {
  const { body, room, user, condition = {} } = message;
  if (isText(body)) return prepareQuote(room, withMembersOnly(room, body, tables), tables, condition);
  if (!isEventBody(body)) return { ok: true, body, target: null };
  const target = findSeen(room, body.of, tables, condition);
  if (!target || !isContentBody(target.body)) return unmet('no_message');
  return isRecall(body)
    ? prepareRecall(body, user, target, tables, condition)
    : prepareReaction(body, user, target, tables, condition);
}

/** Quotes and reactions that go in the transaction of a recall; more go later, a little at a time. */
export const RECALL_STEP = 20;

/**
 * Takes away what hangs on a message that is gone, at most `limit` of it: the words of its quotes, if told, and who reacted.
 * Returns how much it was; less than `limit` when nothing is left.
 */
export function untie(target: Place, tables: EventTables, limit: number, words = true): number {
  const quotes = tables.quotesOf(target, limit);
  for (const quoting of quotes) {
    if (words) tables.writeBody(quoting, withoutQuotedWords(quoting.body, true));
    tables.dropQuote(target, quoting);
  }
  const rest = limit - quotes.length;
  return quotes.length + (rest > 0 ? tables.dropReactions(target, rest) : 0);
}

function recall(by: UserId, target: StoredMessage, tables: EventTables): void {
  tables.writeBody(target, makeRecalled(by));
  tables.dropCounts(target);
  tables.dropMentions(target);
  if (untie(target, tables, RECALL_STEP) === RECALL_STEP) tables.noteLoose(target);
}

/** After it was written. */
export function conclude(message: StoredMessage, target: StoredMessage | null, tables: EventTables): void {
  const { body, user, seq } = message;
  if (isRecall(body) && target) recall(user, target, tables);
  if (isReaction(body) && target) {
    tables.setReaction(target, { emoji: body.emoji, user, on: body.on, seq });
  }
  if (isEventBody(body)) return;
  if (target && quoteIn(body)?.gone !== true) tables.addQuote(target, message);
  const mentions = mentionsIn(body);
  for (const called of mentions?.users ?? []) tables.addMention(message, called);
  if (mentions?.all === true) tables.addMention(message, EVERYBODY);
}

/** Whether anything but writing the message is to be done. */
export function hasEffect(body: MessageBody): boolean {
  return isEventBody(body) || 'quote' in body || 'mentions' in body;
}

/** A message as pages tell it. */
export function addReactions(message: StoredMessage, reactions: readonly Reaction[]): StoredMessage {
  return reactions.length > 0 ? { ...message, reactions } : message;
}
