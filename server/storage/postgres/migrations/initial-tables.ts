/**
 * The first version of the tables in PostgreSQL. Ids and keys are compared byte by byte, as Node compares them. The room's row is
 * what whoever changes anything of a room locks first. `head`: newest seq that was used; `oldest`: first one that was not trimmed;
 * `last`: newest message that moves the room; `counts`: unread by those who have not read it.
 */
/** SQL of one migration. */
export const INITIAL_TABLES = `
  CREATE TABLE meta (key text COLLATE "C" PRIMARY KEY, value text NOT NULL);
  CREATE TABLE lineage (one smallint PRIMARY KEY CHECK (one = 1), value text NOT NULL);
  CREATE TABLE users (
    "user" text COLLATE "C" PRIMARY KEY, name text NOT NULL, name_key text COLLATE "C" NOT NULL UNIQUE, avatar text NOT NULL,
    key_hash text COLLATE "C" UNIQUE, language text NOT NULL, at bigint NOT NULL,
    tickets_ended_at bigint NOT NULL DEFAULT 0, banned_at bigint NOT NULL DEFAULT 0
  );
  CREATE INDEX users_by_avatar ON users (avatar);
  CREATE INDEX users_by_ended_tickets ON users (tickets_ended_at) WHERE tickets_ended_at > 0;
  CREATE TABLE rooms (
    room text COLLATE "C" PRIMARY KEY, name text NOT NULL, name_key text COLLATE "C" NOT NULL, epoch text NOT NULL,
    head bigint NOT NULL DEFAULT 0, at bigint NOT NULL, last bigint NOT NULL DEFAULT 0, oldest bigint NOT NULL DEFAULT 1,
    announcement text NOT NULL DEFAULT '', access text NOT NULL DEFAULT 'public', slow_ms bigint NOT NULL DEFAULT 0,
    closed smallint NOT NULL DEFAULT 0, code text COLLATE "C" NOT NULL UNIQUE, entry text NOT NULL DEFAULT 'open',
    past text NOT NULL DEFAULT 'all', emptied_at bigint NOT NULL DEFAULT 0
  );
  CREATE UNIQUE INDEX rooms_by_name ON rooms (name_key) WHERE closed = 0 AND emptied_at = 0;
  CREATE TABLE name_looks (
    kind text COLLATE "C" NOT NULL, look text COLLATE "C" NOT NULL, bearer text COLLATE "C" NOT NULL,
    PRIMARY KEY (kind, look, bearer)
  );
  CREATE INDEX name_looks_by_bearer ON name_looks (kind, bearer);
  CREATE TABLE members (
    room text COLLATE "C" NOT NULL, "user" text COLLATE "C" NOT NULL, read bigint NOT NULL, role text COLLATE "C" NOT NULL,
    joined_at bigint NOT NULL DEFAULT 0, pinned smallint NOT NULL DEFAULT 0, muted smallint NOT NULL DEFAULT 0,
    marked_unread smallint NOT NULL DEFAULT 0, since bigint NOT NULL DEFAULT 1, name_key text COLLATE "C" NOT NULL DEFAULT '',
    came_seq bigint NOT NULL DEFAULT 1, PRIMARY KEY (room, "user")
  );
  CREATE INDEX members_by_user ON members ("user");
  CREATE INDEX members_by_name ON members (room, name_key, "user");
  CREATE INDEX members_by_role ON members (room, role, joined_at, "user");
  CREATE INDEX members_staff ON members (role) WHERE role <> 'member';
  CREATE TABLE messages (
    room text COLLATE "C" NOT NULL, seq bigint NOT NULL, "user" text COLLATE "C" NOT NULL,
    client_id text COLLATE "C" NOT NULL, at bigint NOT NULL, body text NOT NULL, counts smallint NOT NULL,
    kind text COLLATE "C" NOT NULL, url text COLLATE "C", thumb_url text COLLATE "C", PRIMARY KEY (room, seq)
  );
  CREATE UNIQUE INDEX messages_by_client_id ON messages ("user", client_id);
  CREATE INDEX messages_unread ON messages (room, seq, "user") WHERE counts = 1;
  CREATE INDEX messages_by_kind ON messages (room, kind, seq);
  CREATE INDEX messages_by_url ON messages (url) WHERE url IS NOT NULL;
  CREATE INDEX messages_by_thumb_url ON messages (thumb_url) WHERE thumb_url IS NOT NULL;
`;

/** What messages have to do with each other, with people and with files. SQL of one migration. */
export const LINKED_TABLES = `
  CREATE TABLE reactions (
    room text COLLATE "C" NOT NULL, seq bigint NOT NULL, emoji text COLLATE "C" NOT NULL, "user" text COLLATE "C" NOT NULL,
    at_seq bigint NOT NULL, PRIMARY KEY (room, seq, emoji, "user")
  );
  CREATE INDEX reactions_in_order ON reactions (room, seq, emoji, at_seq, "user");
  CREATE INDEX reactions_by_user ON reactions (room, "user", seq);
  CREATE TABLE reaction_counts (
    room text COLLATE "C" NOT NULL, seq bigint NOT NULL, emoji text COLLATE "C" NOT NULL, count bigint NOT NULL,
    first bigint NOT NULL, names text NOT NULL, PRIMARY KEY (room, seq, emoji)
  );
  CREATE TABLE quotes (
    room text COLLATE "C" NOT NULL, of_seq bigint NOT NULL, seq bigint NOT NULL, PRIMARY KEY (room, of_seq, seq)
  );
  CREATE TABLE mentions (
    room text COLLATE "C" NOT NULL, "user" text COLLATE "C" NOT NULL, seq bigint NOT NULL, PRIMARY KEY (room, "user", seq)
  );
  CREATE INDEX mentions_by_message ON mentions (room, seq);
  CREATE TABLE loose_ends (
    room text COLLATE "C" NOT NULL, seq bigint NOT NULL, words smallint NOT NULL, PRIMARY KEY (room, seq)
  );
  CREATE TABLE sanctions (
    room text COLLATE "C" NOT NULL, "user" text COLLATE "C" NOT NULL, muted_until bigint NOT NULL DEFAULT 0,
    kept_out_until bigint NOT NULL DEFAULT 0, PRIMARY KEY (room, "user")
  );
  CREATE TABLE reports (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at bigint NOT NULL, reporter text NOT NULL, room text NOT NULL,
    "user" text NOT NULL, seq bigint, reason text NOT NULL
  );
  CREATE TABLE blocks (
    "user" text COLLATE "C" NOT NULL, blocked text COLLATE "C" NOT NULL, PRIMARY KEY ("user", blocked)
  );
  CREATE INDEX blocks_by_blocked ON blocks (blocked);
  CREATE TABLE invitations (
    code text COLLATE "C" PRIMARY KEY, room text COLLATE "C" NOT NULL, by_user text NOT NULL, at bigint NOT NULL,
    expires_at bigint NOT NULL, max_uses bigint NOT NULL, uses bigint NOT NULL
  );
  CREATE INDEX invitations_by_room ON invitations (room, at DESC, code);
  CREATE TABLE waiting (
    room text COLLATE "C" NOT NULL, "user" text COLLATE "C" NOT NULL, at bigint NOT NULL, PRIMARY KEY (room, "user")
  );
  CREATE INDEX waiting_in_order ON waiting (room, at, "user");
  CREATE INDEX waiting_by_user ON waiting ("user");
  CREATE TABLE released_media (path text COLLATE "C" PRIMARY KEY);
  CREATE TABLE noted_files (path text COLLATE "C" PRIMARY KEY, "user" text COLLATE "C", facts text);
  CREATE FUNCTION release_media() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO released_media (path)
      SELECT path FROM (VALUES (OLD.url), (OLD.thumb_url)) AS named (path) WHERE path IS NOT NULL ON CONFLICT DO NOTHING;
    RETURN NULL;
  END $$;
  CREATE TRIGGER messages_release AFTER UPDATE OF url ON messages FOR EACH ROW
    WHEN (OLD.url IS NOT NULL AND NEW.url IS NULL) EXECUTE FUNCTION release_media();
  CREATE TRIGGER messages_release_gone AFTER DELETE ON messages FOR EACH ROW
    WHEN (OLD.url IS NOT NULL) EXECUTE FUNCTION release_media();
  CREATE FUNCTION drop_links() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    DELETE FROM reactions WHERE room = OLD.room AND seq = OLD.seq;
    DELETE FROM reaction_counts WHERE room = OLD.room AND seq = OLD.seq;
    DELETE FROM quotes WHERE room = OLD.room AND of_seq = OLD.seq;
    DELETE FROM mentions WHERE room = OLD.room AND seq = OLD.seq;
    RETURN NULL;
  END $$;
  CREATE TRIGGER messages_gone AFTER DELETE ON messages FOR EACH ROW EXECUTE FUNCTION drop_links();
`;
