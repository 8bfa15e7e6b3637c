/**
 * What the log does in one trip to the database. Whoever calls `append_messages` hands over each (person, client id) once. It
 * locks first and looks afterwards, in statements of their own: a statement that does both sees what was there before it waited.
 */
/** SQL of one migration. */
export const LOG_FUNCTIONS = `
  CREATE FUNCTION append_messages(
    rooms_of text[], users_of text[], clients_of text[], ats_of bigint[], bodies_of text[], counts_of smallint[],
    moves_of boolean[], kinds_of text[]
  ) RETURNS TABLE (nth bigint, outcome text, new_seq bigint, new_at bigint, found_room text) LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM 1 FROM rooms WHERE rooms.room = ANY (rooms_of) ORDER BY rooms.room FOR NO KEY UPDATE;
    RETURN QUERY
      WITH asked AS MATERIALIZED (
        SELECT * FROM unnest(rooms_of, users_of, clients_of, ats_of, bodies_of, counts_of, moves_of, kinds_of)
          WITH ORDINALITY AS each (room, person, client_id, at, body, counts, moves, kind, nth)
      ), looked AS MATERIALIZED (
        SELECT asked.*, own.head, known.room AS known_room, known.seq AS known_seq, known.at AS known_at
        FROM asked
        LEFT JOIN LATERAL (SELECT rooms.head FROM rooms WHERE rooms.room = asked.room LIMIT 1) AS own ON true
        LEFT JOIN LATERAL (
          SELECT messages.room, messages.seq, messages.at FROM messages
          WHERE messages."user" = asked.person AND messages.client_id = asked.client_id LIMIT 1) AS known ON true
      ), fresh AS MATERIALIZED (
        SELECT looked.*, looked.head + row_number() OVER (PARTITION BY looked.room ORDER BY looked.nth) AS seq
        FROM looked WHERE looked.head IS NOT NULL AND looked.known_room IS NULL
      ), written AS (
        INSERT INTO messages (room, seq, "user", client_id, at, body, counts, kind)
          SELECT fresh.room, fresh.seq, fresh.person, fresh.client_id, fresh.at, fresh.body, fresh.counts, fresh.kind
          FROM fresh ORDER BY fresh.person, fresh.client_id
      ), ends AS (
        UPDATE rooms SET head = newest.head, last = COALESCE(newest.last, rooms.last)
          FROM (
            SELECT fresh.room, max(fresh.seq) AS head, max(fresh.seq) FILTER (WHERE fresh.moves) AS last
            FROM fresh GROUP BY fresh.room) AS newest
          WHERE rooms.room = newest.room
      )
      SELECT looked.nth,
        CASE WHEN looked.head IS NULL THEN 'no_room' WHEN looked.known_room IS NULL THEN 'committed'
          WHEN looked.known_room = looked.room THEN 'duplicate' ELSE 'conflict' END,
        COALESCE(fresh.seq, looked.known_seq), COALESCE(looked.known_at, looked.at), looked.known_room
      FROM looked LEFT JOIN fresh ON fresh.nth = looked.nth ORDER BY looked.nth;
  END $$;

  CREATE FUNCTION first_seq_at(which text, since bigint) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
  DECLARE
    low bigint; high bigint; newest bigint; middle bigint; near record;
  BEGIN
    SELECT oldest, head INTO low, newest FROM rooms WHERE room = which;
    IF NOT FOUND THEN RETURN 0; END IF;
    high := newest + 1;
    WHILE low < high LOOP
      middle := (low + high) / 2;
      SELECT messages.seq, messages.at INTO near FROM messages
        WHERE messages.room = which AND messages.seq >= middle ORDER BY messages.seq LIMIT 1;
      IF NOT FOUND OR near.at >= since THEN high := middle; ELSE low := near.seq + 1; END IF;
    END LOOP;
    RETURN CASE WHEN low > newest THEN 0 ELSE low END;
  END $$;
`;
