/**
 * The log of every room: appends a batch in one transaction, reads pages, trims. A seq is never used twice, because the
 * room's head is stored beside the messages and moves in the same transaction. Who sent what under which client id
 * outlives a trim: the row stays without its body until it may be forgotten.
 */
import type { RoomId } from '../../../miniprogram/core/protocol/fields';
import { TRIMMED } from '../events';
import type { Keep, MessageStore } from '../port';
import { createAppender } from './appender';
import type { SqlDatabase } from './driver';
import { createEventTables, createLinkDropper } from './event-tables';
import type { GroupCommit } from './group-commit';
import { MESSAGE_COLUMNS, readMessage } from '../rows/message-rows';
import { settle } from './settle';
import { createTidying } from './tidying';
import { createTimeSearch } from './time-search';
import { createUnreadCount } from './unread-count';

/** The port on these tables; writes join the commit of their turn. */
export function createMessageTables(db: SqlDatabase, group: GroupCommit): MessageStore {
  const find = db.prepare(`SELECT ${MESSAGE_COLUMNS} FROM messages WHERE user = ? AND client_id = ?`);
  const read = db.prepare(`SELECT ${MESSAGE_COLUMNS} FROM messages WHERE room = ? AND seq = ?`);
  const after = db.prepare(
    `SELECT ${MESSAGE_COLUMNS} FROM messages
     WHERE room = ? AND seq > max(?, (SELECT oldest FROM rooms WHERE room = ?) - 1)
     ORDER BY seq ASC LIMIT ?`,
  );
  const before = db.prepare(
    `SELECT ${MESSAGE_COLUMNS} FROM messages
     WHERE room = ? AND seq < ? AND seq >= (SELECT oldest FROM rooms WHERE room = ?)
     ORDER BY seq DESC LIMIT ?`,
  );

  const tables = createEventTables(db, {
    find: ({ user, clientId }) => find.all(user, clientId).map(readMessage)[0] ?? null,
    read: (room, seq) => read.all(room, seq).map(readMessage)[0] ?? null,
  });

  const appendAll = createAppender(db, tables);

  return {
    append: (batch) => group.now(() => appendAll(batch)),
    messagesAfter: (room, seq, limit) =>
      settle(() => tables.complete(room, after.all(room, seq, room, limit).map(readMessage))),
    messagesBefore: (room, seq, limit) =>
      settle(() => tables.complete(room, before.all(room, seq, room, limit).map(readMessage).reverse())),
    reactedOf: (...asked) => settle(() => tables.reactedOf(...asked)),
    hasMessage: (user, clientId) => settle(() => find.all(user, clientId).length > 0),
    ...createUnreadCount(db, (room, messages) => tables.complete(room, messages)),
    ...createTimeSearch(db),
    ...createTrimming(db),
    ...createTidying(db, tables),
  };
}

function createTrimming(db: SqlDatabase): Pick<MessageStore, 'trim' | 'forgetTrimmed'> {
  const readEnds = db.prepare('SELECT head, oldest FROM rooms WHERE room = ?');
  const firstSince = db.prepare(
    'SELECT seq FROM messages WHERE room = ? AND seq >= ? AND at >= ? ORDER BY seq LIMIT 1',
  );
  const empty = db.prepare(
    'UPDATE messages SET body = ?, counts = 0 WHERE room = ? AND seq >= ? AND seq < ?',
  );
  const dropLinks = createLinkDropper(db);
  const writeOldest = db.prepare('UPDATE rooms SET oldest = ? WHERE room = ?');
  const forget = db.prepare(
    `DELETE FROM messages WHERE room = ? AND seq IN (
       SELECT seq FROM messages
       WHERE room = ? AND seq < (SELECT oldest FROM rooms WHERE room = ?) AND at < ? ORDER BY seq LIMIT ?)`,
  );

  function firstKept(room: RoomId, head: number, oldest: number, { count, since }: Keep): number {
    const byCount = count === undefined ? oldest : head - count + 1;
    if (since === undefined) return Math.max(oldest, byCount);
    const young = firstSince.all(room, oldest, since)[0]?.['seq'];
    return Math.max(oldest, byCount, young === undefined ? head + 1 : Number(young));
  }

  return {
    trim: (room, keep, limit) =>
      settle(() =>
        db.transact(() => {
          const ends = readEnds.all(room)[0];
          const [head, oldest] = [Number(ends?.['head'] ?? 0), Number(ends?.['oldest'] ?? 1)];
          const next = Math.min(firstKept(room, head, oldest, keep), oldest + limit);
          if (next === oldest) return oldest;
          empty.run(JSON.stringify(TRIMMED), room, oldest, next);
          dropLinks(room, oldest, next);
          writeOldest.run(next, room);
          return next;
        }),
      ),
    forgetTrimmed: (room, before, limit) => settle(() => forget.run(room, room, room, before, limit)),
  };
}
