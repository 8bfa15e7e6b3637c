/**
 * The embedded store: one SQLite file. Every call runs at once on this thread; the port stays asynchronous so that a
 * worker or a database server can take its place.
 */
import type { ChatStore } from '../port';
import { isUnreadable } from '../unreadable';
import type { SqlDatabase } from './driver';
import { createAdmissionTables } from './admission-tables';
import { createGroupCommit } from './group-commit';
import { createGovernanceTables } from './governance-tables';
import { openHealed, type Healing } from './healing';
import { createMediaTables } from './media-tables';
import { createMessageTables } from './message-tables';
import { settle } from './settle';
import { createPeopleTables } from './people-tables';
import { createRoomTables } from './room-tables';
import { createRewriting, MAX_REWRITTEN_BYTES } from './rewriting';
import { prepareSchema, releaseLock } from './schema';
import { prepareLooks } from './name-looks';
import { repairNames } from './name-repair';
import { createUserTables } from './user-tables';

type Health = Pick<Healing, 'rebuilt' | 'damaged' | 'recheck'>;

const WHOLE: Health = { rebuilt: [], damaged: [], recheck: () => undefined };

function createMetaTable(db: SqlDatabase): Pick<ChatStore, 'getMeta' | 'setMeta'> {
  const get = db.prepare('SELECT value FROM meta WHERE key = ?');
  const set = db.prepare(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  return {
    getMeta: (key) =>
      settle(() => {
        const row = get.all(key)[0];
        return row ? String(row['value']) : null;
      }),
    setMeta: (key, value) => settle(() => void set.run(key, value)),
  };
}

/** Names that cannot be read now have a fallback where they are read. */
function repairWhatIsRead(db: SqlDatabase): void {
  try {
    repairNames(db);
    prepareLooks(db);
  } catch (thrown) {
    if (!isUnreadable(thrown)) throw thrown;
  }
}

/** The store on an open database, which it closes. @throws Error for a file of an unknown version, or one that is locked */
export function createSqliteStore(
  db: SqlDatabase,
  maxRewritten = MAX_REWRITTEN_BYTES,
  healing: Health = WHOLE,
): ChatStore {
  prepareSchema(db);
  repairWhatIsRead(db);
  const group = createGroupCommit(db);
  const rewriting = createRewriting(db, maxRewritten);
  let isOpen = true;
  const closeOnce = (): void => {
    if (!isOpen) return;
    isOpen = false;
    group.flush();
    try {
      releaseLock(db);
    } finally {
      db.close();
    }
  };
  return {
    ...createMessageTables(db, group),
    ...createRoomTables(db, group),
    ...createUserTables(db, group),
    ...createMetaTable(db),
    admissions: createAdmissionTables(db, group),
    governance: createGovernanceTables(db, group),
    media: createMediaTables(db, group),
    people: createPeopleTables(db, group),
    wipe: () => settle(() => rewriting.wipe()),
    rewriteIfDue: () => settle(() => rewriting.rewriteIfDue()),
    damage: () => healing,
    recheck: () => settle(() => healing.recheck()),
    close: () => settle(() => closeOnce()),
  };
}

/** @throws Error when the file is locked by another process, of an unknown version, or no database */
export async function openSqliteStore(path: string, maxRewritten?: number): Promise<ChatStore> {
  const healing = await openHealed(path);
  try {
    return createSqliteStore(healing.db, maxRewritten, healing);
  } catch (thrown) {
    healing.db.close();
    throw thrown;
  }
}
