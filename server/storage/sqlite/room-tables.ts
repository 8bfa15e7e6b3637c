/**
 * Rooms, who is a member of them, and how far each member has read.
 */
import type { RoomId, UserId } from '../../../miniprogram/core/protocol/fields';
import { isUnreadable } from '../unreadable';
import { nameKey, type RoomStore, type StoredRoom } from '../port';
import { readRoom } from '../rows/room-rows';
import type { Row } from '../rows/row';
import type { SqlDatabase } from './driver';
import { createMask } from './event-tables';
import type { GroupCommit } from './group-commit';
import { createMembershipTables } from './membership-tables';
import { MESSAGE_COLUMNS, readMessage } from '../rows/message-rows';
import { settle } from './settle';
import { createNameLooks } from './name-looks';

const LIST_ROOMS = `
  SELECT rooms.room AS room, rooms.name AS name, rooms.epoch AS epoch, rooms.head AS head,
    rooms.oldest AS oldest,
    rooms.announcement AS announcement, rooms.access AS access, rooms.slow_ms AS slow_ms, rooms.closed AS closed,
    rooms.code AS code, rooms.entry AS entry, rooms.past AS past, rooms.emptied_at AS emptied_at,
    rooms.last AS last, (SELECT COUNT(*) FROM members WHERE members.room = rooms.room) AS members
  FROM rooms
  ORDER BY rooms.at, rooms.room`;

/** Each by itself: one page that cannot be read is one room's trouble. */
function createNewestReader(db: SqlDatabase): (row: Row) => Pick<StoredRoom, 'last' | 'isUnreadable'> {
  const mask = createMask(db);
  const newest = db.prepare(
    `SELECT ${MESSAGE_COLUMNS} FROM messages
     WHERE room = ? AND seq = ? AND seq >= (SELECT oldest FROM rooms WHERE room = messages.room)`,
  );
  return (row) => {
    try {
      const [found] = newest.all(String(row['room']), Number(row['last'])).map(readMessage);
      return { last: found ? mask(found) : null };
    } catch (thrown) {
      if (isUnreadable(thrown)) return { last: null, isUnreadable: true };
      throw thrown;
    }
  };
}

function createReadTables(db: SqlDatabase, group: GroupCommit): Pick<RoomStore, 'listReads' | 'saveReads'> {
  const reads = db.prepare('SELECT room, user, read, came_seq FROM members WHERE room = ?');
  const setRead = db.prepare('UPDATE members SET read = ? WHERE room = ? AND user = ? AND read < ?');

  return {
    listReads: (room) =>
      settle(() =>
        reads.all(room).map((row) => ({
          room: row['room'] as RoomId,
          user: row['user'] as UserId,
          seq: Number(row['read']),
          from: Number(row['came_seq']),
        })),
      ),
    saveReads: (marks) =>
      group.later(() => {
        for (const { room, user, seq } of marks) setRead.run(seq, room, user, seq);
      }),
  };
}

/** The port on these tables; writes join the commit of their turn. */
export function createRoomTables(db: SqlDatabase, group: GroupCommit): RoomStore {
  const list = db.prepare(LIST_ROOMS);
  const readNewest = createNewestReader(db);
  const insert = db.prepare(
    `INSERT INTO rooms (room, name, name_key, epoch, head, at, access, code)
     VALUES (?, ?, ?, ?, 0, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const looks = createNameLooks(db, 'room');
  const hasId = db.prepare('SELECT 1 AS found FROM rooms WHERE room = ?');
  const setEpoch = db.prepare('UPDATE rooms SET epoch = ? WHERE room = ?');
  const addMember = db.prepare(
    `INSERT INTO members (room, user, read, role, joined_at, since) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  );
  const removeMember = db.prepare('DELETE FROM members WHERE room = ? AND user = ?');

  return {
    listRooms: () => settle(() => list.all().map((row) => ({ ...readRoom(row), ...readNewest(row) }))),
    createRoom: ({ room, name, epoch, at, access = 'public' }) =>
      group.later(() => {
        if (hasId.all(room).length > 0) return 'id_taken';
        if (looks.isTaken(name)) return 'name_taken';
        if (insert.run(room, name, nameKey(name), epoch, at, access, room) !== 1) return 'name_taken';
        looks.note(room, name);
        return 'created';
      }),
    addMember: (room, user, read, { role = 'member', at = 0, since = 1 } = {}) =>
      group.later(() => addMember.run(room, user, read, role, at, since) === 1),
    removeMember: (room, user) => group.later(() => removeMember.run(room, user) === 1),
    ...createMembershipTables(db),
    ...createReadTables(db, group),
    renewEpochs: (make) =>
      settle(() =>
        db.transact(() => {
          for (const row of list.all()) setEpoch.run(make(), String(row['room']));
        }),
      ),
  };
}
