/**
 * Which message names which file, in SQLite.
 */
import { createFinder } from '../../../miniprogram/core/base/fold';
import type { MediaKind, UserId } from '../../../miniprogram/core/protocol/fields';
import { fileNameIn, hasFileNames } from '../../../miniprogram/core/protocol/kinds/facts';
import { lookThrough } from '../look-through';
import type { FileFacts, KnownFile, MediaQuery, MediaStore } from '../media-port';
import type { StoredMessage } from '../port';
import type { SqlDatabase } from './driver';
import type { GroupCommit } from './group-commit';
import { MESSAGE_COLUMNS, readMessage } from '../rows/message-rows';
import { settle } from './settle';

/** By the rooms of one person, who is in few: a file may be named in any number of others. */
const readableIn = (column: string): string => `
  SELECT 1 AS found FROM members INDEXED BY members_by_user WHERE user = ? AND EXISTS (
    SELECT 1 FROM messages WHERE ${column} = ? AND room = members.room AND seq >= members.since) LIMIT 1`;
const namedIn = (column: string): string => `SELECT 1 AS found FROM messages WHERE ${column} = ? LIMIT 1`;

/** Call it inside the transaction that names the file. */
export function createFileGuard(db: SqlDatabase): (user: UserId, path: string) => KnownFile {
  const find = db.prepare('SELECT user, facts FROM noted_files WHERE path = ?');
  // Each of the two by an index of its own.
  const columns = ['url', 'thumb_url'];
  const readable = columns.map((column) => db.prepare(readableIn(column)));
  const named = columns.map((column) => db.prepare(namedIn(column)));
  return (user, path) => {
    const row = find.all(path)[0];
    const owner = row?.['user'] ?? null;
    const facts = row?.['facts'];
    return {
      isOwn: owner === user,
      isTaken: owner !== null || named.some((query) => query.all(path).length > 0),
      isSeen: readable.some((query) => query.all(user, path).length > 0),
      facts: typeof facts === 'string' ? (JSON.parse(facts) as FileFacts) : null,
    };
  };
}

/** The port on these tables; writes join the commit of their turn. */
export function createMediaTables(db: SqlDatabase, group: GroupCommit): MediaStore {
  const lookAt = createFileGuard(db);
  const describe = db.prepare('UPDATE noted_files SET user = ?, facts = ? WHERE path = ?');
  const avatar = db.prepare('SELECT 1 AS found FROM users WHERE avatar = ? LIMIT 1');
  // Told which index: the planner takes a room's whole log for cheaper, not knowing how few pictures are in it. It has what names
  // a file, whatever its kind.
  const find = db.prepare(
    `SELECT ${MESSAGE_COLUMNS} FROM messages INDEXED BY messages_with_file
     WHERE room = ? AND kind = ? AND url IS NOT NULL AND seq >= ? AND seq < ?
       ORDER BY seq DESC LIMIT ?`,
  );
  const named = db.prepare(
    `SELECT 1 AS found FROM messages WHERE url = ? UNION ALL SELECT 1 FROM messages WHERE thumb_url = ?
     UNION ALL SELECT 1 FROM users WHERE avatar = ? LIMIT 1`,
  );
  const released = db.prepare('SELECT path FROM released_media LIMIT ?');
  const forget = db.prepare('DELETE FROM released_media WHERE path = ?');
  const note = db.prepare('INSERT INTO noted_files (path) VALUES (?) ON CONFLICT DO NOTHING');
  const isNoted = db.prepare('SELECT 1 AS found FROM noted_files WHERE path = ?');
  const forgetFile = db.prepare('DELETE FROM noted_files WHERE path = ?');
  const forgetAll = db.prepare('DELETE FROM noted_files');

  const findKind = (kind: MediaKind, query: MediaQuery): readonly StoredMessage[] => {
    const { room, from, before, limit } = query;
    if (query.query === '') return find.all(room, kind, from, before, limit).map(readMessage);
    if (!hasFileNames(kind)) return [];
    const isFound = createFinder(query.query);
    const named = find.all(room, kind, from, before, before - from).map(readMessage);
    return lookThrough(named, ({ body }) => isFound(fileNameIn(body) ?? ''), query);
  };
  return {
    findMedia: (query) =>
      settle(() => {
        const found = [...new Set(query.kinds)].flatMap((kind) => findKind(kind, query));
        return found.sort((a, b) => b.seq - a.seq).slice(0, query.limit);
      }),
    isNamed: (path) => settle(() => named.all(path, path, path).length > 0),
    listReleased: (limit) => settle(() => released.all(limit).map((row) => String(row['path']))),
    forgetReleased: (path) => settle(() => void forget.run(path)),
    describeFile: (path, user, facts) =>
      group.later(() => void describe.run(user, JSON.stringify(facts), path)),
    isAvatar: (path) => settle(() => avatar.all(path).length > 0),
    maySee: (user, path) =>
      settle(() => {
        const { isOwn, isSeen } = lookAt(user, path);
        return isOwn || isSeen;
      }),
    noteFile: (path) => group.later(() => void note.run(path)),
    isNoted: (path) => settle(() => isNoted.all(path).length > 0),
    forgetFile: (path) => settle(() => void forgetFile.run(path)),
    forgetAllFiles: () => settle(() => void forgetAll.run()),
  };
}
