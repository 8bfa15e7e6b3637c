/**
 * Frames from the server to the client. Those that belong to one connection carry its `tag`; frames that are encoded once
 * for a whole room (`msg`, `presence`, `typing`, `marker`, `profile`, `room`) cannot, and are safe without: `msg` is idempotent by
 * (epoch, seq), the others are hints.
 */
import {
  avatar,
  clientMessageId,
  displayName,
  epoch,
  message,
  requestId,
  roomId,
  roomState,
  tag,
  user,
  userId,
} from './fields';
import { roomNewsFrames } from './down-rooms';
import { ERROR_CODES, type ErrorCode } from './error-codes';
import { FULL, type Full } from './refusal';
import {
  MAX_BATCH_FRAMES,
  MAX_BLOCKED_USERS,
  MAX_HISTORY_PAGE,
  MAX_ROOMS,
  MAX_USERS_PER_REQUEST,
} from './limits';
import {
  boolean,
  id,
  integer,
  isPlainObject,
  list,
  literal,
  object,
  optional,
  tagged,
  text,
  type Infer,
  type Schema,
} from './schema';

/** The code stands for its class when it is a newer server's: what is to be done follows from the other fields. */
function withKnownCode<T>(schema: Schema<T>, classOf: (frame: NewerFrame) => ErrorCode): Schema<T> {
  return {
    description: schema.description,
    check(value, path, isOpen = false) {
      const isNewer = isOpen && isPlainObject(value) && typeof value['code'] === 'string';
      if (!isNewer || ERROR_CODE_SET.has(value['code'] as string)) return schema.check(value, path, isOpen);
      return schema.check({ ...value, code: classOf(value) }, path, isOpen);
    },
  };
}

type NewerFrame = Readonly<Record<string, unknown>>;
const ERROR_CODE_SET: ReadonlySet<string> = new Set(Object.keys(ERROR_CODES));
/** Whoever is told when to try again may try again. */
const classOfRefusal = ({ afterMs, fatal }: NewerFrame): ErrorCode =>
  typeof afterMs === 'number' || fatal === true ? 'overload' : 'refused';
/** Whoever is not to come back would say the same again. */
const classOfBye = ({ reconnect }: NewerFrame): ErrorCode => (reconnect === true ? 'overload' : 'version');

const errorCode = literal<ErrorCode>(...(Object.keys(ERROR_CODES) as ErrorCode[]));
const sentence = text({ max: 500 });

/**
 * Answers `hello`. `nonce` proves that this socket carried our hello. `now`: server time in ms, display only. The messages
 * of every room with `from <= head` follow in order, then live ones.
 */
const welcome = object({
  type: literal('welcome'),
  version: integer(1),
  tag,
  nonce: id('nonce'),
  session: id('session'),
  self: user,
  now: integer(),
  heartbeat: object({ everyMs: integer(1), graceMs: integer(1) }),
  limits: object({
    frameBytes: integer(1),
    textCodePoints: integer(1),
    inFlight: integer(1),
    dedupeDays: integer(1),
    turns: optional(boolean()),
  }),
  // A room that is missing here has been left.
  rooms: list(roomState, MAX_ROOMS, true),
  blocked: optional(list(userId, MAX_BLOCKED_USERS)),
});

/** Answers `join` and `create`; also sent unasked (no `id`) when the user joins on another device. */
const joined = object({ type: literal('joined'), tag, id: optional(requestId), room: roomState });
/**
 * Answers `leave`; also sent unasked (no `id`) when the user leaves on another device, or with `reason` when somebody removed
 * them. `name` is there then, because the client may not know the room any more.
 */
const left = object({
  type: literal('left'),
  tag,
  id: optional(requestId),
  room: roomId,
  reason: optional(literal('removed')),
  name: optional(displayName),
});

/** The message is committed as `seq`. `duplicate`: it had been committed before. */
const ack = object({
  type: literal('ack'),
  tag,
  id: requestId,
  room: roomId,
  clientId: clientMessageId,
  epoch,
  seq: integer(1),
  at: integer(),
  duplicate: optional(boolean()),
});
/**
 * Not committed. For a retryable code, send again after `afterMs`. `until`: server time in ms at which `muted`, or the wait
 * of slow mode, ends. `missing`: the first turn that did not come; it and what follows it is to be sent again.
 */
const nack = withKnownCode(
  object({
    type: literal('nack'),
    tag,
    id: requestId,
    room: roomId,
    clientId: clientMessageId,
    code: errorCode,
    reason: sentence,
    afterMs: optional(integer()),
    until: optional(integer()),
    missing: optional(integer(1)),
  }),
  classOfRefusal,
);

/**
 * Answers `history` and `pull`: messages in ascending order. `more`: there are others beyond
 * (older, or newer for pull). `oldest`: first seq that the server still has; what is before it was trimmed. Absent: 1.
 */
const page = object({
  type: literal('page'),
  tag,
  id: requestId,
  room: roomId,
  epoch,
  messages: list(message, MAX_HISTORY_PAGE),
  more: boolean(),
  oldest: optional(integer(1)),
});

/** The room's history was lost while we were connected: forget its cursor. */
const reset = object({ type: literal('reset'), room: roomId, epoch, head: integer() });

const usersReply = object({
  type: literal('users'),
  tag,
  id: requestId,
  users: list(user, MAX_USERS_PER_REQUEST),
});

/** A member changed name or avatar. */
const profile = object({
  type: literal('profile'),
  user: userId,
  name: displayName,
  avatar,
});
/** How many members are online now. */
const presence = object({
  type: literal('presence'),
  room: roomId,
  online: integer(),
  members: integer(),
});
const typing = object({ type: literal('typing'), room: roomId, user: userId, on: boolean() });
/**
 * `user` has read up to `seq` (the own user too: from another device), and came in before `from` was said (absent: 1). `gone`:
 * they are no member any more.
 */
const marker = object({
  type: literal('marker'),
  room: roomId,
  user: userId,
  seq: integer(),
  from: optional(integer(1)),
  gone: optional(boolean()),
});

/** Every 20 s. `heads`: newest seq of rooms that changed since the last ping, which finds a lost last message. `now`: server time in ms. */
const ping = object({
  type: literal('ping'),
  tag,
  heads: list(object({ room: roomId, epoch, seq: integer() }), MAX_ROOMS),
  now: optional(integer()),
});
const pong = object({ type: literal('pong'), tag, id: requestId, now: integer() });

/**
 * A frame was refused. `id` names the request it answers, `tag` is absent before `welcome`. For a retryable code, ask again
 * after `afterMs`. `full`: nothing but this is in the way; `code` is what a client does that does not know it.
 */
const error = withKnownCode(
  object({
    type: literal('error'),
    tag: optional(tag),
    id: optional(requestId),
    code: errorCode,
    reason: sentence,
    fatal: boolean(),
    afterMs: optional(integer()),
    full: optional(literal<Full>(...FULL)),
  }),
  classOfRefusal,
);

/** The server closes next. Reconnect (if at all) after a random time between `after.minMs` and `after.maxMs`. */
const bye = withKnownCode(
  object({
    type: literal('bye'),
    tag: optional(tag),
    code: errorCode,
    reconnect: boolean(),
    after: optional(object({ minMs: integer(), maxMs: integer() })),
  }),
  classOfBye,
);

const variants = {
  welcome,
  joined,
  left,
  msg: message,
  ack,
  nack,
  page,
  reset,
  users: usersReply,
  profile,
  presence,
  typing,
  marker,
  ping,
  pong,
  error,
  bye,
  ...roomNewsFrames,
};

export type DownFrame = { [K in keyof typeof variants]: Infer<(typeof variants)[K]> }[keyof typeof variants];
export type DownFrameOf<Type extends DownFrame['type']> = Extract<DownFrame, { type: Type }>;
/** Checks one frame from the server; unknown fields are dropped, an unknown type is an error of its own. */
export const downFrame = tagged<'type', DownFrame>('type', variants);
/** Every `type` that the server may send. */
export const DOWN_TYPES: ReadonlySet<string> = new Set(Object.keys(variants));
/** Several frames may come as one JSON array. */
export const MAX_DOWN_BATCH = MAX_BATCH_FRAMES;
