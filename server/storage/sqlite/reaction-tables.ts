/**
 * Who reacted with what. Counted, and the first names noted, where a reaction is given or taken off, so that reading a page
 * costs the same for one reaction and for ten thousand.
 */
import type { Reaction, RoomId, UserId } from '../../../miniprogram/core/protocol/fields';
import { MAX_REACTION_NAMES } from '../../../miniprogram/core/protocol/limits';
import type { EventTables } from '../events';
import type { Reacted } from '../port';
import type { SqlDatabase } from './driver';

type Reactions = Pick<EventTables, 'reactionState' | 'setReaction' | 'dropCounts' | 'dropReactions'> & {
  /** By seq, in the order in which they were first given. */
  reactionsOf(room: RoomId, first: number, last: number): ReadonlyMap<number, readonly Reaction[]>;
};

/** What is asked of single people. */
export interface ReactionLookup {
  /** See `MessageStore`. */
  reactedOf(room: RoomId, user: UserId, first: number, last: number): readonly Reacted[];
}

const AT = 'room = ? AND seq = ? AND emoji = ?';

function createCounting(db: SqlDatabase): Pick<EventTables, 'setReaction'> {
  const add = db.prepare(
    'INSERT INTO reactions (room, seq, emoji, user, at_seq) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const drop = db.prepare(`DELETE FROM reactions WHERE ${AT} AND user = ?`);
  const countOneMore = db.prepare(
    `INSERT INTO reaction_counts (room, seq, emoji, count, first, names) VALUES (?, ?, ?, 1, ?, json_array(?))
     ON CONFLICT (room, seq, emoji) DO UPDATE SET count = count + 1,
       names = CASE WHEN count < ${MAX_REACTION_NAMES} THEN json_insert(names, '$[#]', json_extract(excluded.names, '$[0]')) ELSE names END`,
  );
  const countOneLess = db.prepare(
    `UPDATE reaction_counts SET count = count - 1,
       first = COALESCE((SELECT at_seq FROM reactions WHERE ${AT} ORDER BY at_seq LIMIT 1), first),
       names = (SELECT json_group_array(user) FROM
         (SELECT user FROM reactions WHERE ${AT} ORDER BY at_seq LIMIT ${MAX_REACTION_NAMES}))
     WHERE ${AT}`,
  );
  const dropEmpty = db.prepare(`DELETE FROM reaction_counts WHERE ${AT} AND count <= 0`);
  return {
    setReaction({ room, seq }, { emoji, user, on, seq: atSeq }) {
      const place = [room, seq, emoji] as const;
      if (on && add.run(...place, user, atSeq) === 1) countOneMore.run(...place, atSeq, user);
      if (on || drop.run(...place, user) === 0) return;
      countOneLess.run(...place, ...place, ...place);
      dropEmpty.run(...place);
    },
  };
}

/** Costs as much as they gave there, and not as much as was given. */
function createLookup(db: SqlDatabase): ReactionLookup {
  const IN = 'reactions.room = ? AND reactions.seq >= ? AND reactions.seq <= ?';
  const own = db.prepare(
    `SELECT seq, emoji, user FROM reactions INDEXED BY reactions_by_user WHERE ${IN} AND user = ?`,
  );
  const silent = db.prepare(
    `SELECT seq, emoji, reactions.user AS user
     FROM blocks CROSS JOIN reactions INDEXED BY reactions_by_user ON reactions.user = blocks.blocked
     WHERE ${IN} AND blocks.user = ?`,
  );
  return {
    reactedOf: (room, user, first, last) =>
      [own, silent].flatMap((statement) =>
        statement.all(room, first, last, user).map((row) => ({
          seq: Number(row['seq']),
          emoji: String(row['emoji']),
          user: row['user'] as UserId,
        })),
      ),
  };
}

/** Call what writes inside a transaction. */
export function createReactionTables(db: SqlDatabase): Reactions & ReactionLookup {
  const list = db.prepare(
    'SELECT seq, emoji, count, first, names FROM reaction_counts WHERE room = ? AND seq >= ? AND seq <= ?',
  );
  const counts = db.prepare('SELECT emoji, count FROM reaction_counts WHERE room = ? AND seq = ?');
  const given = db.prepare(`SELECT 1 AS found FROM reactions WHERE ${AT} AND user = ?`);
  const dropCounts = db.prepare('DELETE FROM reaction_counts WHERE room = ? AND seq = ?');
  const dropSome = db.prepare(
    `DELETE FROM reactions WHERE (room, seq, emoji, user) IN
       (SELECT room, seq, emoji, user FROM reactions WHERE room = ? AND seq = ? LIMIT ?)`,
  );
  return {
    ...createCounting(db),
    ...createLookup(db),
    reactionState({ room, seq }, emoji, user) {
      const rows = counts.all(room, seq);
      const count = Number(rows.find((row) => row['emoji'] === emoji)?.['count'] ?? 0);
      const isGiven = count > 0 && given.all(room, seq, emoji, user).length > 0;
      return { kinds: rows.length, count, isGiven };
    },
    dropCounts: ({ room, seq }) => void dropCounts.run(room, seq),
    dropReactions: ({ room, seq }, limit) => dropSome.run(room, seq, limit),
    reactionsOf(room, first, last) {
      const bySeq = new Map<number, { first: number; reaction: Reaction }[]>();
      for (const row of list.all(room, first, last)) {
        const users = JSON.parse(String(row['names'])) as UserId[];
        const reaction = { emoji: String(row['emoji']), users, count: Number(row['count']) };
        const found = bySeq.get(Number(row['seq'])) ?? [];
        bySeq.set(Number(row['seq']), [...found, { first: Number(row['first']), reaction }]);
      }
      const inOrder = [...bySeq].map(([seq, found]): [number, Reaction[]] => [
        seq,
        found.sort((a, b) => a.first - b.first).map(({ reaction }) => reaction),
      ]);
      return new Map(inOrder);
    },
  };
}
