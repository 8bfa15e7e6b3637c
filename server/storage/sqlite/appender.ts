/**
 * Writes a batch of messages to the log of their rooms, each with what it does to others. Runs inside one transaction.
 */
import type { MessageBody, RoomId } from '../../../miniprogram/core/protocol/fields';
import { movesRooms, isContentBody } from '../../../miniprogram/core/protocol/kinds/facts';
import { conclude, hasEffect, prepare, type EventTables } from '../events';
import type { Appended, NewMessage } from '../port';
import { checkFiles } from '../named-files';
import type { SqlDatabase } from './driver';
import { createFileGuard } from './media-tables';

/** Where a room's log ends. */
interface LogEnd {
  readonly head: number;
  /** The newest message that moves the room. */
  readonly last: number;
}

/** Call it inside a transaction: it throws, and what it wrote must be taken back, when anything fails. */
export type AppendAll = (batch: readonly NewMessage[]) => readonly Appended[];

/** Prepares its statements once. */
export function createAppender(db: SqlDatabase, tables: EventTables): AppendAll {
  const insert = db.prepare(
    `INSERT INTO messages (room, seq, user, client_id, at, body, counts) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (user, client_id) DO NOTHING`,
  );
  const lookAtFile = createFileGuard(db);
  const readHead = db.prepare('SELECT head, last FROM rooms WHERE room = ?');
  const writeHead = db.prepare('UPDATE rooms SET head = ?, last = ? WHERE room = ?');

  function findEarlier({ room, user, clientId }: NewMessage): Appended | null {
    const earlier = tables.find({ user, clientId });
    if (!earlier) return null;
    if (earlier.room !== room) return { kind: 'conflict', room: earlier.room };
    return { kind: 'duplicate', seq: earlier.seq, at: earlier.at };
  }

  function write(message: NewMessage, body: MessageBody, seq: number): boolean {
    const { room, user, clientId, at } = message;
    const counts = Number(isContentBody(body));
    return insert.run(room, seq, user, clientId, at, JSON.stringify(body), counts) === 1;
  }

  /** A message that changes others, or is completed by them. */
  function appendLinked(message: NewMessage, seq: number): Appended {
    const earlier = findEarlier(message);
    if (earlier) return earlier;
    const prepared = prepare(message, tables);
    if (!prepared.ok) return { kind: 'unmet', why: prepared.why };
    const { room, user, clientId, at } = message;
    const { body, target } = prepared;
    write(message, body, seq);
    conclude({ room, seq, user, clientId, at, body }, target, tables);
    return { kind: 'committed', seq, at, body };
  }

  function appendPlain(message: NewMessage, seq: number): Appended {
    const checked = checkFiles(message, lookAtFile);
    // A repetition is a repetition, whatever became of its file.
    if (!checked.ok) return findEarlier(message) ?? { kind: 'unmet', why: checked.why };
    const { body } = checked;
    if (!write(message, body, seq)) return findEarlier(message) ?? { kind: 'no_room' };
    return { kind: 'committed', seq, at: message.at, ...(body === message.body ? {} : { body }) };
  }

  function appendOne(message: NewMessage, ends: Map<RoomId, LogEnd>): Appended {
    const { room, body } = message;
    const row = ends.has(room) ? undefined : readHead.all(room)[0];
    const end = ends.get(room) ?? (row && { head: Number(row['head']), last: Number(row['last']) });
    if (!end) return { kind: 'no_room' };
    const seq = end.head + 1;
    const appended = hasEffect(body) ? appendLinked(message, seq) : appendPlain(message, seq);
    if (appended.kind === 'committed') ends.set(room, { head: seq, last: movesRooms(body) ? seq : end.last });
    return appended;
  }

  return (batch) => {
    const ends = new Map<RoomId, LogEnd>();
    const results = batch.map((message) => appendOne(message, ends));
    for (const [room, { head, last }] of ends) writeHead.run(head, last, room);
    return results;
  };
}
