/**
 * Members of a room, in PostgreSQL: in an order that an index keeps, so that a page costs the same in a room of five and of five
 * thousand, and by what holds for them.
 */
import type { RoomId, UserId } from '../../../miniprogram/core/protocol/fields';
import type { GovernanceStore, Hearing, MemberPlace } from '../governance-port';
import { readMember, readRoleAndMute } from '../rows/member-rows';
import type { Row } from '../rows/row';
import type { PostgresDatabase } from './database';

const BY_NAME = `
  SELECT "user", name_key FROM members WHERE room = $1 AND (name_key, "user") > ($2, $3)
  ORDER BY name_key, "user" LIMIT $4`;
const PLACES = 'SELECT "user", name_key FROM members WHERE room = $1 AND "user" = ANY ($2::text[])';

const SANCTIONS =
  'LEFT JOIN sanctions ON sanctions.room = members.room AND sanctions."user" = members."user"';
const DESCRIBE = `
  SELECT members."user" AS "user", users.name AS name, users.avatar AS avatar, members.role AS role,
    members.joined_at AS joined_at, sanctions.muted_until AS muted_until
  FROM members JOIN users ON users."user" = members."user" ${SANCTIONS} WHERE members.room = $1`;
const MEMBERSHIP = `
  SELECT members.role AS role, sanctions.muted_until AS muted_until
  FROM members ${SANCTIONS} WHERE members.room = $1 AND members."user" = $2`;

/** Whoever has no account, or may not use this server, runs nothing. */
const IS_ABLE = 'EXISTS (SELECT 1 FROM users WHERE users."user" = members."user" AND users.banned_at = 0)';
const OLDEST_OF_ROLE = `
  SELECT "user" FROM members WHERE room = $1 AND role = $2 AND ${IS_ABLE} ORDER BY joined_at, "user" LIMIT 1`;
const UNOWNED = `
  SELECT room FROM rooms
  WHERE EXISTS (SELECT 1 FROM members WHERE members.room = rooms.room) AND NOT EXISTS (
    SELECT 1 FROM members WHERE members.room = rooms.room AND role = 'owner' AND ${IS_ABLE})`;

const HEARING = `
  SELECT members."user" AS "user", muted, EXISTS (
    SELECT 1 FROM blocks WHERE blocks."user" = members."user" AND blocked = $2)::int AS blocked
  FROM members WHERE room = $1 AND "user" = ANY ($3::text[])`;

const readPlace = (row: Row): MemberPlace => ({
  user: row['user'] as UserId,
  nameKey: String(row['name_key']),
});

const readHearing = ({ muted, blocked }: Row): Hearing =>
  muted === 1 ? 'muted' : blocked === 1 ? 'blocked' : 'listens';

const FIRST = { nameKey: '', user: '' };

type MemberLists = Pick<
  GovernanceStore,
  | 'membersByName'
  | 'placesOf'
  | 'describeMembers'
  | 'successorOf'
  | 'unownedRooms'
  | 'membersOf'
  | 'hearingOf'
  | 'membershipOf'
>;

function createPlaces({ reads }: PostgresDatabase): Pick<MemberLists, 'membersByName' | 'placesOf'> {
  return {
    membersByName: async (room, after, limit) => {
      const { nameKey, user } = after ?? FIRST;
      return (await reads.all(BY_NAME, room, nameKey, user, limit)).map(readPlace);
    },
    placesOf: async (room, users) => (await reads.all(PLACES, room, users)).map(readPlace),
  };
}

/** Reads only. */
export function createMemberLists(database: PostgresDatabase): MemberLists {
  const { reads } = database;
  const oldest = async (room: RoomId, role: string): Promise<UserId | null> =>
    ((await reads.all(OLDEST_OF_ROLE, room, role))[0]?.['user'] as UserId | undefined) ?? null;
  return {
    ...createPlaces(database),
    describeMembers: async (room, users) => {
      const rows = await reads.all(`${DESCRIBE} AND members."user" = ANY ($2::text[])`, room, users);
      const found = new Map(rows.map(readMember).map((member) => [member.user, member]));
      return users.flatMap((user) => found.get(user) ?? []);
    },
    successorOf: async (room) => (await oldest(room, 'admin')) ?? (await oldest(room, 'member')),
    unownedRooms: async () => (await reads.all(UNOWNED)).map((row) => row['room'] as RoomId),
    membersOf: async (room) => (await reads.all(DESCRIBE, room)).map(readMember),
    hearingOf: async (room, speaker, users) => {
      const rows = await reads.all(HEARING, room, speaker, users);
      const found = new Map(rows.map((row) => [row['user'] as UserId, readHearing(row)]));
      return users.flatMap((user) => {
        const hearing = found.get(user);
        return hearing ? [[user, hearing] as const] : [];
      });
    },
    membershipOf: async (room, user) => {
      const row = (await reads.all(MEMBERSHIP, room, user))[0];
      return row ? readRoleAndMute(row) : null;
    },
  };
}
