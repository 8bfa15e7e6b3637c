/**
 * When a new database may be made. A server that finds its database gone must not begin anew by itself: people would come into
 * empty rooms, and what they write then would stand in the way of a backup.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '../start-error';
import { sizeOf, type DatabaseFile } from './database-file';
import { COUNTER_NAME, countOf, type Notes } from './notes';

const SECRET_NAME = 'ticket-secret';
const MEDIA_NAME = 'media';

/** What the operator says about a database that is not there. */
export interface DataFolderWishes {
  /** Never make a new database: the folder is mounted, and an empty one means that it is not. Default false. */
  readonly requireDatabase?: boolean;
  /** Make a new one although one was here; the number that the refusal names, so that it cannot be meant twice. */
  readonly startAnew?: number;
}

/** What else tells that a server was here, for people; null for a folder that looks new. */
export async function findTraces(
  dataDir: string,
  notes: Notes,
  { logBytes }: DatabaseFile,
): Promise<string | null> {
  const files = await readdir(join(dataDir, MEDIA_NAME)).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return [];
    throw thrown;
  });
  const traces = [
    ...(notes.count === null && notes.identity === null ? [] : [`the note "${COUNTER_NAME}"`]),
    ...(logBytes > 0 ? ['the log of a database'] : []),
    ...(files.length > 0 ? [`${files.length} files of messages`] : []),
    ...((await sizeOf(join(dataDir, SECRET_NAME))) !== null ? [`"${SECRET_NAME}"`] : []),
  ];
  return traces.length > 0 ? traces.join(', ') : null;
}

/** Whether a database that is not there, or empty, may be made. @throws StartError when it may not */
export function allowNew(
  dataDir: string,
  file: DatabaseFile,
  { notes, traces }: { readonly notes: Notes; readonly traces: string | null },
  wishes: DataFolderWishes,
): void {
  const count = countOf(notes);
  if (traces !== null && wishes.startAnew !== count) {
    throw new StartError(
      `The database "${file.path}" is missing or empty, but ${traces} beside it tell that it was used: put the database or a ` +
        `backup of it back, or set START_ANEW=${count} once to begin with an empty one (nothing is removed).`,
    );
  }
  if (traces === null && wishes.requireDatabase === true) {
    throw new StartError(
      `DATA_DIR "${dataDir}" has no database, and REQUIRE_DATABASE=1 forbids a new one: mount the right folder, or start once ` +
        'without REQUIRE_DATABASE.',
    );
  }
}
