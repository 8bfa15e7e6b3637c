/**
 * What a message can be. Contents are what people read; a `recall` and a `reaction` are events: they have a seq like every
 * message, so they are resumed, paged and deduplicated like one, but they change another message instead of being shown.
 */
import type { Role } from './governance';
import { clientMessageId, userId, type ClientMessageId, type UserId } from './ids';
import {
  MAX_BLOCKED_USERS,
  MAX_FILE_NAME_CODE_POINTS,
  MAX_FRAME_BYTES,
  MAX_MENTIONS,
  MAX_MENTION_RANGES,
  MAX_NAME_CODE_POINTS,
  MAX_QUOTE_CODE_POINTS,
  MAX_REACTION_NAMES,
  MAX_REACTION_UNITS,
  MAX_TEXT_CODE_POINTS,
} from './limits';
import {
  boolean,
  integer,
  list,
  literal,
  object,
  optional,
  path,
  tagged,
  text,
  type Infer,
  type Schema,
} from './schema';

/**
 * Names a message of the room by what never changes, whatever happens to its seq: an event that waited on a phone while
 * the server lost history never meets another message. `seq`: where it is; the server's answer to whoever asks with 0.
 */
const reference = { user: userId, clientId: clientMessageId, seq: integer() };
export interface MessageRef {
  readonly user: UserId;
  readonly clientId: ClientMessageId;
  readonly seq: number;
}
const messageRef: Schema<MessageRef> = object(reference);

/**
 * What a text answers to. Everything but the reference is written by the server, so nobody is quoted with words that were
 * never said. `kind` of the quoted body, `text` a short preview; `gone`: it was recalled, or is not in the room.
 */
const quote = object({
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
const mentions = object({
  all: optional(boolean()),
  users: list(userId, MAX_MENTIONS),
  ranges: optional(list(mentionRange, MAX_MENTION_RANGES)),
});
export type Mentions = Infer<typeof mentions>;

/** A file that the chat server keeps; no other address is ever loaded by a phone. */
export const mediaPath = path('/media/');

const textFields = { kind: literal('text'), quote: optional(quote), mentions: optional(mentions) };
const textBody = object({ ...textFields, text: text({ max: MAX_TEXT_CODE_POINTS }) });
/** Longer than may be said: what is too long is refused by the rules of content, which name the message. */
const rawTextBody = object({ ...textFields, text: text({ max: MAX_FRAME_BYTES }) });
const imageBody = object({
  kind: literal('image'),
  url: mediaPath,
  thumbUrl: mediaPath,
  width: integer(1),
  height: integer(1),
  bytes: integer(1),
});
const voiceBody = object({
  kind: literal('voice'),
  url: mediaPath,
  durationMs: integer(1),
  bytes: integer(1),
});
const fileBody = object({
  kind: literal('file'),
  url: mediaPath,
  name: text({ min: 1, max: MAX_FILE_NAME_CODE_POINTS }),
  bytes: integer(1),
});
const recallBody = object({ kind: literal('recall'), of: messageRef });
const reactionBody = object({
  kind: literal('reaction'),
  of: messageRef,
  emoji: text({ min: 1, max: MAX_REACTION_UNITS }),
  on: boolean(),
  /** How many people have this reaction on the message from now on; written by the server. */
  count: optional(integer()),
});
const recalledBody = object({ kind: literal('recalled'), by: userId });
export type NoticeEvent =
  'created' | 'joined' | 'left' | 'renamed' | 'announcement' | 'role' | 'removed' | 'muted' | 'closed';
const noticeBody = object({
  kind: literal('notice'),
  event: literal<NoticeEvent>(
    'created',
    'joined',
    'left',
    'renamed',
    'announcement',
    'role',
    'removed',
    'muted',
    'closed',
  ),
  /** To whom, for `role`, `removed` and `muted`. */
  target: optional(userId),
  /** What `target` is now. A role that is not known is not told as another one. */
  role: optional(literal<Role>('owner', 'admin', 'member')),
  /** How long `target` may not speak; 0 when they may again. */
  forMs: optional(integer()),
  /** What the room is called now. */
  name: optional(text({ min: 1, max: MAX_NAME_CODE_POINTS })),
});

export type TextBody = Infer<typeof textBody>;
export type ImageBody = Infer<typeof imageBody>;
type VoiceBody = Infer<typeof voiceBody>;
export type FileBody = Infer<typeof fileBody>;
/** The author (or who may) takes the message back. */
export type RecallBody = Infer<typeof recallBody>;
export type ReactionBody = Infer<typeof reactionBody>;
/** Stands in the place of a message that `by` took back. */
type RecalledBody = Infer<typeof recalledBody>;
/** A grey line of the room itself. `user` did `event`. */
export type NoticeBody = Infer<typeof noticeBody>;
/** A kind that this version does not know; shown as such, never dropped, so that sequences stay whole. */
interface UnknownBody {
  readonly kind: 'unknown';
  readonly name: string;
}

/** What a person says. */
export type ContentBody = TextBody | ImageBody | VoiceBody | FileBody;
/** What a room can be searched for beside texts. */
export type MediaKind = 'image' | 'voice' | 'file';
export const mediaKind = literal<MediaKind>('image', 'voice', 'file');
/** What changes another message. */
export type EventBody = RecallBody | ReactionBody;
export type SendableBody = ContentBody | EventBody;
export type MessageBody = SendableBody | RecalledBody | NoticeBody | UnknownBody;

const sendable = {
  image: imageBody,
  voice: voiceBody,
  file: fileBody,
  recall: recallBody,
  reaction: reactionBody,
};
const asUnknown = (name: string): UnknownBody => ({ kind: 'unknown', name });

/** Of a committed message. */
export const messageBody: Schema<MessageBody> = tagged<'kind', MessageBody>(
  'kind',
  { text: textBody, ...sendable, recalled: recalledBody, notice: noticeBody },
  asUnknown,
);
/** As a client sends it: well formed, but not yet allowed. */
export type RawBody = SendableBody | UnknownBody;
export const rawBody: Schema<RawBody> = tagged<'kind', RawBody>(
  'kind',
  { text: rawTextBody, ...sendable },
  asUnknown,
);

/**
 * How often each reaction was given, in the order of their first; `users`: the first of those who did; `also`: of the others
 * the reader, and whom the reader blocks. A server without it leaves it out.
 */
export const reaction = object({
  emoji: text({ min: 1, max: MAX_REACTION_UNITS }),
  users: list(userId, MAX_REACTION_NAMES),
  count: integer(1),
  also: optional(list(userId, MAX_BLOCKED_USERS + 1)),
});
export type Reaction = Infer<typeof reaction>;
