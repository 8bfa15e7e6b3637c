/**
 * How rooms are run, in PostgreSQL: what is set for them, roles, flags, sanctions, reports, blocks, and what is said there.
 */
import type { RoomId, UserId } from '../../../miniprogram/core/protocol/fields';
import { NO_SANCTIONS, type GovernanceStore, type RoomChange } from '../governance-port';
import { nameKey } from '../port';
import { FLAG_COLUMNS, readFlags } from '../rows/member-rows';
import { readReport } from '../rows/user-rows';
import type { PostgresDatabase } from './database';
import { createMemberLists } from './member-lists';
import { isLookTaken, noteLook } from './name-looks';
import { lockNames, lockRooms } from './room-locks';
import type { Sql } from './sql';
import { createTextSearch } from './text-search';

/** The room that a name leads to: of those that are closed, or that everybody has left, the names are free. */
export const ROOM_OF_NAME = 'SELECT room FROM rooms WHERE name_key = $1 AND closed = 0 AND emptied_at = 0';

const toColumn = (on: boolean | undefined): number | null => (on === undefined ? null : Number(on));

const SET_FLAGS = `
  UPDATE members SET pinned = COALESCE($1, pinned), muted = COALESCE($2, muted),
    marked_unread = COALESCE($3, marked_unread) WHERE room = $4 AND "user" = $5 RETURNING ${FLAG_COLUMNS}`;
const SET_ROLES = `
  UPDATE members SET role = given.role FROM unnest($2::text[], $3::text[]) AS given (person, role)
  WHERE members.room = $1 AND members."user" = given.person`;

function createMemberTables({ change }: PostgresDatabase): Pick<GovernanceStore, 'setRoles' | 'setFlags'> {
  return {
    setRoles: (room, roles) =>
      change(async (sql) => {
        // The last one named of a person holds.
        const last = [...new Map(roles)];
        await lockRooms(sql, room);
        await sql.run(
          SET_ROLES,
          room,
          last.map(([user]) => user),
          last.map(([, role]) => role),
        );
      }),
    setFlags: (room, user, { pinned, muted, markedUnread }) =>
      change(async (sql) => {
        await lockRooms(sql, room);
        const flags = [toColumn(pinned), toColumn(muted), toColumn(markedUnread)];
        const row = (await sql.all(SET_FLAGS, ...flags, room, user))[0];
        return row ? readFlags(row) : null;
      }),
  };
}

const CHANGE = `
  UPDATE rooms SET name = COALESCE($1, name), name_key = COALESCE($2, name_key),
    announcement = COALESCE($3, announcement), access = COALESCE($4, access), slow_ms = COALESCE($5, slow_ms),
    closed = COALESCE($6, closed), code = COALESCE($7, code), entry = COALESCE($8, entry), past = COALESCE($9, past)
  WHERE room = $10`;

async function isNameTaken(sql: Sql, room: RoomId, { name, closed }: RoomChange): Promise<boolean> {
  const row = (
    await sql.all('SELECT name, name_key, closed, emptied_at FROM rooms WHERE room = $1', room)
  )[0];
  if (row?.['emptied_at'] !== 0 || (closed ?? row['closed'] === 1)) return false;
  const key = name === undefined ? String(row['name_key']) : nameKey(name);
  if ((await sql.all(ROOM_OF_NAME, key)).some((holder) => holder['room'] !== room)) return true;
  const isNew = (name !== undefined && row['name'] !== name) || row['closed'] === 1;
  return isNew && isLookTaken(sql, 'room', name ?? String(row['name']), room);
}

async function changeRoom(sql: Sql, room: RoomId, wanted: RoomChange): Promise<'changed' | 'name_taken'> {
  const { name, announcement, access, slowMs, closed, code, entry, past } = wanted;
  const key = name === undefined ? null : nameKey(name);
  if (name !== undefined || closed !== undefined) await lockNames(sql, 'room');
  await lockRooms(sql, room);
  if (await isNameTaken(sql, room, wanted)) return 'name_taken';
  await sql.run(
    CHANGE,
    ...[name ?? null, key, announcement ?? null, access ?? null, slowMs ?? null, toColumn(closed)],
    ...[code ?? null, entry ?? null, past ?? null, room],
  );
  if (name !== undefined) await noteLook(sql, 'room', room, name);
  return 'changed';
}

const SANCTIONS = 'SELECT muted_until, kept_out_until FROM sanctions WHERE room = $1 AND "user" = $2';
const SET_SANCTIONS = `
  INSERT INTO sanctions (room, "user", muted_until, kept_out_until) VALUES ($1, $2, $3, $4)
  ON CONFLICT (room, "user") DO UPDATE SET muted_until = excluded.muted_until, kept_out_until = excluded.kept_out_until`;

async function readSanctions(sql: Sql, room: RoomId, user: UserId) {
  const row = (await sql.all(SANCTIONS, room, user))[0];
  if (!row) return NO_SANCTIONS;
  return { mutedUntil: Number(row['muted_until']), keptOutUntil: Number(row['kept_out_until']) };
}

type Rules = Pick<GovernanceStore, 'changeRoom' | 'sanctionsOf' | 'setSanctions'>;

function createRuleTables({ reads, change }: PostgresDatabase): Rules {
  return {
    changeRoom: (room, wanted) => change((sql) => changeRoom(sql, room, wanted)),
    sanctionsOf: (room, user) => readSanctions(reads, room, user),
    setSanctions: (room, user, wanted) =>
      change(async (sql) => {
        await lockRooms(sql, room);
        const { mutedUntil, keptOutUntil } = { ...(await readSanctions(sql, room, user)), ...wanted };
        await sql.run(SET_SANCTIONS, room, user, mutedUntil, keptOutUntil);
      }),
  };
}

const ADD_REPORT = `
  INSERT INTO reports (at, reporter, room, "user", seq, reason) VALUES ($1, $2, $3, $4, $5, $6)`;
const BLOCK = 'INSERT INTO blocks ("user", blocked) VALUES ($1, $2) ON CONFLICT DO NOTHING';
const UNBLOCK = 'DELETE FROM blocks WHERE "user" = $1 AND blocked = $2';

type Complaints = Pick<GovernanceStore, 'addReport' | 'listReports' | 'blocksOf' | 'setBlocked'>;

function createComplaintTables({ reads, change }: PostgresDatabase): Complaints {
  return {
    addReport: ({ at, reporter, room, user, seq, reason }) =>
      change(async (sql) => {
        await sql.run(ADD_REPORT, at, reporter, room, user, seq, reason);
      }),
    listReports: async () => (await reads.all('SELECT * FROM reports ORDER BY id')).map(readReport),
    blocksOf: async (user) =>
      (await reads.all('SELECT blocked FROM blocks WHERE "user" = $1 ORDER BY blocked', user)).map(
        (row) => row['blocked'] as UserId,
      ),
    setBlocked: (user, blocked, on) =>
      change(async (sql) => {
        await sql.run(on ? BLOCK : UNBLOCK, user, blocked);
      }),
  };
}

/** The port on these tables. */
export function createGovernanceTables(database: PostgresDatabase): GovernanceStore {
  return {
    ...createMemberTables(database),
    ...createMemberLists(database),
    ...createRuleTables(database),
    ...createComplaintTables(database),
    ...createTextSearch(database),
  };
}
