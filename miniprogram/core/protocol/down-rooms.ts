/**
 * Frames from the server about rooms beyond talking. `room` is encoded once for a whole room and carries no `tag`.
 */
import { avatar, displayName, epoch, message, requestId, roomId, roomNames, tag, userId } from './fields';
import { roomCode } from './ids';
import { entry, role, roomFlags, roomSettings, staffMember, standing as membership } from './governance';
import {
  MAX_ANNOUNCEMENT_CODE_POINTS,
  MAX_BLOCKED_USERS,
  MAX_DIRECTORY_PAGE,
  MAX_FOLLOWED,
  MAX_FOUND_PAGE,
  MAX_INVITATIONS,
  MAX_MEMBERS_PAGE,
  MAX_PLACE_CHARS,
  MAX_QUERY_CODE_POINTS,
  MAX_STAFF,
  MAX_WAITING_PAGE,
} from './limits';
import { boolean, integer, list, literal, object, optional, text, type Infer } from './schema';

/** The request was carried out. */
const done = object({ type: literal('done'), tag, id: requestId });

/** Answers `flags`; also sent unasked (no `id`) when the user changed them on another device. */
const flags = object({
  type: literal('flags'),
  tag,
  id: optional(requestId),
  room: roomId,
  flags: roomFlags,
});

/** What is set for the room, or who runs it, was changed. */
const roomNews = object({
  type: literal('room'),
  room: roomId,
  name: displayName,
  names: optional(roomNames),
  settings: roomSettings,
  staff: optional(list(staffMember, MAX_STAFF)),
  unreadable: optional(boolean()),
});

/** The reader's own place in the room was changed by somebody. */
const standing = object({ type: literal('standing'), tag, room: roomId, standing: membership });

const member = object({
  user: userId,
  name: displayName,
  avatar,
  role,
  online: boolean(),
  mutedUntil: integer(),
});
export type Member = Infer<typeof member>;

/** Where the next page begins, for the request that asks for it. */
const next = optional(text({ max: MAX_PLACE_CHARS }));

/** Answers `members`. `query`: what was looked for; a server that does not look leaves it out. `following`: news will come. */
const members = object({
  type: literal('members'),
  tag,
  id: requestId,
  room: roomId,
  members: list(member, MAX_MEMBERS_PAGE),
  more: boolean(),
  next,
  query: optional(text({ max: MAX_QUERY_CODE_POINTS })),
  following: optional(boolean()),
});

const followed = optional(list(userId, MAX_FOLLOWED));

/** What became of members whom this connection follows: who came online, went offline, or is none any more; and others as they are now, who may be new. */
const memberNews = object({
  type: literal('member_news'),
  tag,
  room: roomId,
  online: followed,
  offline: followed,
  gone: followed,
  members: optional(list(member, MAX_MEMBERS_PAGE)),
});

const listing = object({
  room: roomId,
  name: displayName,
  names: optional(roomNames),
  announcement: text({ max: MAX_ANNOUNCEMENT_CODE_POINTS }),
  online: integer(),
  members: integer(),
  entry: optional(entry),
});
export type Listing = Infer<typeof listing>;

/** Answers `directory`. */
const directory = object({
  type: literal('directory'),
  tag,
  id: requestId,
  rooms: list(listing, MAX_DIRECTORY_PAGE),
  more: boolean(),
  next,
});

/** Answers `block`; also sent unasked (no `id`) when the user blocked somebody on another device. All of them. */
const blocked = object({
  type: literal('blocked'),
  tag,
  id: optional(requestId),
  users: list(userId, MAX_BLOCKED_USERS),
});

/**
 * Follows `blocked` for each room that this changes: what is unread and the newest message, counted anew without those who are
 * blocked now. The fields are those of `welcome`.
 */
const recount = object({
  type: literal('recount'),
  tag,
  room: roomId,
  epoch,
  head: integer(),
  read: integer(),
  unread: integer(),
  mentioned: optional(integer(1)),
  last: optional(message),
});

/** Answers `search`. `before`: go on from here; 0 when the beginning of the room was reached. */
const found = object({
  type: literal('found'),
  tag,
  id: requestId,
  room: roomId,
  epoch,
  messages: list(message, MAX_FOUND_PAGE),
  before: integer(),
});

/** Answers `locate`. `seq`: 0 when every message is earlier. */
const located = object({
  type: literal('located'),
  tag,
  id: requestId,
  room: roomId,
  epoch,
  seq: integer(),
});

/** Answers `join` with `knock`: an admin has to let the user in; `joined` follows, unasked, once one did. */
const knocked = object({ type: literal('knocked'), tag, id: requestId });

/** Lets `maxUses` people in until `expiresAt`; `uses` of them came already. */
const invitation = object({
  code: roomCode,
  by: userId,
  at: integer(),
  expiresAt: integer(),
  maxUses: integer(1),
  uses: integer(),
});
export type Invitation = Infer<typeof invitation>;

const waitingPerson = object({ user: userId, name: displayName, avatar, at: integer() });
export type WaitingPerson = Infer<typeof waitingPerson>;

/**
 * Answers `door`; also sent unasked (no `id`) to those who run the room when something of it was changed. Invitations that
 * still let people in, newest first; people who wait, the first ones first; `more`: others wait behind them.
 */
const door = object({
  type: literal('door'),
  tag,
  id: optional(requestId),
  room: roomId,
  invitations: list(invitation, MAX_INVITATIONS),
  waiting: list(waitingPerson, MAX_WAITING_PAGE),
  more: boolean(),
});

/** The schemas by the `type` of their frame. */
export const roomNewsFrames = {
  done,
  flags,
  room: roomNews,
  standing,
  members,
  member_news: memberNews,
  directory,
  blocked,
  recount,
  found,
  located,
  knocked,
  door,
};
