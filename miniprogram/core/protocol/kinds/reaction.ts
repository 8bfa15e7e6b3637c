/**
 * Somebody gives a message an emoji, or takes it away again.
 */
import { ok } from '../../base/result';
import { isReactionEmoji } from '../emoji';
import { MAX_REACTION_UNITS } from '../limits';
import { messageRef, type MessageRef } from '../message-ref';
import { boolean, integer, literal, object, optional, text, type Infer } from '../schema';
import type { EventKind } from './kind';
import { refuseWith } from '../refusal';

const kind = 'reaction';
const schema = object({
  kind: literal(kind),
  of: messageRef,
  emoji: text({ min: 1, max: MAX_REACTION_UNITS }),
  on: boolean(),
  /** How many people have this reaction on the message from now on; written by the server. */
  count: optional(integer()),
});
export type ReactionBody = Infer<typeof schema>;

/** `on` false takes the emoji back; either twice changes nothing. */
export const makeReaction = (of: MessageRef, emoji: string, on: boolean): ReactionBody => ({
  ...{ kind, of },
  ...{ emoji, on },
});
/** Whether it gives or takes back an emoji. */
export const isReaction = (body: { readonly kind: string }): body is ReactionBody => body.kind === kind;

/** The entry of `reaction`. */
export const reactionKind: EventKind<ReactionBody> = {
  role: 'event',
  schema,
  check: (body) =>
    isReactionEmoji(body.emoji) ? ok(body) : refuseWith('bad_kind', 'A reaction is one emoji.'),
};
