/**
 * The data folder of a server whose database is a PostgreSQL server's: files of messages, the secret of its tickets and the notes
 * about the database are in it, and no database. One that is empty although it was used before is not begun anew by itself.
 */
import type { Random } from '../miniprogram/core/base/clock';
import type { Logger } from '../miniprogram/core/base/logger';
import { prepareFolder, requireReadable, settleFolder, type DataFolder } from './data-folder';
import { COUNTER_KEY } from './folder/continuity';
import type { DataFolderWishes } from './folder/lost-database';
import { COUNTER_NAME, countOf, readNotes, type Notes } from './folder/notes';
import { createEpoch } from './rooms/room-id';
import { StartError } from './start-error';
import type { ChatStore } from './storage/port';
import { explainOpening } from './storage/postgres/explain-opening';
import { openPostgresStore } from './storage/postgres/postgres-store';

export interface DatabaseFolderOptions extends DataFolderWishes {
  readonly dataDir: string;
  readonly databaseUrl: string;
}

async function isEmpty(store: ChatStore): Promise<boolean> {
  return (await store.getMeta(COUNTER_KEY)) === null && (await store.listRooms()).length === 0;
}

/** @throws StartError when the notes tell of a database that has something in it, or a new one is forbidden */
async function allowEmpty(store: ChatStore, notes: Notes, wishes: DatabaseFolderOptions): Promise<void> {
  if (!(await isEmpty(store))) return;
  const isKnown = notes.count !== null || notes.identity !== null;
  if (isKnown && wishes.startAnew !== countOf(notes)) {
    throw new StartError(
      `The database of DATABASE_URL is empty, but the note "${COUNTER_NAME}" in DATA_DIR "${wishes.dataDir}" tells that one was ` +
        `used: use its address or put a backup back, or set START_ANEW=${countOf(notes)} once to begin with this one.`,
    );
  }
  if (!isKnown && wishes.requireDatabase === true) {
    throw new StartError(
      'The database of DATABASE_URL is empty, and REQUIRE_DATABASE=1 forbids a new one: use the right address, or start once ' +
        'without REQUIRE_DATABASE.',
    );
  }
}

/** @throws StartError */
export async function openDatabaseFolder(
  options: DatabaseFolderOptions,
  random: Random,
  logger: Logger,
): Promise<DataFolder> {
  const { dataDir, databaseUrl } = options;
  await prepareFolder(dataDir, logger);
  const notes = await requireReadable(dataDir, readNotes(dataDir));
  const store = await openPostgresStore({
    url: databaseUrl,
    logger,
    makeEpoch: () => createEpoch(random),
  }).catch((thrown: unknown) => {
    throw explainOpening(thrown, databaseUrl);
  });
  try {
    await allowEmpty(store, notes, options);
    return await settleFolder(store, dataDir, { notes, isLogMissing: false }, random, logger);
  } catch (thrown) {
    await store.close().catch(() => undefined);
    throw thrown;
  }
}
