/**
 * Which tables of the database cannot be read whole, they or one of their indexes. Looks at how the file hangs together, not at
 * what it says. Knows no table but the one that is too large to be looked at each time.
 */
import { isUnreadable } from '../unreadable';
import type { SqlDatabase } from './driver';

/** The log is most of a database. Looking at this much of it takes about a second. */
const MAX_LOG_BYTES = 64 * 1_024 * 1_024;
const LOG = 'messages';

const pragma = (db: SqlDatabase, name: string): number =>
  Number(db.prepare(`PRAGMA ${name}`).all()[0]?.[name] ?? 0);

function isWhole(db: SqlDatabase, table: string): boolean {
  try {
    return db.prepare(`PRAGMA quick_check("${table}")`).all()[0]?.['quick_check'] === 'ok';
  } catch (thrown) {
    // A row whose words are damaged is read as one that nobody knows: the pages hang together.
    return !isUnreadable(thrown);
  }
}

/** The log of a larger file is left out: what is damaged there is found by whoever reads it. */
export function findDamage(db: SqlDatabase, maxLogBytes = MAX_LOG_BYTES): readonly string[] {
  const isSmall = pragma(db, 'page_count') * pragma(db, 'page_size') <= maxLogBytes;
  const tables = db.prepare(`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`).all();
  const names = tables.map(({ name }) => String(name)).filter((name) => isSmall || name !== LOG);
  return names.filter((name) => !isWhole(db, name));
}
