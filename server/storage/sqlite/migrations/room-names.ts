/**
 * Names of rooms are unique among those that people can find: a room that was closed, or that everybody has left, holds none. The
 * table is written anew, with its triggers, because a constraint of its first version cannot be taken off. A room that somebody came back into is
 * not empty any more.
 */
/** SQL of one migration. */
export const ROOM_NAMES = `
  CREATE TABLE rooms_anew (
    room TEXT PRIMARY KEY, name TEXT NOT NULL, name_key TEXT NOT NULL, epoch TEXT NOT NULL, head INTEGER NOT NULL,
    at INTEGER NOT NULL, last INTEGER NOT NULL DEFAULT 0, oldest INTEGER NOT NULL DEFAULT 1,
    announcement TEXT NOT NULL DEFAULT '', access TEXT NOT NULL DEFAULT 'public', slow_ms INTEGER NOT NULL DEFAULT 0,
    closed INTEGER NOT NULL DEFAULT 0, code TEXT, entry TEXT NOT NULL DEFAULT 'open', past TEXT NOT NULL DEFAULT 'all',
    emptied_at INTEGER NOT NULL DEFAULT 0
  ) WITHOUT ROWID;
  INSERT INTO rooms_anew
    SELECT room, name, name_key, epoch, head, at, last, oldest, announcement, access, slow_ms, closed, code, entry, past,
      CASE WHEN EXISTS (SELECT 1 FROM members WHERE members.room = rooms.room) THEN 0 ELSE emptied_at END
    FROM rooms;
  DROP TABLE rooms;
  ALTER TABLE rooms_anew RENAME TO rooms;
  CREATE UNIQUE INDEX rooms_by_code ON rooms (code);
  CREATE UNIQUE INDEX rooms_by_name ON rooms (name_key) WHERE closed = 0 AND emptied_at = 0;
  CREATE TRIGGER rooms_looked AFTER UPDATE OF name ON rooms WHEN NEW.name <> OLD.name BEGIN
    DELETE FROM name_looks WHERE kind = 'room' AND bearer = OLD.room;
  END;
  CREATE TRIGGER rooms_unlooked AFTER DELETE ON rooms BEGIN
    DELETE FROM name_looks WHERE kind = 'room' AND bearer = OLD.room;
  END;
`;
