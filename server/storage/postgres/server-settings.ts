/**
 * What a PostgreSQL server must be set to before anything is stored there: an acknowledged message is one that is on its disk.
 */
import { StartError } from '../../start-error';
import type { Sql } from './sql';

const OLDEST_VERSION = 140_000;
const VERSION_STEP = 10_000;

const SETTINGS = `
  SELECT current_setting('server_version_num')::int AS version, current_setting('fsync') AS fsync,
    current_setting('synchronous_commit') AS synchronous_commit, current_setting('server_encoding') AS encoding`;

function findFault(row: Readonly<Record<string, unknown>>): string | null {
  const version = Number(row['version']);
  if (version < OLDEST_VERSION) {
    return `PostgreSQL ${Math.floor(version / VERSION_STEP)} is too old: use version ${OLDEST_VERSION / VERSION_STEP} or newer.`;
  }
  if (row['fsync'] !== 'on') {
    return 'PostgreSQL runs with fsync off and would lose acknowledged messages in a crash: set fsync = on.';
  }
  if (row['synchronous_commit'] === 'off') {
    return (
      'PostgreSQL runs with synchronous_commit off and would lose acknowledged messages in a crash: set it to on, for this ' +
      'database with ALTER DATABASE … SET synchronous_commit = on.'
    );
  }
  if (row['encoding'] === 'UTF8') return null;
  return `The database of DATABASE_URL has the encoding ${String(row['encoding'])}: make one with the encoding UTF8.`;
}

/** @throws StartError */
export async function checkSettings(sql: Sql): Promise<void> {
  const fault = findFault((await sql.all(SETTINGS))[0] ?? {});
  if (fault !== null) throw new StartError(fault);
}
