/**
 * Takes old messages out of the log, a bounded number in one transaction. Who sent what under which client id outlives that: the
 * row stays without its body until it may be forgotten.
 */
import type { RoomId } from '../../../miniprogram/core/protocol/fields';
import { TRIMMED } from '../events';
import type { Keep, MessageStore } from '../port';
import type { PostgresDatabase } from './database';
import { lockRooms } from './room-locks';
import type { Sql } from './sql';

const ENDS = 'SELECT head, oldest FROM rooms WHERE room = $1';
const FIRST_SINCE =
  'SELECT seq FROM messages WHERE room = $1 AND seq >= $2::bigint AND at >= $3::bigint ORDER BY seq LIMIT 1';

/** Room, first, end; `DROP_LINKS` leave what is told to nobody and may be much. */
const SPAN = 'room = $1 AND seq >= $2::bigint AND seq < $3::bigint';
const DROP_LINKS = [
  `INSERT INTO loose_ends (room, seq, words)
     SELECT DISTINCT room, seq, 0 FROM reaction_counts WHERE ${SPAN} ON CONFLICT DO NOTHING`,
  `INSERT INTO loose_ends (room, seq, words)
     SELECT DISTINCT room, of_seq, 0 FROM quotes
     WHERE room = $1 AND of_seq >= $2::bigint AND of_seq < $3::bigint ON CONFLICT DO NOTHING`,
  `DELETE FROM reaction_counts WHERE ${SPAN}`,
  `DELETE FROM mentions WHERE ${SPAN}`,
];
const EMPTY = `UPDATE messages SET body = $4, kind = $5, counts = 0, url = NULL, thumb_url = NULL WHERE ${SPAN}`;

const FORGET = `
  DELETE FROM messages WHERE room = $1 AND seq IN (
    SELECT seq FROM messages
    WHERE room = $1 AND seq < (SELECT oldest FROM rooms WHERE room = $1) AND at < $2::bigint ORDER BY seq LIMIT $3)`;

async function firstKept(
  sql: Sql,
  room: RoomId,
  { head, oldest }: { readonly head: number; readonly oldest: number },
  { count, since }: Keep,
): Promise<number> {
  const byCount = count === undefined ? oldest : head - count + 1;
  if (since === undefined) return Math.max(oldest, byCount);
  const young = (await sql.all(FIRST_SINCE, room, oldest, since))[0]?.['seq'];
  return Math.max(oldest, byCount, young === undefined ? head + 1 : Number(young));
}

async function trim(sql: Sql, room: RoomId, keep: Keep, limit: number): Promise<number> {
  await lockRooms(sql, room);
  const row = (await sql.all(ENDS, room))[0];
  const [head, oldest] = [Number(row?.['head'] ?? 0), Number(row?.['oldest'] ?? 1)];
  const next = Math.min(await firstKept(sql, room, { head, oldest }, keep), oldest + limit);
  if (next === oldest) return oldest;
  await Promise.all([
    sql.run(EMPTY, room, oldest, next, JSON.stringify(TRIMMED), TRIMMED.kind),
    ...DROP_LINKS.map((statement) => sql.run(statement, room, oldest, next)),
    sql.run('UPDATE rooms SET oldest = $1 WHERE room = $2', next, room),
  ]);
  return next;
}

/** Room row first, as everybody else. */
export function createTrimming(database: PostgresDatabase): Pick<MessageStore, 'trim' | 'forgetTrimmed'> {
  return {
    trim: (room, keep, limit) => database.change((sql) => trim(sql, room, keep, limit)),
    forgetTrimmed: (room, before, limit) =>
      database.change(async (sql) => {
        await lockRooms(sql, room);
        return sql.run(FORGET, room, before, limit);
      }),
  };
}
