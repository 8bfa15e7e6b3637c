/**
 * The first version of the database: people, rooms, members, messages, and the server's own notes.
 */
/** SQL of one migration. */
export const INITIAL_TABLES = `
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
