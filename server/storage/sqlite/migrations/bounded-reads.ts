/**
 * What keeps reading cheap however much there is: reactions counted where they are given, members in the order of their
 * names and of their roles, messages that count as unread in an index of their own, and a list of what recalled and trimmed
 * messages left behind, which is taken away a little at a time.
 */
/** SQL of one migration. */
export const BOUNDED_READS = `
  CREATE TABLE reaction_counts (
    room TEXT NOT NULL, seq INTEGER NOT NULL, emoji TEXT NOT NULL, count INTEGER NOT NULL, first INTEGER NOT NULL,
    names TEXT NOT NULL, PRIMARY KEY (room, seq, emoji)
  ) WITHOUT ROWID;
  CREATE INDEX reactions_in_order ON reactions (room, seq, emoji, at_seq, user);
  INSERT INTO reaction_counts
    SELECT room, seq, emoji, COUNT(*), MIN(at_seq), (
      SELECT json_group_array(user) FROM (
        SELECT user FROM reactions AS one
        WHERE one.room = reactions.room AND one.seq = reactions.seq AND one.emoji = reactions.emoji
        ORDER BY at_seq LIMIT 20))
    FROM reactions GROUP BY room, seq, emoji;
  CREATE TABLE loose_ends (
    room TEXT NOT NULL, seq INTEGER NOT NULL, words INTEGER NOT NULL, PRIMARY KEY (room, seq)
  ) WITHOUT ROWID;
  ALTER TABLE members ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
  UPDATE members SET name_key = COALESCE((SELECT name_key FROM users WHERE users.user = members.user), '');
  CREATE INDEX members_by_name ON members (room, name_key, user);
  CREATE INDEX members_by_role ON members (room, role, joined_at, user);
  CREATE TRIGGER members_named AFTER INSERT ON members BEGIN
    UPDATE members SET name_key = COALESCE((SELECT name_key FROM users WHERE users.user = NEW.user), '')
      WHERE room = NEW.room AND user = NEW.user;
  END;
  CREATE TRIGGER users_renamed AFTER UPDATE OF name_key ON users BEGIN
    UPDATE members SET name_key = NEW.name_key WHERE user = NEW.user;
  END;
  CREATE INDEX messages_unread ON messages (room, seq, user) WHERE counts = 1;
  DROP TRIGGER messages_gone;
  CREATE TRIGGER messages_gone AFTER DELETE ON messages BEGIN
    DELETE FROM reactions WHERE room = OLD.room AND seq = OLD.seq;
    DELETE FROM reaction_counts WHERE room = OLD.room AND seq = OLD.seq;
    DELETE FROM quotes WHERE room = OLD.room AND of_seq = OLD.seq;
    DELETE FROM mentions WHERE room = OLD.room AND seq = OLD.seq;
  END;
`;
