/**
 * The names of everything kept on the phone. `mc1` is the schema: a later one reads, moves or ignores these. What belongs to
 * an account carries the server and the user's id, so that two people on one phone never see each other's, nor one person
 * on two servers that gave out the same id.
 */
import type { RoomId, UserId } from '../protocol/fields';

/** Whose values they are. */
export interface AccountScope {
  /** Address of the chat server. */
  readonly server: string;
  readonly user: UserId;
}

const STORAGE_PREFIX = 'mc1:';
/** The id of this installation, a text. */
export const DEVICE_KEY = `${STORAGE_PREFIX}device`;
/** What people set that differs from the defaults. */
export const SETTINGS_KEY = `${STORAGE_PREFIX}settings`;
/** The emoji that were used last, newest first. */
export const RECENT_EMOJI_KEY = `${STORAGE_PREFIX}emoji`;

/** One key per waiting message; `number` orders them. */
export const OUTBOX_PREFIX = `${STORAGE_PREFIX}out:`;
/** What the keys of one person's entries begin with. */
export const outboxPrefix = ({ server, user }: AccountScope): string => `${OUTBOX_PREFIX}${server}:${user}:`;
/** Keys are in the order of their numbers when they are sorted as texts. */
export const outboxKey = (scope: AccountScope, number: number): string =>
  `${outboxPrefix(scope)}${String(number).padStart(12, '0')}`;
/** One key per room in which something was begun. */
export const draftPrefix = ({ server, user }: AccountScope): string =>
  `${STORAGE_PREFIX}draft:${server}:${user}:`;
/** Messages that people deleted on this phone, or voices they listened to, one list per room. */
export const marksPrefix = (mark: 'hidden' | 'heard', { server, user }: AccountScope): string =>
  `${STORAGE_PREFIX}${mark}:${server}:${user}:`;
/** The announcement of a room that people have put away. */
export const closedAnnouncementKey = ({ server, user }: AccountScope, room: RoomId): string =>
  `${STORAGE_PREFIX}note:${server}:${user}:${room}`;
/** Where a value goes that cannot be read: out of the way, but not gone. */
export const QUARANTINE_PREFIX = `${STORAGE_PREFIX}bad:`;
/** Where a value lies that could not be read under `key`. */
export const quarantineKey = (key: string): string => `${QUARANTINE_PREFIX}${key}`;

/** What the server can tell again. Any of these may go when the phone needs the space. */
export const CACHED_ROOM_PREFIX = `${STORAGE_PREFIX}room:`;
/** Before whose list of rooms it is. */
export const CACHED_LIST_PREFIX = `${STORAGE_PREFIX}rooms:`;
/** The list of rooms with the own read markers. */
export const cachedListKey = ({ server, user }: AccountScope): string =>
  `${CACHED_LIST_PREFIX}${server}:${user}`;
/** The newest messages of one room, with the cursor that describes them. */
export const cachedRoomsPrefix = ({ server, user }: AccountScope): string =>
  `${CACHED_ROOM_PREFIX}${server}:${user}:`;
/** Where a room's newest messages are kept. */
export const cachedRoomKey = (scope: AccountScope, room: RoomId): string =>
  `${cachedRoomsPrefix(scope)}${room}`;

/** The secret of a guest is told to the server it was made for only. */
export const guestKeyKey = (serverUrl: string): string => `${STORAGE_PREFIX}guest:${serverUrl}`;
/** Who was signed in last on this server. */
export const accountKey = (serverUrl: string): string => `${STORAGE_PREFIX}me:${serverUrl}`;
