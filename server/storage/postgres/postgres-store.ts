/**
 * The store in PostgreSQL. A promise resolves when the database has committed. Knows no file: what the server keeps beside the
 * database is not its matter.
 */
import type { Logger } from '../../../miniprogram/core/base/logger';
import type { Epoch } from '../../../miniprogram/core/protocol/fields';
import type { ChatStore } from '../port';
import { createAdmissionTables } from './admission-tables';
import { createDatabase, type PostgresDatabase } from './database';
import { loadDriver } from './driver';
import { createGovernanceTables } from './governance-tables';
import { createMediaTables } from './media-tables';
import { createMessageTables } from './message-tables';
import { prepareLooks } from './name-looks';
import { createPeopleTables } from './people-tables';
import { createPersistence } from './persistence';
import { createRoomTables } from './room-tables';
import { prepareSchema } from './schema';
import { checkSettings } from './server-settings';
import { createUserTables } from './user-tables';

export interface PostgresStoreOptions {
  readonly url: string;
  /** Rooms of a database that is another one than before get new ones. */
  readonly makeEpoch: () => Epoch;
  readonly logger: Logger;
  /** Whether no other server may use the database meanwhile. Default true. */
  readonly isExclusive?: boolean;
}

function createMetaTable({ reads, change }: PostgresDatabase): Pick<ChatStore, 'getMeta' | 'setMeta'> {
  return {
    getMeta: async (key) => {
      const row = (await reads.all('SELECT value FROM meta WHERE key = $1', key))[0];
      return row ? String(row['value']) : null;
    },
    setMeta: (key, value) =>
      change(async (sql) => {
        await sql.run(
          'INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
          ...[key, value],
        );
      }),
  };
}

/** What is left of what was taken out is PostgreSQL's matter: it has no file that could be written anew from here. */
const FILES: Pick<ChatStore, 'wipe' | 'rewriteIfDue' | 'damage' | 'recheck'> = {
  wipe: () => Promise.resolve(),
  rewriteIfDue: () => Promise.resolve(false),
  damage: () => ({ rebuilt: [], damaged: [] }),
  recheck: () => Promise.resolve(),
};

/** @throws StartError, or what the database says when it cannot be used */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<ChatStore> {
  const { url, makeEpoch, logger, isExclusive = true } = options;
  const driver = await loadDriver();
  const database = createDatabase({ driver, url, logger, makeEpoch, isExclusive });
  const persistence = createPersistence(logger);
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    persistence.close();
    await database.close();
  };
  try {
    await database.change(checkSettings);
    await database.change(prepareSchema);
    await database.change(prepareLooks);
    if (await database.settle()) logger.warn('epochs_renewed', { because: 'another database' });
  } catch (thrown) {
    await close();
    throw thrown;
  }
  return {
    ...createMessageTables(database, persistence),
    ...createRoomTables(database, persistence.heads),
    ...createUserTables(database),
    ...createMetaTable(database),
    ...FILES,
    admissions: createAdmissionTables(database),
    governance: createGovernanceTables(database),
    media: createMediaTables(database),
    people: createPeopleTables(database),
    close: () => (closing ??= close()),
  };
}
