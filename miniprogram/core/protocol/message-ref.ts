/**
 * How a message names another one, and people: what quotes, mentions and events are made of. Knows no kind of message.
 */
import { clientMessageId, userId, type ClientMessageId, type UserId } from './ids';
import { MAX_MENTIONS, MAX_MENTION_RANGES, MAX_QUOTE_CODE_POINTS } from './limits';
import { boolean, integer, list, object, optional, text, type Infer, type Schema } from './schema';

/**
 * Names a message of the room by what never changes, whatever happens to its seq: an event that waited on a phone while
 * the server lost history never meets another message. `seq`: where it is; the server's answer to whoever asks with 0.
 */
const reference = { user: userId, clientId: clientMessageId, seq: integer() };
/** `user` and `clientId` name the message for good; `seq` says where to look, and is 0 where nobody knows it yet. */
export interface MessageRef {
  readonly user: UserId;
  readonly clientId: ClientMessageId;
  readonly seq: number;
}
/** Checks the form of a reference; the message may be gone. */
export const messageRef: Schema<MessageRef> = object(reference);

/**
 * What a text answers to. Everything but the reference is written by the server, so nobody is quoted with words that were
 * never said. `kind` of the quoted body, `text` a short preview; `gone`: it was recalled, or is not in the room.
 */
export const quote = object({
  ...reference,
  kind: text({ max: 16 }),
  text: text({ max: MAX_QUOTE_CODE_POINTS }),
  gone: optional(boolean()),
});
export type Quote = Infer<typeof quote>;

/** Where in the text somebody is called, in code points, the sign before the name included; without `user` it is everybody. */
const mentionRange = object({ user: optional(userId), from: integer(), length: integer(2) });
export type MentionRange = Infer<typeof mentionRange>;

/** Who is called. `all`: everybody in the room. `ranges`: in the order of the text; older clients send and read none. */
export const mentions = object({
  all: optional(boolean()),
  users: list(userId, MAX_MENTIONS),
  ranges: optional(list(mentionRange, MAX_MENTION_RANGES)),
});
export type Mentions = Infer<typeof mentions>;
