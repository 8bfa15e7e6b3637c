/**
 * Where in a room's log a time is: halves the log until the place is found, so that no message needs an entry in another
 * index for the sake of a rare question.
 */
import type { MessageStore } from '../port';
import type { SqlDatabase } from './driver';
import { settle } from './settle';

/** Reads only, about 20 rows for a million messages. */
export function createTimeSearch(db: SqlDatabase): Pick<MessageStore, 'seqAt'> {
  const readEnds = db.prepare('SELECT head, oldest FROM rooms WHERE room = ?');
  const readNext = db.prepare(
    'SELECT seq, at FROM messages WHERE room = ? AND seq >= ? ORDER BY seq LIMIT 1',
  );
  return {
    seqAt: (room, at) =>
      settle(() => {
        const ends = readEnds.all(room)[0];
        const head = Number(ends?.['head'] ?? 0);
        let [low, high] = [Number(ends?.['oldest'] ?? 1), head + 1];
        while (low < high) {
          const middle = Math.floor((low + high) / 2);
          const row = readNext.all(room, middle)[0];
          if (!row || Number(row['at']) >= at) high = middle;
          else low = Number(row['seq']) + 1;
        }
        return low > head ? 0 : low;
      }),
  };
}
