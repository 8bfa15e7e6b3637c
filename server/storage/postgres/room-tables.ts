/**
 * Rooms, who is a member of them, and how far each member has read, in PostgreSQL.
 */
import type { Epoch, RoomId, UserId } from '../../../miniprogram/core/protocol/fields';
import { nameKey, type NewRoom, type RoomStore, type StoredRoom } from '../port';
import { FLAG_COLUMNS } from '../rows/member-rows';
import { readMembership, readRoom } from '../rows/room-rows';
import type { PostgresDatabase } from './database';
import { enter } from './member-statements';
import { COLUMNS, maskQuotes, readPage } from './message-columns';
import { isLookTaken, noteLook } from './name-looks';
import type { KnownHeads } from './persistence';
import { lockNames, lockRooms } from './room-locks';
import type { Sql } from './sql';

const LIST = `
  SELECT rooms.*, (SELECT COUNT(*) FROM members WHERE members.room = rooms.room) AS members
  FROM rooms ORDER BY rooms.at, rooms.room`;

const NEWEST = `
  SELECT ${COLUMNS}, NULL AS reactions FROM rooms JOIN messages ON messages.room = rooms.room AND messages.seq = rooms.last
  WHERE rooms.last >= rooms.oldest`;

const INSERT = `
  INSERT INTO rooms (room, name, name_key, epoch, at, access, code) VALUES ($1, $2, $3, $4, $5, $6, $1)
  ON CONFLICT DO NOTHING`;

const MEMBERSHIPS = `
  SELECT members.room AS room, read, role, since, joined_at, sanctions.muted_until AS muted_until, ${FLAG_COLUMNS}
  FROM members LEFT JOIN sanctions ON sanctions.room = members.room AND sanctions."user" = members."user"
  WHERE members."user" = $1 ORDER BY members.room`;

const READS = 'SELECT room, "user", read, came_seq FROM members WHERE room = $1';

/** The rows are locked in their order before any of them is changed. */
const SAVE_READS = `
  WITH asked AS (
    SELECT room, person, MAX(seq) AS seq FROM unnest($1::text[], $2::text[], $3::bigint[]) AS each (room, person, seq)
    GROUP BY room, person
  ), locked AS (
    SELECT members.room, members."user", asked.seq FROM members
    JOIN asked ON asked.room = members.room AND asked.person = members."user"
    WHERE members.read < asked.seq ORDER BY members.room, members."user" FOR NO KEY UPDATE OF members
  )
  UPDATE members SET read = locked.seq FROM locked
  WHERE members.room = locked.room AND members."user" = locked."user" AND members.read < locked.seq`;

const RENEW = `
  UPDATE rooms SET epoch = renewed.epoch FROM unnest($1::text[], $2::text[]) AS renewed (room, epoch)
  WHERE rooms.room = renewed.room`;

async function listRooms({ reads }: PostgresDatabase, heads: KnownHeads): Promise<readonly StoredRoom[]> {
  const rows = await reads.all(LIST);
  const newest = await maskQuotes(reads, readPage(await reads.all(NEWEST)));
  const byRoom = new Map(newest.map((message) => [message.room, message]));
  return rows.map(readRoom).map((room) => {
    heads.set(room.room, Math.max(room.head, heads.get(room.room) ?? 0));
    return { ...room, last: byRoom.get(room.room) ?? null };
  });
}

async function createRoom(
  sql: Sql,
  { room, name, epoch, at, access = 'public' }: NewRoom,
): Promise<'created' | 'name_taken' | 'id_taken'> {
  const key = nameKey(name);
  await lockNames(sql, 'room');
  if ((await sql.all('SELECT 1 AS found FROM rooms WHERE room = $1', room)).length > 0) return 'id_taken';
  if (await isLookTaken(sql, 'room', name)) return 'name_taken';
  if ((await sql.run(INSERT, room, name, key, epoch, at, access)) !== 1) return 'name_taken';
  await noteLook(sql, 'room', room, name);
  return 'created';
}

async function renewEpochs(sql: Sql, make: () => Epoch): Promise<void> {
  // In the order of their making, as they are listed.
  await sql.run('SELECT 1 FROM rooms ORDER BY room FOR NO KEY UPDATE');
  const rooms = (await sql.all('SELECT room FROM rooms ORDER BY at, room')).map(({ room }) => String(room));
  await sql.run(
    RENEW,
    rooms,
    rooms.map(() => make()),
  );
}

function createReadTables(database: PostgresDatabase): Pick<RoomStore, 'listReads' | 'saveReads'> {
  return {
    listReads: async (room) =>
      (await database.reads.all(READS, room)).map((row) => ({
        room: row['room'] as RoomId,
        user: row['user'] as UserId,
        seq: Number(row['read']),
        from: Number(row['came_seq']),
      })),
    saveReads: (marks) =>
      database.change(async (sql) => {
        await sql.run(
          SAVE_READS,
          marks.map(({ room }) => room),
          marks.map(({ user }) => user),
          marks.map(({ seq }) => seq),
        );
      }),
  };
}

/** The port on these tables; `heads` learns where each room's log ends. */
export function createRoomTables(database: PostgresDatabase, heads: KnownHeads): RoomStore {
  return {
    listRooms: () => listRooms(database, heads),
    async createRoom(room) {
      const made = await database.change((sql) => createRoom(sql, room));
      if (made === 'created') heads.set(room.room, 0);
      return made;
    },
    addMember: (room, user, read, entrance) =>
      database.change(async (sql) => {
        await lockRooms(sql, room);
        return enter(sql, room, user, read, entrance);
      }),
    removeMember: (room, user) =>
      database.change(async (sql) => {
        await lockRooms(sql, room);
        return (await sql.run('DELETE FROM members WHERE room = $1 AND "user" = $2', room, user)) === 1;
      }),
    membershipsOf: async (user) => (await database.reads.all(MEMBERSHIPS, user)).map(readMembership),
    ...createReadTables(database),
    renewEpochs: (make) => database.change((sql) => renewEpochs(sql, make)),
  };
}
