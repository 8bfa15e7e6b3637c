/**
 * Settings of the database file, and its version: how many steps of `migrations.ts` it has been through. Steps that it lacks
 * are taken when it is opened; a file that a newer server wrote is refused, never guessed at.
 */
import type { SqlDatabase } from './driver';
import { MIGRATIONS } from './migrations/migrations';

const SCHEMA_VERSION = MIGRATIONS.length;

/**
 * One process at a time (a second writer would break the order of rooms), readers inside it only. FULL: a commit is on
 * the disk when it returns, which is paid once in a turn of the event loop, because small writes share a commit. What is taken
 * out of a page is overwritten in it.
 */
const SETTINGS = `
  PRAGMA busy_timeout = 1000;
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA secure_delete = ON;
`;

/** @throws Error for a file of an unknown version, or one that is locked or no database */
export function prepareSchema(db: SqlDatabase): void {
  db.exec(SETTINGS);
  const version = Number(db.prepare('PRAGMA user_version').all()[0]?.['user_version'] ?? 0);
  if (version === SCHEMA_VERSION) return;
  if (version > SCHEMA_VERSION || version < 0) {
    throw new Error(`its schema has version ${version}, this server knows version ${SCHEMA_VERSION}`);
  }
  // All or nothing: a process that is killed in between begins again at the next start.
  db.transact(() => {
    for (const step of MIGRATIONS.slice(version)) db.exec(step);
    db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  });
}

/**
 * Gives the file's lock back and leaves one whole file. Needed because a driver may keep the file open after `close`,
 * until its statements are collected, and with it the lock.
 */
export function releaseLock(db: SqlDatabase): void {
  db.exec('PRAGMA journal_mode = DELETE; PRAGMA locking_mode = NORMAL; SELECT COUNT(*) FROM meta;');
}
