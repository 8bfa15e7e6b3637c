/**
 * Which message names which file. The columns are read out of the body, so they say nothing once it was recalled or trimmed,
 * and texts take no room in the indexes. A file that a message lets go of is noted in the same transaction.
 */
/** SQL of one migration. */
export const MEDIA_COLUMNS = `
  ALTER TABLE messages ADD COLUMN kind TEXT AS (json_extract(body, '$.kind'));
  ALTER TABLE messages ADD COLUMN url TEXT AS (json_extract(body, '$.url'));
  ALTER TABLE messages ADD COLUMN thumb_url TEXT AS (json_extract(body, '$.thumbUrl'));
  CREATE INDEX messages_by_kind ON messages (room, kind, seq) WHERE kind IN ('image', 'voice', 'file');
  CREATE INDEX messages_by_url ON messages (url) WHERE url IS NOT NULL;
  CREATE INDEX messages_by_thumb_url ON messages (thumb_url) WHERE thumb_url IS NOT NULL;
  CREATE INDEX users_by_avatar ON users (avatar);
  CREATE TABLE released_media (path TEXT PRIMARY KEY) WITHOUT ROWID;
  CREATE TRIGGER messages_release AFTER UPDATE OF body ON messages WHEN OLD.url IS NOT NULL AND NEW.url IS NULL BEGIN
    INSERT OR IGNORE INTO released_media VALUES (OLD.url);
    INSERT OR IGNORE INTO released_media SELECT OLD.thumb_url WHERE OLD.thumb_url IS NOT NULL;
  END;
`;
