/**
 * Which message names which file, in PostgreSQL.
 */
import { createFinder } from '../../../miniprogram/core/base/fold';
import type { MediaKind, UserId } from '../../../miniprogram/core/protocol/fields';
import { fileNameIn, hasFileNames } from '../../../miniprogram/core/protocol/kinds/facts';
import { lookThrough } from '../look-through';
import type { KnownFile, MediaQuery, MediaStore } from '../media-port';
import type { StoredMessage } from '../port';
import { readMessage } from '../rows/message-rows';
import type { PostgresDatabase } from './database';
import { fileKey, loadFiles } from './known-files';
import { COLUMNS } from './message-columns';

const FIND = `
  SELECT ${COLUMNS} FROM messages WHERE room = $1 AND kind = $2 AND seq >= $3::bigint AND seq < $4::bigint
  ORDER BY seq DESC LIMIT $5`;
const NAMED = `
  SELECT 1 AS found WHERE EXISTS (SELECT 1 FROM messages WHERE url = $1)
    OR EXISTS (SELECT 1 FROM messages WHERE thumb_url = $1) OR EXISTS (SELECT 1 FROM users WHERE avatar = $1)`;

async function findKind(
  { reads }: PostgresDatabase,
  kind: MediaKind,
  query: MediaQuery,
): Promise<readonly StoredMessage[]> {
  const { room, from, before, limit } = query;
  if (query.query !== '' && !hasFileNames(kind)) return [];
  const most = query.query === '' ? limit : Math.max(0, before - from);
  const found = (await reads.all(FIND, room, kind, from, before, most)).map(readMessage);
  if (query.query === '') return found;
  const isFound = createFinder(query.query);
  return lookThrough(found, ({ body }) => isFound(fileNameIn(body) ?? ''), query);
}

function createNotes({ reads, change }: PostgresDatabase) {
  const set = (statement: string, ...values: string[]): Promise<void> =>
    change(async (sql) => {
      await sql.run(statement, ...values);
    });
  const isThere = async (statement: string, path: string): Promise<boolean> =>
    (await reads.all(statement, path)).length > 0;
  return {
    describeFile: (path, user, facts) =>
      set(
        'UPDATE noted_files SET "user" = $1, facts = $2 WHERE path = $3',
        user,
        JSON.stringify(facts),
        path,
      ),
    isAvatar: (path) => isThere('SELECT 1 AS found FROM users WHERE avatar = $1 LIMIT 1', path),
    isNamed: (path) => isThere(NAMED, path),
    forgetReleased: (path) => set('DELETE FROM released_media WHERE path = $1', path),
    noteFile: (path) => set('INSERT INTO noted_files (path) VALUES ($1) ON CONFLICT DO NOTHING', path),
    isNoted: (path) => isThere('SELECT 1 AS found FROM noted_files WHERE path = $1', path),
    forgetFile: (path) => set('DELETE FROM noted_files WHERE path = $1', path),
    forgetAllFiles: () => set('DELETE FROM noted_files'),
  } satisfies Partial<MediaStore>;
}

/** The port on these tables. */
export function createMediaTables(database: PostgresDatabase): MediaStore {
  const { reads } = database;
  const lookAt = async (user: UserId, path: string): Promise<KnownFile | undefined> => {
    const files = new Map<string, KnownFile>();
    await loadFiles(reads, files, [{ user, path }]);
    return files.get(fileKey({ user, path }));
  };
  return {
    ...createNotes(database),
    maySee: async (user, path) => {
      const file = await lookAt(user, path);
      return file !== undefined && (file.isOwn || file.isSeen);
    },
    findMedia: async (query) => {
      const kinds = [...new Set(query.kinds)];
      const found = await Promise.all(kinds.map((kind) => findKind(database, kind, query)));
      return found
        .flat()
        .sort((a, b) => b.seq - a.seq)
        .slice(0, query.limit);
    },
    listReleased: async (limit) =>
      (await reads.all('SELECT path FROM released_media LIMIT $1', limit)).map((row) => String(row['path'])),
  };
}
