/**
 * What is stored about whole people beside their names: since when tickets count, bans, what they wrote, and their end.
 */
import type { UserId } from '../../../miniprogram/core/protocol/fields';
import type { PeopleStore } from '../people-port';
import type { SqlDatabase } from './driver';
import type { GroupCommit } from './group-commit';
import { MESSAGE_COLUMNS, readMessage } from '../rows/message-rows';
import { settle } from './settle';

/** The port on these tables; writes join the commit of their turn. */
export function createPeopleTables(db: SqlDatabase, group: GroupCommit): PeopleStore {
  const endTickets = db.prepare(
    'UPDATE users SET tickets_ended_at = max(tickets_ended_at, ?) WHERE user = ?',
  );
  const ended = db.prepare(
    'SELECT user, tickets_ended_at AS at FROM users WHERE tickets_ended_at > 0 AND tickets_ended_at >= ?',
  );
  const ban = db.prepare('UPDATE users SET banned_at = ? WHERE user = ?');
  const banned = db.prepare('SELECT banned_at FROM users WHERE user = ?');
  const written = db.prepare(
    `SELECT ${MESSAGE_COLUMNS} FROM messages WHERE user = ? AND client_id > ? ORDER BY client_id LIMIT ?`,
  );
  const suffixes = [
    db.prepare('DELETE FROM users WHERE user = ?'),
    db.prepare('DELETE FROM members WHERE user = ?'),
    db.prepare('DELETE FROM blocks WHERE user = ?'),
    db.prepare('DELETE FROM blocks WHERE blocked = ?'),
  ];

  return {
    endTickets: ({ user, at }) => group.later(() => void endTickets.run(at, user)),
    endedTickets: (since) =>
      settle(() => ended.all(since).map(({ user, at }) => ({ user: user as UserId, at: Number(at) }))),
    setBanned: (user, at) => group.later(() => void ban.run(at, user)),
    bannedSince: (user) => settle(() => Number(banned.all(user)[0]?.['banned_at'] ?? 0)),
    messagesBy: (user, after, limit) => settle(() => written.all(user, after ?? '', limit).map(readMessage)),
    deleteUser: (user) =>
      group.now(() => {
        for (const ending of suffixes) ending.run(user);
      }),
  };
}
