/**
 * The ids and small objects that several frames share.
 */
import { MAX_AVATAR_CHARS, MAX_NAME_CODE_POINTS, MAX_TEXT_CODE_POINTS } from './limits';
import { id, integer, literal, object, optional, tagged, text, type Infer, type Schema } from './schema';

/** Names a room; also what people type to join it. */
export type RoomId = string & { readonly brand: 'RoomId' };
export type UserId = string & { readonly brand: 'UserId' };
/** `<device>-<launch>-<n>`: unique per user for ever, made by the sender before the first transmission. */
export type ClientMessageId = string & { readonly brand: 'ClientMessageId' };
/** Changes whenever committed messages of the room may have been lost; sequence numbers compare only inside one. */
export type Epoch = string & { readonly brand: 'Epoch' };
/** Pairs a request with its answer on one connection. */
export type RequestId = string & { readonly brand: 'RequestId' };

export const roomId = id<RoomId>('room');
export const userId = id<UserId>('user');
export const clientMessageId = id<ClientMessageId>('client message');
export const epoch = id<Epoch>('epoch');
export const requestId = id<RequestId>('request');
/** First 8 characters of the connection's nonce. */
export const tag = id('tag');

export const displayName = text({ min: 1, max: MAX_NAME_CODE_POINTS });
/** A path on the chat server (`/media/...`) or a colour name of the built-in set (`tint-3`); empty means none. */
export const avatar = text({ max: MAX_AVATAR_CHARS });

export interface TextBody {
  readonly kind: 'text';
  readonly text: string;
}
/** A grey line of the room itself. `user` did `event`. */
export interface NoticeBody {
  readonly kind: 'notice';
  readonly event: 'created' | 'joined' | 'left';
}
/** A kind that this version does not know; shown as such, never dropped, so that sequences stay whole. */
export interface UnknownBody {
  readonly kind: 'unknown';
  readonly name: string;
}
export type MessageBody = TextBody | NoticeBody | UnknownBody;

const textBody: Schema<TextBody> = object({
  kind: literal('text'),
  text: text({ max: MAX_TEXT_CODE_POINTS }),
});
const noticeBody: Schema<NoticeBody> = object({
  kind: literal('notice'),
  event: literal('created', 'joined', 'left'),
});

export const messageBody: Schema<MessageBody> = tagged<'kind', MessageBody>(
  'kind',
  { text: textBody, notice: noticeBody },
  (name) => ({ kind: 'unknown', name }),
);

export const user = object({ user: userId, name: displayName, avatar });
export type User = Infer<typeof user>;

/** A committed message. `at`: server time in ms, for display only; order is `seq`. */
export const message = object({
  type: literal('msg'),
  room: roomId,
  epoch,
  seq: integer(1),
  user: userId,
  clientId: clientMessageId,
  at: integer(),
  body: messageBody,
});
export type Message = Infer<typeof message>;

/** Everything after `seq` in `epoch` is wanted. */
export const cursor = object({ room: roomId, epoch, seq: integer() });
export type Cursor = Infer<typeof cursor>;

/** Messages `from`..`to` cannot be replayed here; `trimmed` ones may be paged, those of another `epoch` are gone. */
export const gap = object({ from: integer(), to: integer(), code: literal('trimmed', 'epoch') });
export type Gap = Infer<typeof gap>;

/**
 * One room as `welcome` and `joined` report it. `head`: newest seq. `from`: first seq of the run that follows on this
 * connection (head + 1 when none does). `oldest`: first seq that the server still has; absent: 1. `read`: this user's read
 * marker. `last`: newest message, for previews.
 */
export const roomState = object({
  room: roomId,
  name: displayName,
  epoch,
  head: integer(),
  from: integer(1),
  oldest: optional(integer(1)),
  read: integer(),
  online: integer(),
  members: integer(),
  last: optional(message),
  gap: optional(gap),
});
export type RoomState = Infer<typeof roomState>;
