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
/** How often the database was opened, kept beside it: a database that counts less is an older copy. */
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

async function readCounter(path: string): Promise<number> {
  try {
    return Number(await readFile(path, 'utf8')) || 0;
  } catch {
    return 0;
  }
}

async function checkContinuity(
  store: ChatStore,
  dataDir: string,
  random: Random,
  logger: Logger,
): Promise<void> {
  const path = join(dataDir, COUNTER_NAME);
  const inDatabase = Number(await store.getMeta(COUNTER_KEY)) || 0;
  const beside = await readCounter(path);
  if (beside > inDatabase) {
    logger.warn('epochs_renewed', { opened: inDatabase, expected: beside });
    await store.renewEpochs(() => createEpoch(random));
  }
  const next = Math.max(inDatabase, beside) + 1;
  // The database first: a crash in between leaves it ahead, which is harmless.
  await store.setMeta(COUNTER_KEY, String(next));
  await writeFile(`${path}.new`, String(next));
  await rename(`${path}.new`, path);
}

/** @throws StartError */
export async function openDataFolder(dataDir: string, random: Random, logger: Logger): Promise<ChatStore> {
  await prepareFolder(dataDir);
  const store = await openStore(dataDir);
  try {
    await checkContinuity(store, dataDir, random, logger);
    return store;
  } catch (thrown) {
    await store.close();
    throw thrown;
  }
}
