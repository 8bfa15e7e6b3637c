/**
 * What a member has not read, counted in the database.
 */
import type { RoomId, UserId } from '../../../miniprogram/core/protocol/fields';
import { EVERYBODY } from '../events';
import { MAX_UNREAD, type MessageStore } from '../port';
import type { SqlDatabase } from './driver';
import { settle } from './message-tables';

/** Own messages are no news, but have to be looked at: of more than this the newest count. */
const MAX_LOOKED_AT = 1_000;

export function createUnreadCount(db: SqlDatabase): Pick<MessageStore, 'unreadOf'> {
  const countUnread = db.prepare(
    `SELECT COUNT(*) AS count FROM (SELECT 1 FROM (
       SELECT user FROM messages INDEXED BY messages_unread
       WHERE room = ? AND counts = 1 AND seq > ? AND seq <= ? ORDER BY seq DESC LIMIT ${MAX_LOOKED_AT})
     WHERE user <> ? LIMIT ${MAX_UNREAD})`,
  );
  const findMention = db.prepare(
    `SELECT seq FROM (
       SELECT mentions.seq AS seq, messages.user AS author FROM mentions JOIN messages USING (room, seq)
       WHERE mentions.room = ? AND mentions.user = ? AND mentions.seq > ? AND mentions.seq <= ?
       ORDER BY mentions.seq LIMIT ${MAX_LOOKED_AT})
     WHERE author <> ? LIMIT 1`,
  );

  function firstMention(room: RoomId, user: UserId, from: number, to: number): number {
    const found = [user, EVERYBODY].flatMap((called) =>
      findMention.all(room, called, from, to, user).map((row) => Number(row['seq'])),
    );
    return found.length > 0 ? Math.min(...found) : 0;
  }

  return {
    unreadOf: (room, user, from, to) =>
      settle(() => ({
        count: Number(countUnread.all(room, from, to, user)[0]?.['count'] ?? 0),
        mentioned: firstMention(room, user, from, to),
      })),
  };
}
