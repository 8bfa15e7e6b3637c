/**
 * How rooms are run: what is set for a room, roles and own flags of members, who may not speak or come back, reports, blocks.
 * In rooms that are older than roles the maker, whom the first notice names, is the owner.
 */
/** SQL of one migration. */
export const GOVERNANCE_TABLES = `
  ALTER TABLE rooms ADD COLUMN announcement TEXT NOT NULL DEFAULT '';
  ALTER TABLE rooms ADD COLUMN access TEXT NOT NULL DEFAULT 'public';
  ALTER TABLE rooms ADD COLUMN slow_ms INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE rooms ADD COLUMN closed INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE members ADD COLUMN role TEXT NOT NULL DEFAULT 'member';
  ALTER TABLE members ADD COLUMN joined_at INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE members ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE members ADD COLUMN muted INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE members ADD COLUMN marked_unread INTEGER NOT NULL DEFAULT 0;
  UPDATE members SET role = 'owner' WHERE EXISTS (
    SELECT 1 FROM messages WHERE messages.room = members.room AND messages.seq = 1
      AND messages.user = members.user AND messages.body LIKE '{"kind":"notice","event":"created"%'
  );
  CREATE TABLE sanctions (
    room TEXT NOT NULL, user TEXT NOT NULL, muted_until INTEGER NOT NULL DEFAULT 0,
    kept_out_until INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (room, user)
  ) WITHOUT ROWID;
  CREATE TABLE reports (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, reporter TEXT NOT NULL, room TEXT NOT NULL,
    user TEXT NOT NULL, seq INTEGER, reason TEXT NOT NULL
  );
  CREATE TABLE blocks (
    user TEXT NOT NULL, blocked TEXT NOT NULL, PRIMARY KEY (user, blocked)
  ) WITHOUT ROWID;
`;
