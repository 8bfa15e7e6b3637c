/**
 * What is stored about whole people beside their names, in PostgreSQL: since when tickets count, bans, what they wrote, their end.
 */
import type { UserId } from '../../../miniprogram/core/protocol/fields';
import type { PeopleStore } from '../people-port';
import { readMessage } from '../rows/message-rows';
import type { PostgresDatabase } from './database';
import { COLUMNS } from './message-columns';
import { lockNames, lockRoomsOf } from './room-locks';

const ENDED = `
  SELECT "user", tickets_ended_at AS at FROM users WHERE tickets_ended_at > 0 AND tickets_ended_at >= $1::bigint`;
const END = 'UPDATE users SET tickets_ended_at = GREATEST(tickets_ended_at, $1::bigint) WHERE "user" = $2';
const WRITTEN = `
  SELECT ${COLUMNS} FROM messages WHERE "user" = $1 AND client_id > $2 ORDER BY client_id LIMIT $3`;
const DELETIONS = [
  'DELETE FROM users WHERE "user" = $1',
  `DELETE FROM name_looks WHERE kind = 'user' AND bearer = $1`,
  'DELETE FROM members WHERE "user" = $1',
  'DELETE FROM blocks WHERE "user" = $1',
  'DELETE FROM blocks WHERE blocked = $1',
];

/** The port on these tables. */
export function createPeopleTables({ reads, change }: PostgresDatabase): PeopleStore {
  const set = (statement: string, ...values: (string | number)[]): Promise<void> =>
    change(async (sql) => {
      await sql.run(statement, ...values);
    });
  return {
    endTickets: ({ user, at }) => set(END, at, user),
    endedTickets: async (since) =>
      (await reads.all(ENDED, since)).map(({ user, at }) => ({ user: user as UserId, at: Number(at) })),
    setBanned: (user, at) => set('UPDATE users SET banned_at = $1 WHERE "user" = $2', at, user),
    bannedSince: async (user) =>
      Number((await reads.all('SELECT banned_at FROM users WHERE "user" = $1', user))[0]?.['banned_at'] ?? 0),
    messagesBy: async (user, after, limit) =>
      (await reads.all(WRITTEN, user, after ?? '', limit)).map(readMessage),
    deleteUser: (user) =>
      change(async (sql) => {
        await lockNames(sql, 'user');
        await lockRoomsOf(sql, user);
        await Promise.all(DELETIONS.map((statement) => sql.run(statement, user)));
      }),
  };
}
