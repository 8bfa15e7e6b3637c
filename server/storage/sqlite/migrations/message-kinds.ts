/**
 * Messages about messages: reactions, quotes and mentions. `last`: seq of the newest message of a room that is no event;
 * `counts`: unread by those who have not read it.
 */
/** SQL of one migration. */
export const MESSAGE_KINDS = `
  ALTER TABLE rooms ADD COLUMN last INTEGER NOT NULL DEFAULT 0;
  UPDATE rooms SET last = head;
  ALTER TABLE messages ADD COLUMN counts INTEGER NOT NULL DEFAULT 1;
  UPDATE messages SET counts = 0 WHERE body LIKE '{"kind":"notice"%';
  CREATE TABLE reactions (
    room TEXT NOT NULL, seq INTEGER NOT NULL, emoji TEXT NOT NULL, user TEXT NOT NULL, at_seq INTEGER NOT NULL,
    PRIMARY KEY (room, seq, emoji, user)
  ) WITHOUT ROWID;
  CREATE TABLE quotes (
    room TEXT NOT NULL, of_seq INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (room, of_seq, seq)
  ) WITHOUT ROWID;
  CREATE TABLE mentions (
    room TEXT NOT NULL, user TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (room, user, seq)
  ) WITHOUT ROWID;
  CREATE INDEX mentions_by_message ON mentions (room, seq);
  CREATE TRIGGER messages_gone AFTER DELETE ON messages BEGIN
    DELETE FROM reactions WHERE room = OLD.room AND seq = OLD.seq;
    DELETE FROM quotes WHERE room = OLD.room AND of_seq = OLD.seq;
    DELETE FROM mentions WHERE room = OLD.room AND seq = OLD.seq;
  END;
`;
