/**
 * Rows about rooms and who is in them as what they mean. Asks the database nothing.
 */
import type { UserId } from '../../../miniprogram/core/protocol/fields';
import type {
  Access,
  Entry,
  Past,
  Role,
  RoomFlags,
  Membership,
} from '../../../miniprogram/core/protocol/governance';
import { silenceOf, type StoredMember, type StoredSettings } from '../governance-port';
import type { Row } from './row';
import { readAnnouncement, readAvatar, readName } from './stored-text';

/** For a query that has `members` in it. */
export const FLAG_COLUMNS =
  'members.pinned AS pinned, members.muted AS muted, members.marked_unread AS marked_unread';

/** Of a row with `FLAG_COLUMNS`. */
export const readFlags = (row: Row): RoomFlags => ({
  pinned: row['pinned'] === 1,
  muted: row['muted'] === 1,
  markedUnread: row['marked_unread'] === 1,
});

/** Of a row of `rooms`. */
export const readSettings = (row: Row): StoredSettings => ({
  announcement: readAnnouncement(row['announcement']),
  access: row['access'] as Access,
  slowMs: Number(row['slow_ms']),
  closed: row['closed'] === 1,
  code: String(row['code']),
  entry: row['entry'] as Entry,
  past: row['past'] as Past,
});

/** Of a row with `role` and, where there is one, `muted_until`. */
export function readRoleAndMute(row: Row): Membership {
  const role = row['role'] as Role;
  return { role, mutedUntil: silenceOf(role, Number(row['muted_until'] ?? 0)) };
}

/** Of a row that joins `members`, `users` and `sanctions`. */
export const readMember = (row: Row): StoredMember => ({
  user: row['user'] as UserId,
  name: readName(row['name'], String(row['user'])),
  avatar: readAvatar(row['avatar']),
  role: row['role'] as Role,
  mutedUntil: readRoleAndMute(row).mutedUntil,
  joinedAt: Number(row['joined_at']),
});
