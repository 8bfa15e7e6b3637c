/**
 * Rows about people as what they mean: who they are, and what was reported of them. Asks the database nothing.
 */
import type { RoomId, UserId } from '../../../miniprogram/core/protocol/fields';
import type { ReportReason } from '../../../miniprogram/core/protocol/room-actions';
import type { StoredReport } from '../governance-port';
import type { StoredUser } from '../port';
import type { Row } from './row';
import { readAvatar, readName } from './stored-text';

/** Of a row of `users`. */
export function readUser(row: Row): StoredUser {
  return {
    user: row['user'] as UserId,
    name: readName(row['name'], String(row['user'])),
    avatar: readAvatar(row['avatar']),
    language: String(row['language']),
  };
}

/** Of a row of `reports`. */
export const readReport = (row: Row): StoredReport => ({
  at: Number(row['at']),
  reporter: row['reporter'] as UserId,
  room: row['room'] as RoomId,
  user: row['user'] as UserId,
  seq: row['seq'] === null ? null : Number(row['seq']),
  reason: row['reason'] as ReportReason,
});
