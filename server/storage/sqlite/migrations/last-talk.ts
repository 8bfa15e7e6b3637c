/**
 * Lines about who came, went or was removed are no room's newest message any more. Of rooms that end with such lines the
 * newest other message is looked for from the end backwards, so that it costs no more than those lines.
 */
const IS_COMING = ['joined', 'left', 'removed']
  .map((event) => `body LIKE '{"kind":"notice","event":"${event}"%'`)
  .join(' OR ');
const IS_EVENT = `body LIKE '{"kind":"recall",%' OR body LIKE '{"kind":"reaction",%'`;

/** SQL of one migration. */
export const LAST_TALK = `
  UPDATE rooms SET last = COALESCE((
    SELECT seq FROM messages
    WHERE messages.room = rooms.room AND seq < rooms.last AND NOT (${IS_COMING} OR ${IS_EVENT})
    ORDER BY seq DESC LIMIT 1), 0)
  WHERE EXISTS (SELECT 1 FROM messages WHERE messages.room = rooms.room AND seq = rooms.last AND (${IS_COMING}));
`;
