/**
 * Frames from the client to the server. Every frame but `hello` carries the connection's `tag`.
 */
import { clientMessageId, cursor, epoch, rawBody, requestId, roomId, tag, userId } from './fields';
import {
  MAX_FRAME_BYTES,
  MAX_HISTORY_PAGE,
  MAX_ROOMS,
  MAX_TICKET_CHARS,
  MAX_USERS_PER_REQUEST,
} from './limits';
import { access } from './governance';
import { boolean, id, integer, list, literal, object, optional, tagged, text, type Infer } from './schema';
import { roomRequests } from './up-rooms';

/** First frame of a connection. `device` is made once per installation; `nonce` has 128 bits or more. */
const hello = object({
  type: literal('hello'),
  // Any: a version that is not spoken here has an answer of its own.
  version: integer(Number.MIN_SAFE_INTEGER),
  nonce: id('nonce'),
  ticket: text({ max: MAX_TICKET_CHARS }),
  device: id('device'),
  app: optional(text({ max: 64 })),
  rooms: list(cursor, MAX_ROOMS),
});

/**
 * Joins a room that the user may not be a member of yet; `room` is its code, that of an invitation, or the id of a room in the
 * directory. With `since`, what was missed follows the answer. `knock`: `knocked` is understood as an answer.
 */
const join = object({
  type: literal('join'),
  tag,
  id: requestId,
  room: roomId,
  since: optional(object({ epoch, seq: integer() })),
  knock: optional(boolean()),
});

const leave = object({ type: literal('leave'), tag, id: requestId, room: roomId });

/** Answered by `joined`; the server chooses the room's id. `access`: public unless told. */
const create = object({
  type: literal('create'),
  tag,
  id: requestId,
  name: text({ max: MAX_FRAME_BYTES }),
  access: optional(access),
});

/**
 * Answered by `ack` or `nack`. `head` marks the first transmission after `welcome`, after a retryable `nack` or after an
 * ack timeout; without it the server refuses to let this message overtake a refused one (`nack order`). `turn` counts the
 * publishes of this connection, contents and events of each room apart: a number that is left out tells that one was lost.
 */
const publish = object({
  type: literal('publish'),
  tag,
  id: requestId,
  room: roomId,
  clientId: clientMessageId,
  head: optional(boolean()),
  turn: optional(integer(1)),
  body: rawBody,
});

/** Messages after `after`, oldest first. Answered by `page`. Fills a hole. */
const pull = object({
  type: literal('pull'),
  tag,
  id: requestId,
  room: roomId,
  epoch,
  after: integer(),
  limit: integer(1),
});

/** Messages before `before`, the newest `limit` of them, oldest first. Answered by `page`. Scrolls back. */
const history = object({
  type: literal('history'),
  tag,
  id: requestId,
  room: roomId,
  epoch,
  before: integer(1),
  limit: integer(1),
});

/** Hint, at most one per 3 s; the receiver forgets it after `TYPING_TTL_MS`. */
const typing = object({ type: literal('typing'), tag, room: roomId, on: boolean() });

/** Everything up to `seq` has been seen. Only ever moves forward. */
const read = object({ type: literal('read'), tag, room: roomId, seq: integer() });

/** Asks for names and avatars. Answered by `users`. */
const users = object({
  type: literal('users'),
  tag,
  id: requestId,
  users: list(userId, MAX_USERS_PER_REQUEST),
});

/** Is anybody there? Answered by `pong` with the same id. */
const ping = object({ type: literal('ping'), tag, id: requestId });
/** Answers the server's `ping`. */
const pong = object({ type: literal('pong'), tag });
const bye = object({ type: literal('bye'), tag, code: literal('background', 'closed') });

const variants = {
  hello,
  join,
  leave,
  create,
  publish,
  pull,
  history,
  typing,
  read,
  users,
  ping,
  pong,
  bye,
  ...roomRequests,
};

export type UpFrame = { [K in keyof typeof variants]: Infer<(typeof variants)[K]> }[keyof typeof variants];
export type UpFrameOf<Type extends UpFrame['type']> = Extract<UpFrame, { type: Type }>;

/** Checks one frame from a client; unknown fields are dropped, an unknown type is an error of its own. */
export const upFrame = tagged<'type', UpFrame>('type', variants);
/** Every `type` that a client may send. */
export const UP_TYPES: ReadonlySet<string> = new Set(Object.keys(variants));

/** The newest page a client may ask for; larger asks are answered with this many. */
export const clampPageLimit = (limit: number): number => Math.min(limit, MAX_HISTORY_PAGE);
/** A hint that somebody is typing is over after this long without another one. */
export const TYPING_TTL_MS = 6_000;
