/**
 * Since when a person's tickets count, and since when they are banned; 0 for never. Few people have ended
 * tickets: they are found by an index of those alone.
 */
/** SQL of one migration. */
export const PEOPLE_COLUMNS = `
  ALTER TABLE users ADD COLUMN tickets_ended_at INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE users ADD COLUMN banned_at INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX users_by_ended_tickets ON users (tickets_ended_at) WHERE tickets_ended_at > 0;
`;
