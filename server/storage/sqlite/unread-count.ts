/**
 * What a member has not read, counted in the database, and what is new to them: nothing that somebody said whom they block.
 */
import type { RoomId, UserId } from '../../../miniprogram/core/protocol/fields';
import { EVERYBODY } from '../events';
import { MAX_UNREAD, type MessageStore, type StoredMessage } from '../port';
import type { SqlDatabase } from './driver';
import { MESSAGE_COLUMNS, readMessage } from '../rows/message-rows';
import { settle } from './settle';

/** Own messages are no news, but have to be looked at: of more than this the newest count. */
const MAX_LOOKED_AT = 1_000;

const IS_BLOCKED = 'IN (SELECT blocked FROM blocks WHERE blocks.user = ?)';

/** Reads only, a bounded number of rows. */
export function createUnreadCount(
  db: SqlDatabase,
  complete: (room: RoomId, messages: readonly StoredMessage[]) => readonly StoredMessage[],
): Pick<MessageStore, 'unreadOf' | 'newestFor'> {
  const countUnread = db.prepare(
    `SELECT COUNT(*) AS count FROM (SELECT 1 FROM (
       SELECT user FROM messages INDEXED BY messages_unread
       WHERE room = ? AND counts = 1 AND seq > ? AND seq <= ? ORDER BY seq DESC LIMIT ${MAX_LOOKED_AT})
     WHERE user <> ? AND user NOT ${IS_BLOCKED} LIMIT ${MAX_UNREAD})`,
  );
  const findMention = db.prepare(
    `SELECT seq FROM (
       SELECT mentions.seq AS seq, messages.user AS author FROM mentions JOIN messages USING (room, seq)
       WHERE mentions.room = ? AND mentions.user = ? AND mentions.seq > ? AND mentions.seq <= ?
       ORDER BY mentions.seq LIMIT ${MAX_LOOKED_AT})
     WHERE author <> ? AND author NOT ${IS_BLOCKED} LIMIT 1`,
  );
  const findNewest = db.prepare(
    `SELECT seq FROM (
       SELECT seq, user FROM messages INDEXED BY messages_unread
       WHERE room = ? AND counts = 1 AND seq >= ? AND seq < ? ORDER BY seq DESC LIMIT ${MAX_LOOKED_AT})
     WHERE user NOT ${IS_BLOCKED} LIMIT 1`,
  );
  const read = db.prepare(`SELECT ${MESSAGE_COLUMNS} FROM messages WHERE room = ? AND seq = ?`);

  function firstMention(room: RoomId, user: UserId, from: number, to: number): number {
    const found = [user, EVERYBODY].flatMap((called) =>
      findMention.all(room, called, from, to, user, user).map((row) => Number(row['seq'])),
    );
    return found.length > 0 ? Math.min(...found) : 0;
  }

  return {
    unreadOf: (room, user, from, to) =>
      settle(() => ({
        count: Number(countUnread.all(room, from, to, user, user)[0]?.['count'] ?? 0),
        mentioned: firstMention(room, user, from, to),
      })),
    newestFor: (room, user, from, before) =>
      settle(() => {
        const seq = findNewest.all(room, from, before, user)[0]?.['seq'];
        const found = seq === undefined ? [] : read.all(room, Number(seq)).map(readMessage);
        return complete(room, found)[0] ?? null;
      }),
  };
}
