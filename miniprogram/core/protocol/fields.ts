/**
 * The ids and small objects that several frames share.
 */
import { messageBody, reaction } from './bodies';
import { roomFlags, roomSettings, staffMember, standing } from './governance';
import { clientMessageId, epoch, roomId, userId } from './ids';
import {
  MAX_AVATAR_CHARS,
  MAX_MARKERS,
  MAX_NAME_CODE_POINTS,
  MAX_REACTIONS_PER_MESSAGE,
  MAX_STAFF,
} from './limits';
import { boolean, integer, list, literal, object, optional, text, word, type Infer } from './schema';

export { mediaKind, rawBody } from './bodies';
export type { RawBody, Reaction } from './bodies';
export type { FileBody } from './kinds/file';
export type { ImageBody } from './kinds/image';
export type { NoticeBody, NoticeEvent } from './kinds/notice';
export type { ReactionBody } from './kinds/reaction';
export type { RecallBody } from './kinds/recall';
export type {
  ContentBody,
  EventBody,
  MediaName as MediaKind,
  MessageBody,
  SendableBody,
} from './kinds/registry';
export type { TextBody } from './kinds/text';
export type { MentionRange, Mentions, MessageRef, Quote } from './message-ref';
export { clientMessageId, epoch, requestId, roomId, tag, userId } from './ids';
export type { ClientMessageId, Epoch, RequestId, RoomId, UserId } from './ids';

/** Stands for a name that a server lost, so that nothing else is refused for it. */
const NO_NAME = '?';
/** A name as it is shown; one that cannot be shown is replaced and does not spoil its frame. */
export const displayName = text({ min: 1, max: MAX_NAME_CODE_POINTS, instead: NO_NAME });
/** A path on the chat server (`/media/...`) or a colour name of the built-in set (`tint-3`); empty means none. */
export const avatar = text({ max: MAX_AVATAR_CHARS });

/** A person as every frame names them: id, name and avatar. */
export const user = object({ user: userId, name: displayName, avatar });
export type User = Infer<typeof user>;

/**
 * A committed message. `at`: server time in ms, for display only; order is `seq`. `reactions`: those it has by now, when
 * it comes in a page or a resumed run.
 */
export const message = object({
  type: literal('msg'),
  room: roomId,
  epoch,
  seq: integer(1),
  user: userId,
  clientId: clientMessageId,
  at: integer(),
  body: messageBody,
  reactions: optional(list(reaction, MAX_REACTIONS_PER_MESSAGE)),
});
export type Message = Infer<typeof message>;

/** Everything after `seq` in `epoch` is wanted. */
export const cursor = object({ room: roomId, epoch, seq: integer() });
export type Cursor = Infer<typeof cursor>;

/** Messages `from`..`to` cannot be replayed here; `trimmed` ones may be paged, those of another `epoch` are gone. */
const gap = object({ from: integer(), to: integer(), code: word('trimmed', 'trimmed', 'epoch') });
export type Gap = Infer<typeof gap>;

/** What a room that every server has is called in each language, while nobody has renamed it. */
export const roomNames = object({ zh: displayName, en: displayName });
export type RoomNames = Infer<typeof roomNames>;

/**
 * One room as `welcome` and `joined` report it. `head`: newest seq. `from`: first seq of the run that follows on this
 * connection (head + 1 when none does). `oldest`: first seq that the server still has; absent: 1. `read`: this user's read
 * marker. `joined`: when this user came in, in server time. `last`: newest message for previews, which is no event and no line about
 * who came or went. `unread`: contents of others between `read` and `head`;
 * `mentioned`: the first of them that calls this user. `markers`: how far the other members have read, and the first
 * seq after they came in (absent: 1), in rooms that are not too large. `flags`, `settings`, `standing`: see `governance.ts`; a server without them leaves them out. `staff`: who
 * runs the room; `waiting`: how many wait to be let in, told to those alone. `unreadable`: the server cannot read a part of it.
 */
export const roomState = object({
  room: roomId,
  name: displayName,
  names: optional(roomNames),
  epoch,
  head: integer(),
  from: integer(1),
  oldest: optional(integer(1)),
  read: integer(),
  joined: optional(integer()),
  online: integer(),
  members: integer(),
  last: optional(message),
  unread: optional(integer()),
  mentioned: optional(integer(1)),
  markers: optional(list(object({ user: userId, seq: integer(), from: optional(integer(1)) }), MAX_MARKERS)),
  gap: optional(gap),
  flags: optional(roomFlags),
  settings: optional(roomSettings),
  standing: optional(standing),
  staff: optional(list(staffMember, MAX_STAFF)),
  waiting: optional(integer()),
  unreadable: optional(boolean()),
});
export type RoomState = Infer<typeof roomState>;
