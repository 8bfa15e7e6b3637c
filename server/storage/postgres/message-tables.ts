/**
 * The log of every room in PostgreSQL: appends a batch, reads pages, counts what is unread. A seq is never used twice, because the
 * room's head is stored beside the messages and moves in the same transaction.
 */
import type { RoomId, UserId } from '../../../miniprogram/core/protocol/fields';
import { EVERYBODY } from '../events';
import { MAX_UNREAD, type MessageStore } from '../port';
import { createAppender } from './appender';
import type { PostgresDatabase } from './database';
import { maskQuotes, PAGE_COLUMNS, readPage } from './message-columns';
import type { Persistence } from './persistence';
import type { SqlParameter } from './sql';
import { createTidying } from './tidying';
import { createTrimming } from './trimming';

const OLDEST = '(SELECT oldest FROM rooms WHERE rooms.room = $1)';
const AFTER = `SELECT ${PAGE_COLUMNS} FROM messages
  WHERE room = $1 AND seq > GREATEST($2::bigint, ${OLDEST} - 1) ORDER BY messages.seq LIMIT $3`;
const BEFORE = `SELECT ${PAGE_COLUMNS} FROM messages
  WHERE room = $1 AND seq < $2::bigint AND seq >= ${OLDEST} ORDER BY messages.seq DESC LIMIT $3`;
const KNOWN = 'SELECT 1 AS found FROM messages WHERE "user" = $1 AND client_id = $2';

/** Own messages are no news, but have to be looked at: of more than this the newest count. */
const MAX_LOOKED_AT = 1_000;

const isHeard = (author: string, user: string): string =>
  `NOT EXISTS (SELECT 1 FROM blocks WHERE blocks."user" = ${user} AND blocks.blocked = ${author})`;

/** Room, user, after, up to. */
const UNREAD = `
  SELECT (
    SELECT COUNT(*) FROM (
      SELECT 1 FROM (
        SELECT "user" FROM messages WHERE room = $1 AND counts = 1 AND seq > $3::bigint AND seq <= $4::bigint
        ORDER BY seq DESC LIMIT ${MAX_LOOKED_AT}) AS newest
      WHERE "user" <> $2 AND ${isHeard('newest."user"', '$2')} LIMIT ${MAX_UNREAD}) AS unread) AS count, (
    SELECT MIN(first.seq) FROM (VALUES ($2::text), ('${EVERYBODY}')) AS called (who)
    JOIN LATERAL (
      SELECT calls.seq AS seq FROM (
        SELECT mentions.seq AS seq, messages."user" AS author
        FROM mentions JOIN messages ON messages.room = mentions.room AND messages.seq = mentions.seq
        WHERE mentions.room = $1 AND mentions."user" = called.who AND mentions.seq > $3::bigint
          AND mentions.seq <= $4::bigint
        ORDER BY mentions.seq LIMIT ${MAX_LOOKED_AT}) AS calls
      WHERE calls.author <> $2 AND ${isHeard('calls.author', '$2')} ORDER BY calls.seq LIMIT 1) AS first ON true) AS mentioned`;

/** Room, user, from, before. */
const NEWEST = `
  SELECT ${PAGE_COLUMNS} FROM messages WHERE messages.room = $1 AND messages.seq = (
    SELECT seq FROM (
      SELECT seq, "user" FROM messages WHERE room = $1 AND counts = 1 AND seq >= $3::bigint AND seq < $4::bigint
      ORDER BY seq DESC LIMIT ${MAX_LOOKED_AT}) AS newest
    WHERE ${isHeard('newest."user"', '$2')} ORDER BY seq DESC LIMIT 1)`;

/** Room, user, first, last. */
const REACTED = `
  SELECT seq, emoji, "user" FROM reactions
  WHERE room = $1 AND seq >= $3::bigint AND seq <= $4::bigint AND "user" = $2
  UNION ALL
  SELECT reactions.seq, reactions.emoji, reactions."user"
  FROM blocks JOIN reactions ON reactions."user" = blocks.blocked
  WHERE blocks."user" = $2 AND room = $1 AND seq >= $3::bigint AND seq <= $4::bigint`;

function createPages({ reads }: PostgresDatabase): Pick<MessageStore, 'messagesAfter' | 'messagesBefore'> {
  const page = async (sql: string, ...asked: SqlParameter[]) =>
    maskQuotes(reads, readPage(await reads.all(sql, ...asked)));
  return {
    messagesAfter: (room, after, limit) => page(AFTER, room, after, limit),
    messagesBefore: async (room, before, limit) => [...(await page(BEFORE, room, before, limit))].reverse(),
  };
}

function createUnreadCount({ reads }: PostgresDatabase): Pick<MessageStore, 'unreadOf' | 'newestFor'> {
  return {
    async unreadOf(room, user, after, upTo) {
      const row = (await reads.all(UNREAD, room, user, after, upTo))[0];
      return { count: Number(row?.['count'] ?? 0), mentioned: Number(row?.['mentioned'] ?? 0) };
    },
    async newestFor(room, user, from, before) {
      const found = readPage(await reads.all(NEWEST, room, user, from, before));
      return (await maskQuotes(reads, found))[0] ?? null;
    },
  };
}

async function reactedOf({ reads }: PostgresDatabase, room: RoomId, user: UserId, ...span: [number, number]) {
  return (await reads.all(REACTED, room, user, ...span)).map((row) => ({
    seq: Number(row['seq']),
    emoji: String(row['emoji']),
    user: row['user'] as UserId,
  }));
}

/** The port on these tables. */
export function createMessageTables(database: PostgresDatabase, persistence: Persistence): MessageStore {
  const { reads } = database;
  return {
    append: createAppender(database, persistence),
    ...createPages(database),
    ...createUnreadCount(database),
    reactedOf: (room, user, first, last) => reactedOf(database, room, user, first, last),
    seqAt: async (room, at) =>
      Number((await reads.all('SELECT first_seq_at($1, $2) AS seq', room, at))[0]?.['seq'] ?? 0),
    hasMessage: async (user, clientId) => (await reads.all(KNOWN, user, clientId)).length > 0,
    ...createTrimming(database),
    ...createTidying(database),
  };
}
