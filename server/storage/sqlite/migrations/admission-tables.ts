/**
 * How people get into a room. The code of an older room is its id, as it was; a member of before sees everything. The files
 * of a message that is deleted, not only emptied, are released too.
 */
/** SQL of one migration. */
export const ROOM_ADMISSIONS = `
  ALTER TABLE rooms ADD COLUMN code TEXT;
  UPDATE rooms SET code = room;
  CREATE UNIQUE INDEX rooms_by_code ON rooms (code);
  ALTER TABLE rooms ADD COLUMN entry TEXT NOT NULL DEFAULT 'open';
  ALTER TABLE rooms ADD COLUMN past TEXT NOT NULL DEFAULT 'all';
  ALTER TABLE rooms ADD COLUMN emptied_at INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE members ADD COLUMN since INTEGER NOT NULL DEFAULT 1;
  CREATE INDEX members_staff ON members (role) WHERE role <> 'member';
  CREATE TABLE invitations (
    code TEXT PRIMARY KEY, room TEXT NOT NULL, by_user TEXT NOT NULL, at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL, max_uses INTEGER NOT NULL, uses INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX invitations_by_room ON invitations (room, at DESC, code);
  CREATE TABLE waiting (
    room TEXT NOT NULL, user TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (room, user)
  ) WITHOUT ROWID;
  CREATE INDEX waiting_in_order ON waiting (room, at, user);
  CREATE INDEX waiting_by_user ON waiting (user);
  CREATE TRIGGER messages_release_gone AFTER DELETE ON messages WHEN OLD.url IS NOT NULL BEGIN
    INSERT OR IGNORE INTO released_media VALUES (OLD.url);
    INSERT OR IGNORE INTO released_media SELECT OLD.thumb_url WHERE OLD.thumb_url IS NOT NULL;
  END;
`;
