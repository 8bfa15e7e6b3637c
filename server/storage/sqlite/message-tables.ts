/**
 * The log of every room: appends a batch in one transaction and reads pages. A seq is never used twice, because the
 * room's head is stored beside the messages and moves in the same transaction.
 */
import type { ClientMessageId, MessageBody, RoomId, UserId } from '../../../miniprogram/core/protocol/fields';
import type { MessageStore, StoredMessage } from '../port';
import { createAppender } from './appender';
import type { Row, SqlDatabase } from './driver';
import { createEventTables } from './event-tables';
import { createUnreadCount } from './unread-count';

const COLUMNS = 'room, seq, user, client_id, at, body';

export function readMessage(row: Row): StoredMessage {
  return {
    room: row['room'] as RoomId,
    seq: Number(row['seq']),
    user: row['user'] as UserId,
    clientId: row['client_id'] as ClientMessageId,
    at: Number(row['at']),
    body: JSON.parse(String(row['body'])) as MessageBody,
  };
}

/** Runs synchronous work so that what it throws becomes a rejection. */
export function settle<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(work());
  });
}

export function createMessageTables(db: SqlDatabase): MessageStore {
  const find = db.prepare(`SELECT ${COLUMNS} FROM messages WHERE user = ? AND client_id = ?`);
  const read = db.prepare(`SELECT ${COLUMNS} FROM messages WHERE room = ? AND seq = ?`);
  const after = db.prepare(
    `SELECT ${COLUMNS} FROM messages WHERE room = ? AND seq > ? ORDER BY seq ASC LIMIT ?`,
  );
  const before = db.prepare(
    `SELECT ${COLUMNS} FROM messages WHERE room = ? AND seq < ? ORDER BY seq DESC LIMIT ?`,
  );

  const tables = createEventTables(db, {
    find: ({ user, clientId }) => find.all(user, clientId).map(readMessage)[0] ?? null,
    read: (room, seq) => read.all(room, seq).map(readMessage)[0] ?? null,
  });

  const appendAll = createAppender(db, tables);

  return {
    append: (batch) => settle(() => db.transact(() => appendAll(batch))),
    messagesAfter: (room, seq, limit) =>
      settle(() => tables.withReactions(room, after.all(room, seq, limit).map(readMessage))),
    messagesBefore: (room, seq, limit) =>
      settle(() => tables.withReactions(room, before.all(room, seq, limit).map(readMessage).reverse())),
    hasMessage: (user, clientId) => settle(() => find.all(user, clientId).length > 0),
    ...createUnreadCount(db),
  };
}
