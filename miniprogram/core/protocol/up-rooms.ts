/**
 * Frames from the client about rooms beyond talking: own flags, members, the directory, moderation, reports, blocks, search
 * and where in the log a time is.
 */
import { mediaKind, requestId, roomId, tag, userId } from './fields';
import {
  MAX_KIND_CHARS,
  MAX_LATER_KINDS,
  MAX_MEDIA_KINDS,
  MAX_MEMBERS_PAGE,
  MAX_PLACE_CHARS,
  MAX_QUERY_CODE_POINTS,
} from './limits';
import { reportReason, roomAction } from './room-actions';
import { boolean, integer, list, literal, object, optional, text } from './schema';

/** Changes what is named and leaves the rest. Answered by `flags`. */
const flags = object({
  type: literal('flags'),
  tag,
  id: requestId,
  room: roomId,
  pinned: optional(boolean()),
  muted: optional(boolean()),
  markedUnread: optional(boolean()),
});

/** Where the page before ended, as the server told it: goes before `skip`. */
const after = optional(text({ max: MAX_PLACE_CHARS }));

const query = text({ max: MAX_QUERY_CODE_POINTS });

/**
 * Answered by `members`. `skip`: how many of the order "online first, then by name" the client has. With `query`: those whose name
 * holds it, names that begin with it first. With `users`: these, as far as they are members, and nobody else. `follow`: whether what
 * becomes of those who are told is told from now on, too (`member_news`); a first page ends what was followed before.
 */
const members = object({
  type: literal('members'),
  tag,
  id: requestId,
  room: roomId,
  skip: integer(),
  after,
  query: optional(query),
  users: optional(list(userId, MAX_MEMBERS_PAGE)),
  follow: optional(boolean()),
});

/** Public rooms whose name holds `query`. Answered by `directory`. */
const directory = object({
  type: literal('directory'),
  tag,
  id: requestId,
  query,
  skip: integer(),
  after,
});

/** Answered by `done`. */
const roomActionRequest = object({
  type: literal('room_action'),
  tag,
  id: requestId,
  room: roomId,
  action: roomAction,
});

/** A message (`seq`) or a person. Answered by `done`. */
const report = object({
  type: literal('report'),
  tag,
  id: requestId,
  room: roomId,
  user: userId,
  seq: optional(integer(1)),
  reason: reportReason,
});

/** Answered by `blocked`. */
const block = object({ type: literal('block'), tag, id: requestId, user: userId, on: boolean() });

/**
 * Texts that hold `query`, before `before`, newest first. With `kinds`: messages of these, all of them when `query` is
 * empty, else files whose name holds it. `more`: kinds that came later, of which a server passes over those that it does not know.
 * Answered by `found`.
 */
const search = object({
  type: literal('search'),
  tag,
  id: requestId,
  room: roomId,
  query,
  before: integer(1),
  kinds: optional(list(mediaKind, MAX_MEDIA_KINDS)),
  more: optional(list(text({ min: 1, max: MAX_KIND_CHARS }), MAX_LATER_KINDS)),
});

/** The first message at or after server time `at`, in ms, of those that are kept. Answered by `located`. */
const locate = object({ type: literal('locate'), tag, id: requestId, room: roomId, at: integer() });

/** Who waits to be let in, and which invitations there are: for those who run the room. Answered by `door`. */
const door = object({ type: literal('door'), tag, id: requestId, room: roomId });

/** The schemas by the `type` of their frame. */
export const roomRequests = {
  flags,
  members,
  directory,
  room_action: roomActionRequest,
  report,
  block,
  search,
  locate,
  door,
};
