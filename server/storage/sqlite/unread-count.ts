/**
 * What a member has not read, counted in the database.
 */
import { EVERYBODY } from '../events';
import { MAX_UNREAD, type MessageStore } from '../port';
import type { SqlDatabase } from './driver';
import { settle } from './message-tables';

export function createUnreadCount(db: SqlDatabase): Pick<MessageStore, 'unreadOf'> {
  const countUnread = db.prepare(
    `SELECT COUNT(*) AS count FROM (SELECT 1 FROM messages
     WHERE room = ? AND seq > ? AND seq <= ? AND user <> ? AND counts = 1 LIMIT ${MAX_UNREAD})`,
  );
  const findMention = db.prepare(
    `SELECT mentions.seq AS seq FROM mentions JOIN messages USING (room, seq)
     WHERE mentions.room = ? AND mentions.user IN (?, '${EVERYBODY}') AND mentions.seq > ? AND mentions.seq <= ?
       AND messages.user <> ? ORDER BY mentions.seq LIMIT 1`,
  );

  return {
    unreadOf: (room, user, from, to) =>
      settle(() => ({
        count: Number(countUnread.all(room, from, to, user)[0]?.['count'] ?? 0),
        mentioned: Number(findMention.all(room, user, from, to, user)[0]?.['seq'] ?? 0),
      })),
  };
}
