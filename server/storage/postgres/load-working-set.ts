/**
 * Reads what a batch has to know of the database, in two trips however long it is. Call it when its rooms are locked.
 */
import type { RoomId, UserId } from '../../../miniprogram/core/protocol/fields';
import type { Role } from '../../../miniprogram/core/protocol/governance';
import {
  isEventBody,
  isMediaBody,
  mentionsIn,
  quoteIn,
} from '../../../miniprogram/core/protocol/kinds/facts';
import { isReaction } from '../../../miniprogram/core/protocol/kinds/reaction';
import { isRecall } from '../../../miniprogram/core/protocol/kinds/recall';
import { RECALL_STEP, type Place, type Ref } from '../events';
import type { NewMessage, StoredMessage } from '../port';
import { readMessage } from '../rows/message-rows';
import { loadFiles, pathsIn, type AskedFile } from './known-files';
import { COLUMNS } from './message-columns';
import type { Sql } from './sql';
import { keyOf, placeOf, WorkingSet } from './working-set';

const FIND = `
  SELECT ${COLUMNS} FROM unnest($1::text[], $2::text[]) AS asked (person, client_id)
  JOIN LATERAL (
    SELECT * FROM messages WHERE messages."user" = asked.person AND messages.client_id = asked.client_id LIMIT 1
  ) AS messages ON true`;

const COUNTS = `
  SELECT counted.room AS room, counted.seq AS seq, counted.emoji AS emoji, counted.count AS count
  FROM unnest($1::text[], $2::bigint[]) AS asked (room, seq)
  JOIN LATERAL (
    SELECT * FROM reaction_counts AS one WHERE one.room = asked.room AND one.seq = asked.seq LIMIT 1000
  ) AS counted ON true`;

const GIVEN = `
  SELECT asked.room AS room, asked.seq AS seq, asked.emoji AS emoji, asked.person AS "user"
  FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[]) AS asked (room, seq, emoji, person)
  WHERE EXISTS (SELECT 1 FROM reactions WHERE reactions.room = asked.room AND reactions.seq = asked.seq
    AND reactions.emoji = asked.emoji AND reactions."user" = asked.person)`;

const ROWS = `
  SELECT asked.room AS room, asked.seq AS seq, (
    SELECT COUNT(*) FROM (
      SELECT 1 FROM reactions WHERE reactions.room = asked.room AND reactions.seq = asked.seq LIMIT $3) AS counted) AS count
  FROM unnest($1::text[], $2::bigint[]) AS asked (room, seq)`;

const QUOTES = `
  SELECT asked.seq AS of_seq, ${COLUMNS} FROM unnest($1::text[], $2::bigint[]) AS asked (room, seq)
  JOIN LATERAL (
    SELECT quotes.seq AS seq FROM quotes WHERE quotes.room = asked.room AND quotes.of_seq = asked.seq LIMIT $3
  ) AS quoting ON true
  JOIN messages ON messages.room = asked.room AND messages.seq = quoting.seq`;

const MEMBERS = `
  SELECT members.room AS room, members."user" AS "user", members.role AS role, members.since AS since
  FROM unnest($1::text[], $2::text[]) AS asked (room, person)
  JOIN members ON members.room = asked.room AND members."user" = asked.person`;

const place = (row: { readonly [column: string]: unknown }): Place => ({
  room: row['room'] as RoomId,
  seq: Number(row['seq']),
});

const column = <T, K extends keyof T>(rows: readonly T[], name: K): T[K][] => rows.map((row) => row[name]);

async function loadMessages(sql: Sql, set: WorkingSet, refs: readonly Ref[]): Promise<void> {
  const rows = await sql.all(FIND, column(refs, 'user'), column(refs, 'clientId'));
  for (const row of rows) set.add(readMessage(row));
}

async function loadMembers(
  sql: Sql,
  set: WorkingSet,
  asked: readonly { readonly room: RoomId; readonly user: UserId }[],
): Promise<void> {
  if (asked.length === 0) return;
  for (const row of await sql.all(MEMBERS, column(asked, 'room'), column(asked, 'user'))) {
    const key = `${String(row['room'])}/${String(row['user'])}`;
    set.roles.set(key, row['role'] as Role);
    set.since.set(key, Number(row['since']));
  }
}

/** Everything that hangs on these, as far as `limit`. */
export async function loadTargets(
  sql: Sql,
  set: WorkingSet,
  places: readonly Place[],
  limit: number,
): Promise<void> {
  if (places.length === 0) return;
  const asked = [column(places, 'room'), column(places, 'seq')] as const;
  const [counts, rows, quotes] = await Promise.all([
    sql.all(COUNTS, ...asked),
    sql.all(ROWS, ...asked, limit),
    sql.all(QUOTES, ...asked, limit),
  ]);
  for (const each of places) set.know(each);
  for (const row of counts) set.know(place(row)).counts.set(String(row['emoji']), Number(row['count']));
  for (const row of rows) set.know(place(row)).rows = Number(row['count']);
  for (const row of quotes) {
    const message = readMessage(row);
    set.add(message);
    const of = placeOf({ room: message.room, seq: Number(row['of_seq']) });
    set.quotes.set(of, [...(set.quotes.get(of) ?? []), message]);
  }
}

interface Reacting extends Place {
  readonly emoji: string;
  readonly user: UserId;
}

async function loadGiven(sql: Sql, set: WorkingSet, asked: readonly Reacting[]): Promise<void> {
  if (asked.length === 0) return;
  const rows = await sql.all(
    GIVEN,
    ...[column(asked, 'room'), column(asked, 'seq'), column(asked, 'emoji'), column(asked, 'user')],
  );
  for (const row of rows) set.know(place(row)).given.add(`${String(row['emoji'])}/${String(row['user'])}`);
}

/** Whom a message is about, as far as it names any. */
function refsOf({ user, clientId, body }: NewMessage): readonly Ref[] {
  const quote = quoteIn(body);
  return [{ user, clientId }, ...(isEventBody(body) ? [body.of] : []), ...(quote ? [quote] : [])];
}

function filesOf(batch: readonly NewMessage[]): readonly AskedFile[] {
  return batch.flatMap(({ user, body }) =>
    isMediaBody(body) ? pathsIn(body).map((path) => ({ user, path })) : [],
  );
}

/** Who sees the files that this batch names in its rooms, and who is called or spoken of. */
function membersOf(batch: readonly NewMessage[], targets: readonly StoredMessage[]) {
  const senders = batch.filter(({ body }) => isMediaBody(body)).map(({ user }) => user);
  const rooms = [...new Set(batch.filter(({ body }) => isMediaBody(body)).map(({ room }) => room))];
  const seers = rooms.flatMap((room) => [...new Set(senders)].map((user) => ({ room, user })));
  const called = batch.flatMap(({ room, body }) =>
    (mentionsIn(body)?.users ?? []).map((user) => ({ room, user })),
  );
  return [...seers, ...called, ...targets.map(({ room, user }) => ({ room, user }))];
}

/** Nothing of it is written yet. */
export async function loadWorkingSet(sql: Sql, batch: readonly NewMessage[]): Promise<WorkingSet> {
  const set = new WorkingSet();
  const refs = new Map(batch.flatMap(refsOf).map((ref) => [keyOf(ref), ref]));
  await loadMessages(sql, set, [...refs.values()]);
  const about = batch.flatMap((message) => {
    const target = isEventBody(message.body) ? set.find(message.body.of) : null;
    return target ? [{ message, target }] : [];
  });
  const places = new Map(about.map(({ target: { room, seq } }) => [placeOf({ room, seq }), { room, seq }]));
  const reacting = about.flatMap(({ message: { user, body }, target: { room, seq } }) =>
    isReaction(body) ? [{ room, seq, emoji: body.emoji, user }] : [],
  );
  const recalled = about.filter(({ message: { body } }) => isRecall(body)).map(({ target }) => target);
  await Promise.all([
    loadTargets(sql, set, [...places.values()], RECALL_STEP),
    loadGiven(sql, set, reacting),
    loadMembers(sql, set, membersOf(batch, recalled)),
    loadFiles(sql, set.files, filesOf(batch)),
  ]);
  return set;
}
