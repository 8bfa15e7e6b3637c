/**
 * Frames from the server about rooms beyond talking. `room` is encoded once for a whole room and carries no `tag`.
 */
import { avatar, displayName, epoch, message, requestId, roomId, tag, userId } from './fields';
import { role, roomFlags, roomSettings, standing as standingFields } from './governance';
import {
  MAX_ANNOUNCEMENT_CODE_POINTS,
  MAX_BLOCKED_USERS,
  MAX_DIRECTORY_PAGE,
  MAX_FOUND_PAGE,
  MAX_MEMBERS_PAGE,
} from './limits';
import { boolean, integer, list, literal, object, optional, text, type Infer } from './schema';

/** The request was carried out. */
export const done = object({ type: literal('done'), tag, id: requestId });

/** Answers `flags`; also sent unasked (no `id`) when the user changed them on another device. */
export const flags = object({
  type: literal('flags'),
  tag,
  id: optional(requestId),
  room: roomId,
  flags: roomFlags,
});

/** What is set for the room was changed. */
export const roomNews = object({
  type: literal('room'),
  room: roomId,
  name: displayName,
  settings: roomSettings,
});

/** The reader's own place in the room was changed by somebody. */
export const standing = object({ type: literal('standing'), tag, room: roomId, standing: standingFields });

const member = object({
  user: userId,
  name: displayName,
  avatar,
  role,
  online: boolean(),
  mutedUntil: integer(),
});
export type Member = Infer<typeof member>;

/** Answers `members`. */
export const members = object({
  type: literal('members'),
  tag,
  id: requestId,
  room: roomId,
  members: list(member, MAX_MEMBERS_PAGE),
  more: boolean(),
});

const listing = object({
  room: roomId,
  name: displayName,
  announcement: text({ max: MAX_ANNOUNCEMENT_CODE_POINTS }),
  online: integer(),
  members: integer(),
});
export type Listing = Infer<typeof listing>;

/** Answers `directory`. */
export const directory = object({
  type: literal('directory'),
  tag,
  id: requestId,
  rooms: list(listing, MAX_DIRECTORY_PAGE),
  more: boolean(),
});

/** Answers `block`; also sent unasked (no `id`) when the user blocked somebody on another device. All of them. */
export const blocked = object({
  type: literal('blocked'),
  tag,
  id: optional(requestId),
  users: list(userId, MAX_BLOCKED_USERS),
});

/** Answers `search`. `before`: go on from here; 0 when the beginning of the room was reached. */
export const found = object({
  type: literal('found'),
  tag,
  id: requestId,
  room: roomId,
  epoch,
  messages: list(message, MAX_FOUND_PAGE),
  before: integer(),
});

/** Answers `locate`. `seq`: 0 when every message is earlier. */
export const located = object({
  type: literal('located'),
  tag,
  id: requestId,
  room: roomId,
  epoch,
  seq: integer(),
});

export const roomNewsFrames = {
  done,
  flags,
  room: roomNews,
  standing,
  members,
  directory,
  blocked,
  found,
  located,
};
