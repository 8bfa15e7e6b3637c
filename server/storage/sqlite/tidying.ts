/**
 * Takes away what recalled and trimmed messages left behind, a little at a time: it may be the words in tens of thousands of
 * quotes, and nobody should wait for that.
 */
import type { RoomId } from '../../../miniprogram/core/protocol/fields';
import { untie, type EventTables } from '../events';
import type { MessageStore } from '../port';
import type { SqlDatabase } from './driver';
import { settle } from './settle';

/** Each step is one transaction. */
export function createTidying(db: SqlDatabase, tables: EventTables): Pick<MessageStore, 'tidy'> {
  const next = db.prepare('SELECT room, seq, words FROM loose_ends LIMIT 1');
  const done = db.prepare('DELETE FROM loose_ends WHERE room = ? AND seq = ?');

  /** True when there was nothing left to do. */
  function tidy(limit: number): boolean {
    for (let left = limit; left > 0;) {
      const row = next.all()[0];
      if (!row) return true;
      const place = { room: row['room'] as RoomId, seq: Number(row['seq']) };
      const taken = untie(place, tables, left, row['words'] === 1);
      if (taken < left) done.run(place.room, place.seq);
      // A message without anything left is a step, too.
      left -= Math.max(1, taken);
    }
    return false;
  }

  return { tidy: (limit) => settle(() => db.transact(() => tidy(limit))) };
}
