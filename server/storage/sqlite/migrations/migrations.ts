/**
 * Every step from an empty file to today's tables, in order. A step that was released is never changed or moved: the number
 * of steps that a file has been through is its version.
 */
import { BOUNDED_READS } from './bounded-reads';
import { CAME_SEQ } from './came-seq';
import { GOVERNANCE_TABLES } from './governance-tables';
import { INITIAL_TABLES } from './initial-tables';
import { LAST_TALK } from './last-talk';
import { MEDIA_COLUMNS } from './media-columns';
import { MESSAGE_KINDS } from './message-kinds';
import { NAME_LOOKS } from './name-looks';
import { PEOPLE_COLUMNS } from './people-columns';
import { ROOM_ADMISSIONS } from './admission-tables';
import { ROOM_NAMES } from './room-names';

/** The first seq that was not trimmed. Rows before it have no words any more and stay for what they know of client ids. */
const OLDEST = 'ALTER TABLE rooms ADD COLUMN oldest INTEGER NOT NULL DEFAULT 1;';

/** Files that were received while this database was in use. */
const NOTED_FILES = 'CREATE TABLE noted_files (path TEXT PRIMARY KEY) WITHOUT ROWID;';

/** Who is gone is taken out of other people's lists. */
const BLOCKED_INDEX = 'CREATE INDEX blocks_by_blocked ON blocks (blocked);';

/** What one person gave is found without looking at what others did. */
const REACTIONS_BY_USER = 'CREATE INDEX reactions_by_user ON reactions (room, user, seq);';

/** Whose files are, and what the server made of them; absent for those of an older server. */
const FILE_OWNERS = `
  ALTER TABLE noted_files ADD COLUMN user TEXT;
  ALTER TABLE noted_files ADD COLUMN facts TEXT;
`;

/** What names a file is found by its kind, also by one that comes later: the index before this one listed three. */
const MESSAGES_WITH_FILE = `
  DROP INDEX messages_by_kind;
  CREATE INDEX messages_with_file ON messages (room, kind, seq) WHERE url IS NOT NULL;
`;

/** The index of a step is the version of a file that has not been through it. */
export const MIGRATIONS: readonly string[] = [
  INITIAL_TABLES,
  MESSAGE_KINDS,
  OLDEST,
  GOVERNANCE_TABLES,
  MEDIA_COLUMNS,
  BOUNDED_READS,
  NOTED_FILES,
  PEOPLE_COLUMNS,
  ROOM_ADMISSIONS,
  BLOCKED_INDEX,
  FILE_OWNERS,
  NAME_LOOKS,
  ROOM_NAMES,
  CAME_SEQ,
  LAST_TALK,
  REACTIONS_BY_USER,
  MESSAGES_WITH_FILE,
];
