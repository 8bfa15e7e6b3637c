/**
 * By what the names of people and rooms are found that look alike, by an index. Not unique: names that were given before
 * looks were compared stay. Whoever is renamed by anything that knows no looks has none until the next start.
 */
/** SQL of one migration. */
export const NAME_LOOKS = `
  CREATE TABLE name_looks (
    kind TEXT NOT NULL, look TEXT NOT NULL, bearer TEXT NOT NULL, PRIMARY KEY (kind, look, bearer)
  ) WITHOUT ROWID;
  CREATE INDEX name_looks_by_bearer ON name_looks (kind, bearer);
  CREATE TRIGGER users_looked AFTER UPDATE OF name ON users WHEN NEW.name <> OLD.name BEGIN
    DELETE FROM name_looks WHERE kind = 'user' AND bearer = OLD.user;
  END;
  CREATE TRIGGER users_unlooked AFTER DELETE ON users BEGIN
    DELETE FROM name_looks WHERE kind = 'user' AND bearer = OLD.user;
  END;
  CREATE TRIGGER rooms_looked AFTER UPDATE OF name ON rooms WHEN NEW.name <> OLD.name BEGIN
    DELETE FROM name_looks WHERE kind = 'room' AND bearer = OLD.room;
  END;
  CREATE TRIGGER rooms_unlooked AFTER DELETE ON rooms BEGIN
    DELETE FROM name_looks WHERE kind = 'room' AND bearer = OLD.room;
  END;
`;
