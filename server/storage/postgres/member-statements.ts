/**
 * How somebody becomes a member. Their place in the order of names, and the first seq that is said after them, are kept in the row.
 */
import type { RoomId, UserId } from '../../../miniprogram/core/protocol/fields';
import type { Entrance } from '../port';
import type { Sql } from './sql';

const ENTER = `
  INSERT INTO members (room, "user", read, role, joined_at, since, came_seq, name_key)
    SELECT $1, $2, $3::bigint, $4, $5, $6, $3::bigint + 1,
      COALESCE((SELECT users.name_key FROM users WHERE users."user" = $2), '')
  ON CONFLICT DO NOTHING`;

/** With the room's row locked. False for who is a member already. */
export async function enter(
  sql: Sql,
  room: RoomId,
  user: UserId,
  read: number,
  { role = 'member', at = 0, since = 1 }: Entrance = {},
): Promise<boolean> {
  return (await sql.run(ENTER, room, user, read, role, at, since)) === 1;
}
