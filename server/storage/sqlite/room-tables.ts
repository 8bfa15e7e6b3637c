/**
 * Rooms, who is a member of them, and how far each member has read.
 */
import type { Epoch, RoomId, UserId } from '../../../miniprogram/core/protocol/fields';
import { nameKey, type RoomStore, type StoredRoom } from '../port';
import type { Row, SqlDatabase } from './driver';
import { readMessage, settle } from './message-tables';

/** A room with its newest message beside it; `message_*` is null in a room without messages. */
const LIST_ROOMS = `
  SELECT rooms.room AS room, rooms.name AS name, rooms.epoch AS epoch, rooms.head AS head,
    rooms.oldest AS oldest,
    (SELECT COUNT(*) FROM members WHERE members.room = rooms.room) AS members,
    messages.seq AS seq, messages.user AS user, messages.client_id AS client_id,
    messages.at AS at, messages.body AS body
  FROM rooms LEFT JOIN messages
    ON messages.room = rooms.room AND messages.seq = rooms.last AND messages.seq >= rooms.oldest
  ORDER BY rooms.at, rooms.room`;

function readRoom(row: Row): StoredRoom {
  return {
    room: row['room'] as RoomId,
    name: String(row['name']),
    epoch: row['epoch'] as Epoch,
    head: Number(row['head']),
    oldest: Number(row['oldest']),
    members: Number(row['members']),
    last: row['seq'] === null ? null : readMessage(row),
  };
}

export function createRoomTables(db: SqlDatabase): RoomStore {
  const list = db.prepare(LIST_ROOMS);
  const insert = db.prepare(
    'INSERT INTO rooms (room, name, name_key, epoch, head, at) VALUES (?, ?, ?, ?, 0, ?) ON CONFLICT DO NOTHING',
  );
  const hasId = db.prepare('SELECT 1 AS found FROM rooms WHERE room = ?');
  const setEpoch = db.prepare('UPDATE rooms SET epoch = ? WHERE room = ?');
  const addMember = db.prepare(
    'INSERT INTO members (room, user, read) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const removeMember = db.prepare('DELETE FROM members WHERE room = ? AND user = ?');
  const members = db.prepare('SELECT user FROM members WHERE room = ?');
  const memberships = db.prepare('SELECT room, read FROM members WHERE user = ? ORDER BY room');
  const reads = db.prepare('SELECT room, user, read FROM members');
  const setRead = db.prepare('UPDATE members SET read = ? WHERE room = ? AND user = ? AND read < ?');

  return {
    listRooms: () => settle(() => list.all().map(readRoom)),
    createRoom: ({ room, name, epoch, at }) =>
      settle(() => {
        if (insert.run(room, name, nameKey(name), epoch, at) === 1) return 'created';
        return hasId.all(room).length > 0 ? 'id_taken' : 'name_taken';
      }),
    addMember: (room, user, read) => settle(() => addMember.run(room, user, read) === 1),
    removeMember: (room, user) => settle(() => removeMember.run(room, user) === 1),
    membersOf: (room) => settle(() => members.all(room).map((row) => row['user'] as UserId)),
    membershipsOf: (user) =>
      settle(() =>
        memberships.all(user).map((row) => ({ room: row['room'] as RoomId, read: Number(row['read']) })),
      ),
    listReads: () =>
      settle(() =>
        reads.all().map((row) => ({
          room: row['room'] as RoomId,
          user: row['user'] as UserId,
          seq: Number(row['read']),
        })),
      ),
    saveReads: (marks) =>
      settle(() =>
        db.transact(() => {
          for (const { room, user, seq } of marks) setRead.run(seq, room, user, seq);
        }),
      ),
    renewEpochs: (make) =>
      settle(() =>
        db.transact(() => {
          for (const row of list.all()) setEpoch.run(make(), String(row['room']));
        }),
      ),
  };
}
