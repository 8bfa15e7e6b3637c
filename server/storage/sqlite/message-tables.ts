/**
 * The log of every room: appends a batch in one transaction, reads pages, trims. A seq is never used twice, because the
 * room's head is stored beside the messages and moves in the same transaction. Who sent what under which client id
 * outlives a trim: the row stays without its body until it may be forgotten.
 */
import type { ClientMessageId, MessageBody, RoomId, UserId } from '../../../miniprogram/core/protocol/fields';
import type { Appended, Keep, MessageStore, NewMessage, StoredMessage } from '../port';
import type { Row, SqlDatabase } from './driver';

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
  const insert = db.prepare(
    `INSERT INTO messages (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (user, client_id) DO NOTHING`,
  );
  const find = db.prepare('SELECT room, seq, at FROM messages WHERE user = ? AND client_id = ?');
  const readHead = db.prepare('SELECT head FROM rooms WHERE room = ?');
  const writeHead = db.prepare('UPDATE rooms SET head = ? WHERE room = ?');
  const after = db.prepare(
    `SELECT ${COLUMNS} FROM messages
     WHERE room = ? AND seq > max(?, (SELECT oldest FROM rooms WHERE room = ?) - 1)
     ORDER BY seq ASC LIMIT ?`,
  );
  const before = db.prepare(
    `SELECT ${COLUMNS} FROM messages
     WHERE room = ? AND seq < ? AND seq >= (SELECT oldest FROM rooms WHERE room = ?)
     ORDER BY seq DESC LIMIT ?`,
  );

  function appendOne(message: NewMessage, heads: Map<RoomId, number>): Appended {
    const { room, user, clientId, at } = message;
    const head = heads.get(room) ?? readHead.all(room)[0]?.['head'];
    if (head === undefined) return { kind: 'no_room' };
    const seq = Number(head) + 1;
    if (insert.run(room, seq, user, clientId, at, JSON.stringify(message.body)) === 1) {
      heads.set(room, seq);
      return { kind: 'committed', seq, at };
    }
    const earlier = find.all(user, clientId)[0];
    if (earlier?.['room'] !== room) return { kind: 'conflict', room: earlier?.['room'] as RoomId };
    return { kind: 'duplicate', seq: Number(earlier['seq']), at: Number(earlier['at']) };
  }

  return {
    append: (batch) =>
      settle(() =>
        db.transact(() => {
          const heads = new Map<RoomId, number>();
          const results = batch.map((message) => appendOne(message, heads));
          for (const [room, head] of heads) writeHead.run(head, room);
          return results;
        }),
      ),
    messagesAfter: (room, seq, limit) => settle(() => after.all(room, seq, room, limit).map(readMessage)),
    messagesBefore: (room, seq, limit) =>
      settle(() => before.all(room, seq, room, limit).map(readMessage).reverse()),
    hasMessage: (user, clientId) => settle(() => find.all(user, clientId).length > 0),
    ...createTrimming(db),
  };
}

function createTrimming(db: SqlDatabase): Pick<MessageStore, 'trim' | 'forgetTrimmed'> {
  const readEnds = db.prepare('SELECT head, oldest FROM rooms WHERE room = ?');
  const firstSince = db.prepare(
    'SELECT seq FROM messages WHERE room = ? AND seq >= ? AND at >= ? ORDER BY seq LIMIT 1',
  );
  const empty = db.prepare("UPDATE messages SET body = '' WHERE room = ? AND seq >= ? AND seq < ?");
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
          empty.run(room, oldest, next);
          writeOldest.run(next, room);
          return next;
        }),
      ),
    forgetTrimmed: (room, before, limit) => settle(() => forget.run(room, room, room, before, limit)),
  };
}
