/**
 * Reactions, quotes and mentions: what messages have to do with each other, and with people, beside the log. Rows go when
 * their message goes.
 */
import type { MessageBody, RoomId, UserId } from '../../../miniprogram/core/protocol/fields';
import { addReactions, isContent, type EventTables, type ReactionList } from '../events';
import type { StoredMessage } from '../port';
import type { Row, SqlDatabase } from './driver';

/** For a trim, which leaves the rows of the messages themselves: what hangs on those from `first` to before `end` goes. */
export function createLinkDropper(db: SqlDatabase): (room: RoomId, first: number, end: number) => void {
  const statements = [
    'DELETE FROM reactions WHERE room = ? AND seq >= ? AND seq < ?',
    'DELETE FROM quotes WHERE room = ? AND of_seq >= ? AND of_seq < ?',
    'DELETE FROM quotes WHERE room = ? AND seq >= ? AND seq < ?',
    'DELETE FROM mentions WHERE room = ? AND seq >= ? AND seq < ?',
  ].map((sql) => db.prepare(sql));
  return (room, first, end) => {
    for (const statement of statements) statement.run(room, first, end);
  };
}

/** Rows of one message, in the order of the events that made them. */
function groupReactions(rows: readonly Row[]): readonly ReactionList[] {
  const byEmoji = new Map<string, UserId[]>();
  for (const row of rows) {
    const emoji = String(row['emoji']);
    const users = byEmoji.get(emoji) ?? [];
    users.push(row['user'] as UserId);
    byEmoji.set(emoji, users);
  }
  return [...byEmoji].map(([emoji, users]) => ({ emoji, users }));
}

export interface SqliteEventTables extends EventTables {
  /** The same messages, each with its reactions. */
  withReactions(room: RoomId, messages: readonly StoredMessage[]): readonly StoredMessage[];
}

type Basics = Pick<EventTables, 'find'> & { read(room: RoomId, seq: number): StoredMessage | null };

export function createEventTables(db: SqlDatabase, { find, read }: Basics): SqliteEventTables {
  const writeBody = db.prepare('UPDATE messages SET body = ?, counts = ? WHERE room = ? AND seq = ?');
  const quotes = db.prepare('SELECT seq FROM quotes WHERE room = ? AND of_seq = ?');
  const addQuote = db.prepare('INSERT INTO quotes (room, of_seq, seq) VALUES (?, ?, ?)');
  const reactions = db.prepare(
    'SELECT seq, emoji, user FROM reactions WHERE room = ? AND seq >= ? AND seq <= ? ORDER BY seq, at_seq',
  );
  const addReaction = db.prepare(
    'INSERT INTO reactions (room, seq, emoji, user, at_seq) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const dropReaction = db.prepare(
    'DELETE FROM reactions WHERE room = ? AND seq = ? AND emoji = ? AND user = ?',
  );
  const dropReactions = db.prepare('DELETE FROM reactions WHERE room = ? AND seq = ?');
  const addMention = db.prepare(
    'INSERT INTO mentions (room, user, seq) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const dropMentions = db.prepare('DELETE FROM mentions WHERE room = ? AND seq = ?');

  return {
    find,
    writeBody: ({ room, seq }, body: MessageBody) =>
      void writeBody.run(JSON.stringify(body), Number(isContent(body)), room, seq),
    quotesOf: ({ room, seq }) => quotes.all(room, seq).flatMap((row) => read(room, Number(row['seq'])) ?? []),
    addQuote: (of, by) => void addQuote.run(of.room, of.seq, by.seq),
    reactionsOf: ({ room, seq }) => groupReactions(reactions.all(room, seq, seq)),
    setReaction({ room, seq }, { emoji, user, on, seq: atSeq }) {
      if (on) addReaction.run(room, seq, emoji, user, atSeq);
      else dropReaction.run(room, seq, emoji, user);
    },
    dropReactions: ({ room, seq }) => void dropReactions.run(room, seq),
    addMention: ({ room, seq }, user) => void addMention.run(room, user, seq),
    dropMentions: ({ room, seq }) => void dropMentions.run(room, seq),
    withReactions(room, messages) {
      const first = messages[0];
      const last = messages[messages.length - 1];
      if (!first || !last) return messages;
      const rows = reactions.all(room, first.seq, last.seq);
      if (rows.length === 0) return messages;
      return messages.map((message) =>
        addReactions(message, groupReactions(rows.filter((row) => row['seq'] === message.seq))),
      );
    },
  };
}
