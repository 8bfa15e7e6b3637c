/**
 * The data folder: makes it, proves that it can be written, opens the database in it, and notices when the database is
 * older than the one that ran here last (a restored backup): then every room gets a new epoch, so that phones look for
 * what was lost instead of trusting their cursors.
 */
import { access, constants, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Random } from '../miniprogram/core/base/clock';
import { describeError, type Logger } from '../miniprogram/core/base/logger';
import { createEpoch } from './rooms/chat-rooms';
import { StartError } from './start-error';
import type { ChatStore } from './storage/port';
import { isLocked } from './storage/sqlite/driver';
import { openSqliteStore } from './storage/sqlite/sqlite-store';

const DATABASE_NAME = 'minichat.db';
/** A number in the database and the same beside it, which only grows: a database that counts less is an older copy. */
const COUNTER_NAME = 'opened';
const COUNTER_KEY = 'opened';

/** Node's own `recursive` never returns where the system refuses a folder as "not found", as in /proc. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return;
    if (code !== 'ENOENT' || (await exists(dirname(path)))) throw thrown;
    await makeFolder(dirname(path));
    await mkdir(path);
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

export interface DataFolder {
  readonly store: ChatStore;
  /**
   * Counts on, so that a copy of the database that was made before can be told from this one. Done at each start and stop,
   * and every now and then between; not on every commit, which would double the writes.
   */
  mark(): Promise<void>;
}

/** @throws StartError */
export async function prepareFolder(dataDir: string): Promise<void> {
  try {
    await makeFolder(resolve(dataDir));
    await access(dataDir, constants.W_OK);
    await writeFile(join(dataDir, 'write-test'), '');
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code ?? describeError(thrown);
    throw new StartError(
      `DATA_DIR "${dataDir}" cannot be written (${code}): choose a folder that can, for example DATA_DIR=./data.`,
    );
  }
}

async function openStore(dataDir: string): Promise<ChatStore> {
  const path = join(dataDir, DATABASE_NAME);
  try {
    return await openSqliteStore(path);
  } catch (thrown) {
    if (isLocked(thrown)) {
      throw new StartError(
        `DATA_DIR "${dataDir}" is in use by another minichat server: stop it or choose another folder.`,
      );
    }
    throw new StartError(`The database "${path}" cannot be opened: ${describeError(thrown)}.`);
  }
}

/** Null when there is no such file. */
async function readCounter(path: string): Promise<number | null> {
  try {
    return Number(await readFile(path, 'utf8')) || 0;
  } catch {
    return null;
  }
}

/** The database first: a crash in between leaves it ahead, which is harmless. */
async function writeCounter(store: ChatStore, path: string, count: number): Promise<void> {
  await store.setMeta(COUNTER_KEY, String(count));
  await writeFile(`${path}.new`, String(count));
  await rename(`${path}.new`, path);
}

/**
 * A database that was used before and has no number beside it was put here from elsewhere: nobody knows how old it is.
 * @returns the number to go on from
 */
async function checkContinuity(
  store: ChatStore,
  path: string,
  random: Random,
  logger: Logger,
): Promise<number> {
  const inDatabase = Number(await store.getMeta(COUNTER_KEY)) || 0;
  const beside = await readCounter(path);
  const isOlder = beside === null ? inDatabase > 0 : beside > inDatabase;
  if (isOlder) {
    logger.warn('epochs_renewed', { opened: inDatabase, expected: beside });
    await store.renewEpochs(() => createEpoch(random));
  }
  return Math.max(inDatabase, beside ?? 0);
}

/** @throws StartError */
export async function openDataFolder(dataDir: string, random: Random, logger: Logger): Promise<DataFolder> {
  await prepareFolder(dataDir);
  const store = await openStore(dataDir);
  try {
    const path = join(dataDir, COUNTER_NAME);
    let count = await checkContinuity(store, path, random, logger);
    const mark = (): Promise<void> => writeCounter(store, path, (count += 1));
    await mark();
    return { store, mark };
  } catch (thrown) {
    await store.close();
    throw thrown;
  }
}
