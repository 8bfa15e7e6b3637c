/**
 * Takes away what recalled and trimmed messages left behind, a little at a time: it may be the words in tens of thousands of
 * quotes, and nobody should wait for that.
 */
import type { RoomId } from '../../../miniprogram/core/protocol/fields';
import { untie } from '../events';
import type { MessageStore } from '../port';
import type { PostgresDatabase } from './database';
import { loadTargets } from './load-working-set';
import { lockRooms } from './room-locks';
import type { Sql } from './sql';
import { WorkingSet } from './working-set';

const NEXT = 'SELECT room, seq, words FROM loose_ends LIMIT 1';
const DONE = 'DELETE FROM loose_ends WHERE room = $1 AND seq = $2';

/** How much of one message was taken away; null when there is none. */
async function tidyOne(sql: Sql, limit: number): Promise<number | null> {
  const row = (await sql.all(NEXT))[0];
  if (!row) return null;
  const place = { room: row['room'] as RoomId, seq: Number(row['seq']) };
  await lockRooms(sql, place.room);
  const set = new WorkingSet();
  await loadTargets(sql, set, [place], limit);
  const taken = untie(place, set, limit, row['words'] === 1);
  await Promise.all(set.changes.map((change) => change(sql)));
  if (taken < limit) await sql.run(DONE, place.room, place.seq);
  return taken;
}

/** One transaction for each message: two would lock the rows of two rooms in any order. */
export function createTidying(database: PostgresDatabase): Pick<MessageStore, 'tidy'> {
  return {
    async tidy(limit) {
      for (let left = limit; left > 0;) {
        const taken = await database.change((sql) => tidyOne(sql, left));
        if (taken === null) return true;
        // A message without anything left is a step, too.
        left -= Math.max(1, taken);
      }
      return false;
    },
  };
}
