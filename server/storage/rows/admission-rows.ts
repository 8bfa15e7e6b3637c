/**
 * Rows about how people get into a room as what they mean. Asks the database nothing.
 */
import type { RoomId, UserId } from '../../../miniprogram/core/protocol/fields';
import type { StoredInvitation, StoredWaiting } from '../admission-port';
import type { Row } from './row';

/** Of a row of `invitations`. */
export const readInvitation = (row: Row): StoredInvitation => ({
  code: String(row['code']),
  room: row['room'] as RoomId,
  by: row['by_user'] as UserId,
  at: Number(row['at']),
  expiresAt: Number(row['expires_at']),
  maxUses: Number(row['max_uses']),
  uses: Number(row['uses']),
});

/** Of a row with the person of `users` and `at`, when they asked. */
export const readWaiting = (row: Row): StoredWaiting => ({
  user: row['user'] as UserId,
  name: String(row['name']),
  avatar: String(row['avatar']),
  at: Number(row['at']),
});
