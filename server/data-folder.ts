/**
 * The data folder: makes it, proves that it can be written, opens the database in it, and notices when the database is not
 * the one that was here last. One that is older (a restored backup) goes on with new epochs, so that phones look for what was
 * lost instead of trusting their cursors; one that is lost, empty or another server's is not started on.
 */
import { access, constants, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Random } from '../miniprogram/core/base/clock';
import { describeError, type Logger } from '../miniprogram/core/base/logger';
import {
  checkContinuity,
  checkIdentity,
  COUNTER_KEY,
  createMark,
  type Continuity,
  type Mark,
} from './folder/continuity';
import { lookAtDatabase, putAside, type DatabaseFile } from './folder/database-file';
import { allowNew, findTraces, type DataFolderWishes } from './folder/lost-database';
import { countOf, readNotes, type Notes } from './folder/notes';
import { makePrivateFile, PRIVATE_FILE, PRIVATE_FOLDER, tighten } from './private-files';
import { StartError } from './start-error';
import type { ChatStore } from './storage/port';
import { isLocked } from './storage/sqlite/driver';
import { openSqliteStore } from './storage/sqlite/sqlite-store';
import { isUnreadable } from './storage/unreadable';
import { removeParts } from './whole-file';

/** Node's own `recursive` never returns where the system refuses a folder as "not found", as in /proc. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: PRIVATE_FOLDER });
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return;
    if (code !== 'ENOENT' || (await exists(dirname(path)))) throw thrown;
    await makeFolder(dirname(path));
    await mkdir(path, { mode: PRIVATE_FOLDER });
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** The open store, and how it stands to the one that was here last. */
export interface DataFolder extends Mark {
  readonly store: ChatStore;
  readonly continuity: Continuity;
}

/** @throws StartError */
export async function prepareFolder(dataDir: string, logger: Logger): Promise<void> {
  try {
    await makeFolder(resolve(dataDir));
    await access(dataDir, constants.W_OK);
    const probe = join(dataDir, 'write-test');
    await writeFile(probe, '', { mode: PRIVATE_FILE });
    await rm(probe);
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code ?? describeError(thrown);
    throw new StartError(
      `DATA_DIR "${dataDir}" cannot be written (${code}): choose a folder that can, for example DATA_DIR=./data.`,
    );
  }
  await tighten(dataDir, logger);
}

async function openStore(dataDir: string, { path, isCut }: DatabaseFile): Promise<ChatStore> {
  try {
    // Before anything writes to it.
    if (isCut) throw new Error('its end is missing');
    return await openSqliteStore(path);
  } catch (thrown) {
    if (isLocked(thrown)) {
      throw new StartError(
        `DATA_DIR "${dataDir}" is in use by another minichat server: stop it or choose another folder.`,
      );
    }
    throw new StartError(
      `The database "${path}" cannot be opened: ${describeError(thrown)}. Put a backup back, or repair it.`,
    );
  }
}

/** A part without which nobody can be served, such as the list of rooms. */
export function cannotBeRead(dataDir: string, tables: readonly string[] = []): StartError {
  const where = tables.length === 0 ? '' : ` (damaged: ${tables.join(', ')})`;
  return new StartError(
    `A part of the database in DATA_DIR "${dataDir}" cannot be read, and nobody can be served without it${where}. ` +
      'Put a backup back, or take out what can be read with "sqlite3 minichat.db .recover".',
  );
}

/** What the operator should know of a database that is opened all the same. */
export function tellDamage(store: Pick<ChatStore, 'damage'>, logger: Logger): void {
  const { rebuilt, damaged } = store.damage();
  if (rebuilt.length > 0) logger.warn('indexes_rebuilt', { tables: rebuilt.join(' ') });
  if (damaged.length > 0) logger.error('tables_unreadable', { tables: damaged.join(' ') });
}

/** What cannot be read is not taken for what is not there. */
export function requireReadable<T>(dataDir: string, reading: Promise<T>): Promise<T> {
  return reading.catch((thrown: unknown) => {
    throw new StartError(`What is in DATA_DIR "${dataDir}" cannot be read: ${describeError(thrown)}.`);
  });
}

/** @throws StartError: what cannot be read is not empty */
async function isEmpty(store: ChatStore, dataDir: string): Promise<boolean> {
  try {
    if ((await store.getMeta(COUNTER_KEY)) !== null) return false;
    return (await store.listRooms()).length === 0;
  } catch (thrown) {
    await store.close().catch(() => undefined);
    throw isUnreadable(thrown) ? cannotBeRead(dataDir, store.damage().damaged) : thrown;
  }
}

/** A database that holds something, or a new one where that is allowed. */
async function openRightStore(
  dataDir: string,
  notes: Notes,
  wishes: DataFolderWishes,
  logger: Logger,
): Promise<ChatStore> {
  const file = await lookAtDatabase(dataDir);
  const traces = await requireReadable(dataDir, findTraces(dataDir, notes, file));
  if (file.bytes > 0) {
    const store = await openStore(dataDir, file);
    if (!(await isEmpty(store, dataDir))) return store;
    await store.close();
  }
  allowNew(dataDir, file, { notes, traces }, wishes);
  if (traces !== null) {
    logger.warn('started_anew', { dataDir, opened: countOf(notes) });
    await putAside(file, countOf(notes));
  }
  await makePrivateFile(file.path);
  return openStore(dataDir, { ...file, isCut: false });
}

/** What is beside a database that is open, and ours. @throws StartError when it belongs to another one */
export async function settleFolder(
  store: ChatStore,
  dataDir: string,
  { notes, isLogMissing }: { readonly notes: Notes; readonly isLogMissing: boolean },
  random: Random,
  logger: Logger,
): Promise<DataFolder> {
  // The database is ours, so no other server writes here.
  await removeParts(dataDir);
  await checkIdentity(store, dataDir, notes, random);
  const { count, continuity } = await checkContinuity(store, notes, isLogMissing, random, logger);
  const { mark, check } = createMark(store, dataDir, count);
  await mark();
  return { store, continuity, mark, check };
}

/** @throws StartError */
export async function openDataFolder(
  dataDir: string,
  random: Random,
  logger: Logger,
  wishes: DataFolderWishes = {},
): Promise<DataFolder> {
  await prepareFolder(dataDir, logger);
  const notes = await requireReadable(dataDir, readNotes(dataDir));
  const { isLogMissing } = await requireReadable(dataDir, lookAtDatabase(dataDir));
  const store = await openRightStore(dataDir, notes, wishes, logger);
  try {
    return await settleFolder(store, dataDir, { notes, isLogMissing }, random, logger);
  } catch (thrown) {
    await store.close().catch(() => undefined);
    throw isUnreadable(thrown) ? cannotBeRead(dataDir, store.damage().damaged) : thrown;
  }
}
