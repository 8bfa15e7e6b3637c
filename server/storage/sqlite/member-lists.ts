/**
 * Members of a room in an order that an index keeps, so that a page costs the same in a room of five and of five thousand.
 */
import type { RoomId, UserId } from '../../../miniprogram/core/protocol/fields';
import type { GovernanceStore, MemberPlace } from '../governance-port';
import type { Row } from '../rows/row';
import type { SqlDatabase } from './driver';
import { readMember } from '../rows/member-rows';
import { settle } from './settle';

type MemberLists = Pick<
  GovernanceStore,
  'membersByName' | 'placesOf' | 'describeMembers' | 'successorOf' | 'unownedRooms'
>;

const FIRST = { nameKey: '', user: '' };

const MEMBERS_BY_NAME = `SELECT user, name_key FROM members INDEXED BY members_by_name
  WHERE room = ? AND (name_key, user) > (?, ?) ORDER BY name_key, user LIMIT ?`;

/** Whoever has no account, or may not use this server, runs nothing. */
const IS_ABLE = 'EXISTS (SELECT 1 FROM users WHERE users.user = members.user AND users.banned_at = 0)';

const OLDEST_OF_ROLE = `SELECT user FROM members INDEXED BY members_by_role
  WHERE room = ? AND role = ? AND ${IS_ABLE} ORDER BY joined_at, user LIMIT 1`;

const UNOWNED = `SELECT room FROM rooms
  WHERE EXISTS (SELECT 1 FROM members WHERE members.room = rooms.room) AND NOT EXISTS (
    SELECT 1 FROM members INDEXED BY members_by_role
    WHERE members.room = rooms.room AND role = 'owner' AND ${IS_ABLE})`;

const readPlace = (row: Row): MemberPlace => ({
  user: row['user'] as UserId,
  nameKey: String(row['name_key']),
});

/** Reads only. */
export function createMemberLists(db: SqlDatabase): MemberLists {
  const byName = db.prepare(MEMBERS_BY_NAME);
  const place = db.prepare('SELECT user, name_key FROM members WHERE room = ? AND user = ?');
  const oldest = db.prepare(OLDEST_OF_ROLE);
  const unowned = db.prepare(UNOWNED);
  const describe = db.prepare(
    `SELECT members.user AS user, users.name AS name, users.avatar AS avatar, members.role AS role,
       members.joined_at AS joined_at, sanctions.muted_until AS muted_until
     FROM members JOIN users ON users.user = members.user
     LEFT JOIN sanctions ON sanctions.room = members.room AND sanctions.user = members.user
     WHERE members.room = ? AND members.user = ?`,
  );
  return {
    membersByName: (room, after, limit) =>
      settle(() => {
        const { nameKey, user } = after ?? FIRST;
        const rows = byName.all(room, nameKey, user, limit);
        return rows.map(readPlace);
      }),
    placesOf: (room, users) => settle(() => users.flatMap((user) => place.all(room, user).map(readPlace))),
    describeMembers: (room, users) =>
      settle(() => users.flatMap((user) => describe.all(room, user).map(readMember))),
    successorOf: (room) =>
      settle(() => {
        const [successor] = ['admin', 'member'].flatMap((role) => oldest.all(room, role));
        return successor ? (successor['user'] as UserId) : null;
      }),
    unownedRooms: () => settle(() => unowned.all().map((row) => row['room'] as RoomId)),
  };
}
