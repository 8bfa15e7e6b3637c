/**
 * How people get into a room, in SQLite: invitations, who waits, and the end of an empty room.
 */
import type { RoomId, UserId } from '../../../miniprogram/core/protocol/fields';
import type { Role } from '../../../miniprogram/core/protocol/governance';
import type { AdmissionStore, Place } from '../admission-port';
import { nameKey } from '../port';
import { readInvitation, readWaiting } from '../rows/admission-rows';
import type { SqlDatabase } from './driver';
import { ROOM_OF_NAME } from './governance-tables';
import type { GroupCommit } from './group-commit';
import { settle } from './settle';
import { createNameLooks } from './name-looks';

/** Within a transaction of the caller. False for who is a member already. */
function createEntrance(db: SqlDatabase): (place: Place) => boolean {
  const add = db.prepare(
    `INSERT INTO members (room, user, read, role, joined_at, since) VALUES (?, ?, ?, 'member', ?, ?)
     ON CONFLICT DO NOTHING`,
  );
  return ({ room, user, read, at, since }) => add.run(room, user, read, at, since) === 1;
}

type Invitations = Pick<
  AdmissionStore,
  'addInvitation' | 'findInvitation' | 'invitationsOf' | 'admitInvited' | 'endInvitations'
>;

function createInvitationTables(db: SqlDatabase, group: GroupCommit): Invitations {
  const add = db.prepare(
    `INSERT INTO invitations (code, room, by_user, at, expires_at, max_uses, uses) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const find = db.prepare('SELECT * FROM invitations WHERE code = ?');
  const forgetSpent = db.prepare(
    'DELETE FROM invitations WHERE room = ? AND (expires_at <= ? OR uses >= max_uses)',
  );
  const list = db.prepare('SELECT * FROM invitations WHERE room = ? ORDER BY at DESC, code');
  const use = db.prepare(
    'UPDATE invitations SET uses = uses + 1 WHERE code = ? AND room = ? AND expires_at > ? AND uses < max_uses',
  );
  const isMember = db.prepare('SELECT 1 AS found FROM members WHERE room = ? AND user = ?');
  const end = db.prepare('DELETE FROM invitations WHERE room = ? AND code = ?');
  const endAll = db.prepare('DELETE FROM invitations WHERE room = ?');
  const enter = createEntrance(db);

  const admit = (code: string, place: Place): Awaited<ReturnType<AdmissionStore['admitInvited']>> => {
    if (isMember.all(place.room, place.user).length > 0) return 'member';
    if (use.run(code, place.room, place.at) !== 1) return 'spent';
    enter(place);
    return 'admitted';
  };
  return {
    addInvitation: ({ code, room, by, at, expiresAt, maxUses, uses }) =>
      group.later(() => void add.run(code, room, by, at, expiresAt, maxUses, uses)),
    findInvitation: (code) => settle(() => find.all(code).map(readInvitation)[0] ?? null),
    invitationsOf: (room, now) =>
      group.later(() => {
        forgetSpent.run(room, now);
        return list.all(room).map(readInvitation);
      }),
    admitInvited: (code, place) => group.later(() => admit(code, place)),
    endInvitations: (room, code) =>
      group.later(() => void (code === undefined ? endAll.run(room) : end.run(room, code))),
  };
}

type Waiting = Pick<
  AdmissionStore,
  'addWaiting' | 'admitWaiting' | 'dropWaiting' | 'waitingOf' | 'waitingCounts' | 'listStaff'
>;

function createWaitingTables(db: SqlDatabase, group: GroupCommit): Waiting {
  const is = db.prepare('SELECT 1 AS found FROM waiting WHERE room = ? AND user = ?');
  const most = db.prepare(
    `SELECT MAX((SELECT COUNT(*) FROM waiting WHERE room = ?), (SELECT COUNT(*) FROM waiting WHERE user = ?)) AS most`,
  );
  const add = db.prepare('INSERT INTO waiting (room, user, at) VALUES (?, ?, ?)');
  const drop = db.prepare('DELETE FROM waiting WHERE room = ? AND user = ?');
  const list = db.prepare(
    `SELECT waiting.user AS user, users.name AS name, users.avatar AS avatar, waiting.at AS at
     FROM waiting JOIN users ON users.user = waiting.user WHERE waiting.room = ?
     ORDER BY waiting.at, waiting.user LIMIT ?`,
  );
  const counts = db.prepare('SELECT room, COUNT(*) AS count FROM waiting GROUP BY room');
  const staff = db.prepare(`SELECT room, user, role FROM members WHERE role <> 'member'`);
  const enter = createEntrance(db);
  return {
    addWaiting: (room, user, at, limit) =>
      group.later(() => {
        if (is.all(room, user).length > 0) return 'there';
        if (Number(most.all(room, user)[0]?.['most'] ?? 0) >= limit) return 'full';
        add.run(room, user, at);
        return 'added';
      }),
    admitWaiting: (place) =>
      group.later(() => drop.run(place.room, place.user) === 1 && (enter(place), true)),
    dropWaiting: (room, user) => group.later(() => drop.run(room, user) === 1),
    waitingOf: (room, limit) => settle(() => list.all(room, limit).map(readWaiting)),
    waitingCounts: () =>
      settle(() => new Map(counts.all().map((row) => [row['room'] as RoomId, Number(row['count'])]))),
    listStaff: () =>
      settle(() =>
        staff.all().map((row) => ({
          room: row['room'] as RoomId,
          user: row['user'] as UserId,
          role: row['role'] as Role,
        })),
      ),
  };
}

/** What hangs on a room beside its messages; reports stay, for whoever reads them. */
const OF_A_ROOM = [
  ...['invitations', 'waiting', 'sanctions', 'members', 'quotes', 'mentions'],
  ...['reactions', 'reaction_counts', 'loose_ends'],
];

function createInvitationEnd(
  db: SqlDatabase,
  group: GroupCommit,
): Pick<AdmissionStore, 'setEmptied' | 'reopen' | 'dropRoom'> {
  const setEmptied = db.prepare('UPDATE rooms SET emptied_at = ? WHERE room = ?');
  const isTaken = db.prepare(ROOM_OF_NAME);
  const looks = createNameLooks(db, 'room');
  const reopen = db.prepare('UPDATE rooms SET emptied_at = 0, name = ?, name_key = ? WHERE room = ?');
  const hasMembers = db.prepare('SELECT 1 AS found FROM members WHERE room = ? LIMIT 1');
  const dropMessages = db.prepare(
    `DELETE FROM messages WHERE room = ? AND seq IN (
       SELECT seq FROM messages WHERE room = ? ORDER BY seq LIMIT ?)`,
  );
  const dropOthers = OF_A_ROOM.map((table) => db.prepare(`DELETE FROM ${table} WHERE room = ?`));
  const dropRoom = db.prepare('DELETE FROM rooms WHERE room = ?');
  return {
    setEmptied: (rooms, at) => group.later(() => rooms.forEach((room) => void setEmptied.run(at, room))),
    reopen: (room, name) =>
      group.later(() => {
        const key = nameKey(name);
        if (isTaken.all(key).some((holder) => holder['room'] !== room) || looks.isTaken(name, room))
          return false;
        if (reopen.run(name, key, room) !== 1) return false;
        looks.note(room, name);
        return true;
      }),
    dropRoom: (room, limit) =>
      settle(() =>
        db.transact(() => {
          if (hasMembers.all(room).length > 0) return 'occupied';
          if (dropMessages.run(room, room, limit) === limit) return 'more';
          for (const drop of dropOthers) drop.run(room);
          dropRoom.run(room);
          return 'dropped';
        }),
      ),
  };
}

/** The port on these tables; writes join the commit of their turn. */
export function createAdmissionTables(db: SqlDatabase, group: GroupCommit): AdmissionStore {
  return {
    ...createInvitationTables(db, group),
    ...createWaitingTables(db, group),
    ...createInvitationEnd(db, group),
  };
}
