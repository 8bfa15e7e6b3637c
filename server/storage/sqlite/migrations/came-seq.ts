/**
 * The first seq that was said after a member came in: they are no reader of what came before. Of members of before it is
 * the line that says so, where there is one.
 */
/** SQL of one migration. */
export const CAME_SEQ = `
  ALTER TABLE members ADD COLUMN came_seq INTEGER NOT NULL DEFAULT 1;
  UPDATE members SET came_seq = COALESCE((
    SELECT MAX(seq) FROM messages
    WHERE messages.user = members.user AND client_id >= 'notice-' AND client_id < 'notice.'
      AND messages.room = members.room AND body LIKE '{"kind":"notice","event":"joined"%'), 1);
  CREATE TRIGGER members_came AFTER INSERT ON members BEGIN
    UPDATE members SET came_seq = NEW.read + 1 WHERE room = NEW.room AND user = NEW.user;
  END;
`;
