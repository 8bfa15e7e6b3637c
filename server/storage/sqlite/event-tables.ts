/**
 * Quotes and mentions: what messages have to do with each other, and with people, beside the log. Rows go when their message
 * goes. Reactions have tables of their own.
 */
import type { MessageBody, RoomId } from '../../../miniprogram/core/protocol/fields';
import { isContentBody, quoteIn, withoutQuotedWords } from '../../../miniprogram/core/protocol/kinds/facts';
import type { Role } from '../../../miniprogram/core/protocol/governance';
import { addReactions, type EventTables } from '../events';
import type { StoredMessage } from '../port';
import type { SqlDatabase } from './driver';
import { createReactionTables, type ReactionLookup } from './reaction-tables';

/** For a trim, which leaves the rows of the messages themselves: what hangs on those from `first` to before `end` goes. */
export function createLinkDropper(db: SqlDatabase): (room: RoomId, first: number, end: number) => void {
  const noteReactions = db.prepare(
    `INSERT INTO loose_ends (room, seq, words)
     SELECT DISTINCT room, seq, 0 FROM reaction_counts WHERE room = ? AND seq >= ? AND seq < ? ON CONFLICT DO NOTHING`,
  );
  // How many quote one message has no bound: found by skipping from one to the next.
  const nextQuoted = db.prepare(
    'SELECT of_seq FROM quotes WHERE room = ? AND of_seq >= ? AND of_seq < ? ORDER BY of_seq LIMIT 1',
  );
  const noteQuoted = db.prepare(
    'INSERT INTO loose_ends (room, seq, words) VALUES (?, ?, 0) ON CONFLICT DO NOTHING',
  );
  const drops = [
    'DELETE FROM reaction_counts WHERE room = ? AND seq >= ? AND seq < ?',
    'DELETE FROM mentions WHERE room = ? AND seq >= ? AND seq < ?',
  ].map((sql) => db.prepare(sql));
  return (room, first, end) => {
    noteReactions.run(room, first, end);
    for (let from = first; ;) {
      const row = nextQuoted.all(room, from, end)[0];
      if (!row) break;
      noteQuoted.run(room, Number(row['of_seq']));
      from = Number(row['of_seq']) + 1;
    }
    for (const statement of drops) statement.run(room, first, end);
  };
}

/** Call what writes inside a transaction. */
export interface SqliteEventTables extends EventTables, ReactionLookup {
  /** As people may read them: each with its reactions, and no words of a message that was recalled. */
  complete(room: RoomId, messages: readonly StoredMessage[]): readonly StoredMessage[];
}

type Basics = Pick<EventTables, 'find'> & { read(room: RoomId, seq: number): StoredMessage | null };

/** What a quote still says of a recalled message, until it is taken out, is told to nobody. */
export function createMask(db: SqlDatabase): (message: StoredMessage) => StoredMessage {
  const isLoose = db.prepare('SELECT 1 AS found FROM loose_ends WHERE room = ? AND seq = ? AND words = 1');
  return (message) => {
    const { body, room } = message;
    const quote = quoteIn(body);
    if (!quote || quote.text === '' || isLoose.all(room, quote.seq).length === 0) return message;
    return { ...message, body: withoutQuotedWords(body, true) };
  };
}

/** `find` and `read` are the log's. */
export function createEventTables(db: SqlDatabase, { find, read }: Basics): SqliteEventTables {
  const writeBody = db.prepare('UPDATE messages SET body = ?, counts = ? WHERE room = ? AND seq = ?');
  const quotes = db.prepare('SELECT seq FROM quotes WHERE room = ? AND of_seq = ? LIMIT ?');
  const addQuote = db.prepare('INSERT INTO quotes (room, of_seq, seq) VALUES (?, ?, ?)');
  const dropQuote = db.prepare('DELETE FROM quotes WHERE room = ? AND of_seq = ? AND seq = ?');
  const addMention = db.prepare(
    'INSERT INTO mentions (room, user, seq) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const role = db.prepare('SELECT role FROM members WHERE room = ? AND user = ?');
  const dropMentions = db.prepare('DELETE FROM mentions WHERE room = ? AND seq = ?');
  const noteLoose = db.prepare(
    'INSERT INTO loose_ends (room, seq, words) VALUES (?, ?, 1) ON CONFLICT (room, seq) DO UPDATE SET words = 1',
  );
  const { reactionsOf, ...reactions } = createReactionTables(db);
  const mask = createMask(db);

  return {
    ...reactions,
    find,
    writeBody: ({ room, seq }, body: MessageBody) =>
      void writeBody.run(JSON.stringify(body), Number(isContentBody(body)), room, seq),
    quotesOf: ({ room, seq }, limit) =>
      quotes.all(room, seq, limit).flatMap((row) => read(room, Number(row['seq'])) ?? []),
    addQuote: (of, by) => void addQuote.run(of.room, of.seq, by.seq),
    dropQuote: (of, by) => void dropQuote.run(of.room, of.seq, by.seq),
    addMention: ({ room, seq }, user) => void addMention.run(room, user, seq),
    roleOf: (room, user) => (role.all(room, user)[0]?.['role'] as Role | undefined) ?? null,
    dropMentions: ({ room, seq }) => void dropMentions.run(room, seq),
    noteLoose: ({ room, seq }) => void noteLoose.run(room, seq),
    complete(room, messages) {
      const first = messages[0];
      const last = messages[messages.length - 1];
      if (!first || !last) return messages;
      const found = reactionsOf(room, first.seq, last.seq);
      return messages.map((message) => addReactions(mask(message), found.get(message.seq) ?? []));
    },
  };
}
