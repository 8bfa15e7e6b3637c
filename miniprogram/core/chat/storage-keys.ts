/**
 * The names of everything kept on the phone. `mc1` is the schema: a later one reads, moves or ignores these. What belongs to
 * an account carries the user's id, so that two people on one phone never see each other's.
 */
import type { RoomId, UserId } from '../protocol/fields';

export const STORAGE_PREFIX = 'mc1:';
export const DEVICE_KEY = `${STORAGE_PREFIX}device`;
export const SETTINGS_KEY = `${STORAGE_PREFIX}settings`;

/** One key per waiting message; `number` orders them. */
export const outboxPrefix = (user: UserId): string => `${STORAGE_PREFIX}out:${user}:`;
export const outboxKey = (user: UserId, number: number): string =>
  `${outboxPrefix(user)}${String(number).padStart(12, '0')}`;
/** Messages that people deleted on this phone, one list per room. */
export const hiddenPrefix = (user: UserId): string => `${STORAGE_PREFIX}hidden:${user}:`;
export const hiddenKey = (user: UserId, room: RoomId): string => `${hiddenPrefix(user)}${room}`;
/** Where a value goes that cannot be read: out of the way, but not gone. */
export const quarantineKey = (key: string): string => `${STORAGE_PREFIX}bad:${key}`;
/** The secret of a guest is told to the server it was made for only. */
export const guestKeyKey = (serverUrl: string): string => `${STORAGE_PREFIX}guest:${serverUrl}`;
export const accountKey = (serverUrl: string): string => `${STORAGE_PREFIX}me:${serverUrl}`;
