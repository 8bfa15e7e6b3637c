/**
 * How people get into a room, in PostgreSQL: invitations, who waits, and the end of an empty room.
 */
import type { RoomId, UserId } from '../../../miniprogram/core/protocol/fields';
import type { Role } from '../../../miniprogram/core/protocol/governance';
import type { AdmissionStore, Place } from '../admission-port';
import { nameKey } from '../port';
import { readInvitation, readWaiting } from '../rows/admission-rows';
import type { PostgresDatabase } from './database';
import { ROOM_OF_NAME } from './governance-tables';
import { enter } from './member-statements';
import { isLookTaken, noteLook } from './name-looks';
import { lockNames, lockRooms } from './room-locks';
import type { Sql } from './sql';

const ADD = `
  INSERT INTO invitations (code, room, by_user, at, expires_at, max_uses, uses) VALUES ($1, $2, $3, $4, $5, $6, $7)`;
const FORGET_SPENT = `
  DELETE FROM invitations WHERE room = $1 AND (expires_at <= $2::bigint OR uses >= max_uses)`;
const USE = `
  UPDATE invitations SET uses = uses + 1
  WHERE code = $1 AND room = $2 AND expires_at > $3::bigint AND uses < max_uses`;
const IS_MEMBER = 'SELECT 1 AS found FROM members WHERE room = $1 AND "user" = $2';

const seat = (sql: Sql, { room, user, read, at, since }: Place): Promise<boolean> =>
  enter(sql, room, user, read, { at, since });

async function admitInvited(sql: Sql, code: string, place: Place): Promise<'admitted' | 'spent' | 'member'> {
  await lockRooms(sql, place.room);
  if ((await sql.all(IS_MEMBER, place.room, place.user)).length > 0) return 'member';
  if ((await sql.run(USE, code, place.room, place.at)) !== 1) return 'spent';
  await seat(sql, place);
  return 'admitted';
}

type Invitations = Pick<
  AdmissionStore,
  'addInvitation' | 'findInvitation' | 'invitationsOf' | 'admitInvited' | 'endInvitations'
>;

function createInvitationTables({ reads, change }: PostgresDatabase): Invitations {
  return {
    addInvitation: ({ code, room, by, at, expiresAt, maxUses, uses }) =>
      change(async (sql) => {
        await sql.run(ADD, code, room, by, at, expiresAt, maxUses, uses);
      }),
    findInvitation: async (code) =>
      (await reads.all('SELECT * FROM invitations WHERE code = $1', code)).map(readInvitation)[0] ?? null,
    invitationsOf: (room, now) =>
      change(async (sql) => {
        await sql.run(FORGET_SPENT, room, now);
        const rows = await sql.all('SELECT * FROM invitations WHERE room = $1 ORDER BY at DESC, code', room);
        return rows.map(readInvitation);
      }),
    admitInvited: (code, place) => change((sql) => admitInvited(sql, code, place)),
    endInvitations: (room, code) =>
      change(async (sql) => {
        if (code === undefined) await sql.run('DELETE FROM invitations WHERE room = $1', room);
        else await sql.run('DELETE FROM invitations WHERE room = $1 AND code = $2', room, code);
      }),
  };
}

const MOST = `
  SELECT GREATEST((SELECT COUNT(*) FROM waiting WHERE room = $1), (SELECT COUNT(*) FROM waiting WHERE "user" = $2)) AS most`;
const WAITING = `
  SELECT waiting."user" AS "user", users.name AS name, users.avatar AS avatar, waiting.at AS at
  FROM waiting JOIN users ON users."user" = waiting."user" WHERE waiting.room = $1
  ORDER BY waiting.at, waiting."user" LIMIT $2`;
const DROP = 'DELETE FROM waiting WHERE room = $1 AND "user" = $2';

async function addWaiting(sql: Sql, room: RoomId, user: UserId, at: number, limit: number) {
  await lockRooms(sql, room);
  const here = await sql.all('SELECT 1 AS found FROM waiting WHERE room = $1 AND "user" = $2', room, user);
  if (here.length > 0) return 'there';
  if (Number((await sql.all(MOST, room, user))[0]?.['most'] ?? 0) >= limit) return 'full';
  await sql.run('INSERT INTO waiting (room, "user", at) VALUES ($1, $2, $3)', room, user, at);
  return 'added';
}

type Waiting = Pick<
  AdmissionStore,
  'addWaiting' | 'admitWaiting' | 'dropWaiting' | 'waitingOf' | 'waitingCounts' | 'listStaff'
>;

function createWaitingTables({ reads, change }: PostgresDatabase): Waiting {
  return {
    addWaiting: (room, user, at, limit) => change((sql) => addWaiting(sql, room, user, at, limit)),
    admitWaiting: (place) =>
      change(async (sql) => {
        await lockRooms(sql, place.room);
        if ((await sql.run(DROP, place.room, place.user)) !== 1) return false;
        await seat(sql, place);
        return true;
      }),
    dropWaiting: (room, user) => change(async (sql) => (await sql.run(DROP, room, user)) === 1),
    waitingOf: async (room, limit) => (await reads.all(WAITING, room, limit)).map(readWaiting),
    waitingCounts: async () => {
      const rows = await reads.all('SELECT room, COUNT(*) AS count FROM waiting GROUP BY room');
      return new Map(rows.map((row) => [row['room'] as RoomId, Number(row['count'])]));
    },
    listStaff: async () =>
      (await reads.all(`SELECT room, "user", role FROM members WHERE role <> 'member'`)).map((row) => ({
        room: row['room'] as RoomId,
        user: row['user'] as UserId,
        role: row['role'] as Role,
      })),
  };
}

/** What hangs on a room beside its messages; reports stay, for whoever reads them. */
const OF_A_ROOM = [
  ...['invitations', 'waiting', 'sanctions', 'members', 'quotes', 'mentions'],
  ...['reactions', 'reaction_counts', 'loose_ends', 'rooms'],
];
const DROP_MESSAGES = `
  DELETE FROM messages WHERE room = $1 AND seq IN (SELECT seq FROM messages WHERE room = $1 ORDER BY seq LIMIT $2)`;

async function dropRoom(sql: Sql, room: RoomId, limit: number): Promise<'dropped' | 'more' | 'occupied'> {
  await lockRooms(sql, room);
  const members = await sql.all('SELECT 1 AS found FROM members WHERE room = $1 LIMIT 1', room);
  if (members.length > 0) return 'occupied';
  if ((await sql.run(DROP_MESSAGES, room, limit)) === limit) return 'more';
  await Promise.all(OF_A_ROOM.map((table) => sql.run(`DELETE FROM ${table} WHERE room = $1`, room)));
  await sql.run(`DELETE FROM name_looks WHERE kind = 'room' AND bearer = $1`, room);
  return 'dropped';
}

async function reopen(sql: Sql, room: RoomId, name: string): Promise<boolean> {
  const key = nameKey(name);
  await lockNames(sql, 'room');
  await lockRooms(sql, room);
  if ((await sql.all(ROOM_OF_NAME, key)).some((holder) => holder['room'] !== room)) return false;
  if (await isLookTaken(sql, 'room', name, room)) return false;
  const changed = await sql.run(
    'UPDATE rooms SET emptied_at = 0, name = $1, name_key = $2 WHERE room = $3',
    ...[name, key, room],
  );
  if (changed !== 1) return false;
  await noteLook(sql, 'room', room, name);
  return true;
}

/** The port on these tables. */
export function createAdmissionTables(database: PostgresDatabase): AdmissionStore {
  const { change } = database;
  return {
    ...createInvitationTables(database),
    ...createWaitingTables(database),
    setEmptied: (rooms, at) =>
      change(async (sql) => {
        await lockRooms(sql, ...rooms);
        await sql.run('UPDATE rooms SET emptied_at = $1 WHERE room = ANY ($2::text[])', at, rooms);
      }),
    reopen: (room, name) => change((sql) => reopen(sql, room, name)),
    dropRoom: (room, limit) => change((sql) => dropRoom(sql, room, limit)),
  };
}
