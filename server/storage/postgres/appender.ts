/**
 * Writes a batch of messages to the log of their rooms. Most batches are one trip to the database; those with messages about other
 * messages or with files lock the rooms, read what they need, and write. A batch whose connection was lost is asked for again until
 * there is an answer, and nothing overtakes it: its client ids tell what of it is there already.
 */
import { isContentBody, isMediaBody, movesRooms } from '../../../miniprogram/core/protocol/kinds/facts';
import { conclude, hasEffect, prepare } from '../events';
import { checkFiles } from '../named-files';
import type { Appended, NewMessage, StoredMessage } from '../port';
import type { PostgresDatabase } from './database';
import { fileKey, pathsIn } from './known-files';
import type { LaneConnection } from './lane';
import { loadWorkingSet } from './load-working-set';
import { bodyColumns } from './message-columns';
import type { Persistence } from './persistence';
import { lockRooms } from './room-locks';
import type { RoomId } from '../../../miniprogram/core/protocol/fields';
import type { Row } from '../rows/row';
import type { Sql } from './sql';
import { keyOf, type WorkingSet } from './working-set';

const APPEND = `SELECT nth, outcome, new_seq, new_at, found_room FROM append_messages(
  $1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::smallint[], $7::boolean[], $8::text[])`;

function readOutcome(row: Row): Appended {
  const [seq, at] = [Number(row['new_seq']), Number(row['new_at'])];
  switch (row['outcome']) {
    case 'committed':
      return { kind: 'committed', seq, at };
    case 'duplicate':
      return { kind: 'duplicate', seq, at };
    case 'conflict':
      return { kind: 'conflict', room: row['found_room'] as RoomId };
    default:
      return { kind: 'no_room' };
  }
}

/** Messages that have to do with nothing else, each client id once. */
async function appendPlain(sql: Sql, batch: readonly NewMessage[]): Promise<readonly Appended[]> {
  const rows = await sql.all(
    APPEND,
    batch.map(({ room }) => room),
    batch.map(({ user }) => user),
    batch.map(({ clientId }) => clientId),
    batch.map(({ at }) => at),
    batch.map(({ body }) => JSON.stringify(body)),
    batch.map(({ body }) => Number(isContentBody(body))),
    batch.map(({ body }) => movesRooms(body)),
    batch.map(({ body }) => body.kind),
  );
  return rows.map(readOutcome);
}

interface LogEnd {
  readonly head: number;
  readonly last: number;
}

async function lockEnds(sql: Sql, batch: readonly NewMessage[]): Promise<Map<RoomId, LogEnd>> {
  const rooms = [...new Set(batch.map(({ room }) => room))];
  const [, rows] = await Promise.all([
    lockRooms(sql, ...rooms),
    // Looked at in a statement of its own: one that waits for a lock sees what was there before.
    sql.all('SELECT room, head, last FROM rooms WHERE room = ANY ($1::text[])', rooms),
  ]);
  return new Map(
    rows.map((row) => [row['room'] as RoomId, { head: Number(row['head']), last: Number(row['last']) }]),
  );
}

/** From now on the file is somebody's, and those see it who see the message. */
function noteNamed(set: WorkingSet, { room, seq, body }: StoredMessage): void {
  if (!isMediaBody(body)) return;
  for (const [key, file] of set.files) {
    const [user = '', path = ''] = key.split(' ');
    if (!pathsIn(body).includes(path)) continue;
    const since = set.since.get(`${room}/${user}`) ?? Infinity;
    set.files.set(key, { ...file, isTaken: true, isSeen: file.isSeen || since <= seq });
  }
}

function insert(sql: Sql, { room, seq, user, clientId, at, body }: StoredMessage): Promise<number> {
  const { text, counts, kind, url, thumbUrl } = bodyColumns(body);
  return sql.run(
    `INSERT INTO messages (room, seq, "user", client_id, at, body, counts, kind, url, thumb_url)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    ...[room, seq, user, clientId, at, text, counts, kind, url, thumbUrl],
  );
}

const NO_FILE = { isOwn: false, isTaken: false, isSeen: false, facts: null };

function appendOne(set: WorkingSet, message: NewMessage, seq: number): Appended {
  const { room, user, clientId, at } = message;
  const earlier = set.find({ user, clientId });
  if (earlier?.room === room) return { kind: 'duplicate', seq: earlier.seq, at: earlier.at };
  if (earlier) return { kind: 'conflict', room: earlier.room };
  const checked = checkFiles(message, (who, path) => set.files.get(fileKey({ user: who, path })) ?? NO_FILE);
  if (!checked.ok) return { kind: 'unmet', why: checked.why };
  const prepared = prepare({ ...message, body: checked.body }, set);
  if (!prepared.ok) return { kind: 'unmet', why: prepared.why };
  const { body, target } = prepared;
  const stored: StoredMessage = { room, seq, user, clientId, at, body };
  set.add(stored);
  set.changes.push((sql) => insert(sql, stored));
  conclude(stored, target, set);
  noteNamed(set, stored);
  return { kind: 'committed', seq, at, ...(hasEffect(body) || body !== message.body ? { body } : {}) };
}

async function appendLinked(sql: Sql, batch: readonly NewMessage[]): Promise<readonly Appended[]> {
  const ends = await lockEnds(sql, batch);
  const set = await loadWorkingSet(sql, batch);
  const results = batch.map((message): Appended => {
    const end = ends.get(message.room);
    if (!end) return { kind: 'no_room' };
    const appended = appendOne(set, message, end.head + 1);
    if (appended.kind !== 'committed') return appended;
    const last = movesRooms(appended.body ?? message.body) ? appended.seq : end.last;
    ends.set(message.room, { head: appended.seq, last });
    return appended;
  });
  await Promise.all([
    ...set.changes.map((change) => change(sql)),
    ...[...ends].map(([room, { head, last }]) =>
      sql.run('UPDATE rooms SET head = $1, last = $2 WHERE room = $3', head, last, room),
    ),
  ]);
  return results;
}

/** A client id that is there twice is judged by what becomes of the first. */
const isPlain = (batch: readonly NewMessage[]): boolean =>
  batch.every(({ body }) => !hasEffect(body) && !isMediaBody(body)) &&
  new Set(batch.map(keyOf)).size === batch.length;

function appendOnce(connection: LaneConnection, batch: readonly NewMessage[]): Promise<readonly Appended[]> {
  return isPlain(batch)
    ? connection.use((sql) => appendPlain(sql, batch))
    : connection.transact((sql) => appendLinked(sql, batch));
}

/** Tells `persistence` of every head, so that it knows what it has told before. */
export function createAppender(
  database: PostgresDatabase,
  persistence: Persistence,
): (batch: readonly NewMessage[]) => Promise<readonly Appended[]> {
  return async (batch) => {
    if (batch.length === 0) return [];
    return database.append((connection) =>
      persistence.insist(connection, batch, () => appendOnce(connection, batch)),
    );
  };
}
