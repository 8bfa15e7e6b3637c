/**
 * Tables and settings of the database file, with their version. A newer server raises the version and adds a step; a file
 * of a version that this server does not know is refused, never guessed at.
 */
import type { SqlDatabase } from './driver';
import { MESSAGE_KINDS } from './event-tables';

/**
 * One process at a time (a second writer would break the order of rooms), readers inside it only. FULL: a commit is on
 * the disk when it returns, which costs nothing extra because a whole turn of the event loop shares one commit.
 */
const SETTINGS = `
  PRAGMA busy_timeout = 1000;
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
`;

const VERSION_1 = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE users (
    user TEXT PRIMARY KEY, name TEXT NOT NULL, name_key TEXT NOT NULL UNIQUE, avatar TEXT NOT NULL,
    key_hash TEXT UNIQUE, language TEXT NOT NULL, at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE rooms (
    room TEXT PRIMARY KEY, name TEXT NOT NULL, name_key TEXT NOT NULL UNIQUE, epoch TEXT NOT NULL,
    head INTEGER NOT NULL, at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE members (
    room TEXT NOT NULL, user TEXT NOT NULL, read INTEGER NOT NULL, PRIMARY KEY (room, user)
  ) WITHOUT ROWID;
  CREATE INDEX members_by_user ON members (user);
  CREATE TABLE messages (
    room TEXT NOT NULL, seq INTEGER NOT NULL, user TEXT NOT NULL, client_id TEXT NOT NULL,
    at INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (room, seq)
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX messages_by_client_id ON messages (user, client_id);
`;

/** What makes a file of version n, the index, one of version n + 1. A step that was released is never changed. */
const STEPS: readonly string[] = [
  VERSION_1,
  MESSAGE_KINDS,
  // The first seq that was not trimmed. Rows before it have no words any more and stay for what they know of client ids.
  'ALTER TABLE rooms ADD COLUMN oldest INTEGER NOT NULL DEFAULT 1;',
];

export const SCHEMA_VERSION = STEPS.length;

/** @throws Error for a file of an unknown version, or one that is locked or no database */
export function prepareSchema(db: SqlDatabase): void {
  db.exec(SETTINGS);
  const version = Number(db.prepare('PRAGMA user_version').all()[0]?.['user_version'] ?? 0);
  if (version === SCHEMA_VERSION) return;
  if (version > SCHEMA_VERSION || version < 0) {
    throw new Error(`its schema has version ${version}, this server knows version ${SCHEMA_VERSION}`);
  }
  db.transact(() => {
    for (const step of STEPS.slice(version)) db.exec(step);
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
