/**
 * How what messages do to others is written. Reactions are counted, and their first names noted, where they are given or taken off.
 */
import { MAX_REACTION_NAMES } from '../../../miniprogram/core/protocol/limits';
import type { MessageBody } from '../../../miniprogram/core/protocol/fields';
import type { Place } from '../events';
import { bodyColumns } from './message-columns';
import type { Sql } from './sql';

const AT = 'room = $1 AND seq = $2 AND emoji = $3';

/** Room, seq, emoji, user, seq of the reaction. */
export const GIVE =
  'INSERT INTO reactions (room, seq, emoji, "user", at_seq) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING';

/** The same. */
export const COUNT_ONE_MORE = `
  INSERT INTO reaction_counts (room, seq, emoji, count, first, names)
    VALUES ($1, $2, $3, 1, $5, jsonb_build_array($4::text)::text)
  ON CONFLICT (room, seq, emoji) DO UPDATE SET count = reaction_counts.count + 1,
    names = CASE WHEN reaction_counts.count < ${MAX_REACTION_NAMES}
      THEN (reaction_counts.names::jsonb || excluded.names::jsonb)::text ELSE reaction_counts.names END`;

/** Room, seq, emoji, user. */
export const TAKE_OFF = `DELETE FROM reactions WHERE ${AT} AND "user" = $4`;

/** Room, seq, emoji; when the reaction is gone. */
export const COUNT_ONE_LESS = [
  `UPDATE reaction_counts SET count = count - 1,
     first = COALESCE((SELECT at_seq FROM reactions WHERE ${AT} ORDER BY at_seq LIMIT 1), first),
     names = (SELECT COALESCE(jsonb_agg("user" ORDER BY at_seq), '[]')::text FROM
       (SELECT "user", at_seq FROM reactions WHERE ${AT} ORDER BY at_seq LIMIT ${MAX_REACTION_NAMES}) AS first_ones)
   WHERE ${AT}`,
  `DELETE FROM reaction_counts WHERE ${AT} AND count <= 0`,
] as const;

/** Room, seq, how many. */
export const DROP_REACTIONS = `
  DELETE FROM reactions WHERE (room, seq, emoji, "user") IN
    (SELECT room, seq, emoji, "user" FROM reactions WHERE room = $1 AND seq = $2 LIMIT $3)`;

/** Room, seq. */
export const NOTE_LOOSE = `
  INSERT INTO loose_ends (room, seq, words) VALUES ($1, $2, 1) ON CONFLICT (room, seq) DO UPDATE SET words = 1`;

/** Another body for a message that is there. */
export function writeBody(sql: Sql, { room, seq }: Place, body: MessageBody): Promise<number> {
  const { text, counts, kind, url, thumbUrl } = bodyColumns(body);
  return sql.run(
    `UPDATE messages SET body = $1, counts = $2, kind = $3, url = $4, thumb_url = $5 WHERE room = $6 AND seq = $7`,
    ...[text, counts, kind, url, thumbUrl, room, seq],
  );
}
