/**
 * Takes what was taken back out of the database's files too. SQLite overwrites what it takes out of a page, but not what it left in
 * one when it moved rows to another: only a file that is written anew is free of that. A small one is written anew at once; a
 * large one would keep everybody waiting, so it is noted as due, for the next start.
 */
import { isUnreadable } from '../unreadable';
import type { SqlDatabase } from './driver';

/** As large as a database may be that is written anew while people wait: some tens of milliseconds. */
export const MAX_REWRITTEN_BYTES = 8 * 1_024 * 1_024;

const DUE_KEY = 'rewrite_due';

const readPragma = (db: SqlDatabase, name: string): number =>
  Number(db.prepare(`PRAGMA ${name}`).all()[0]?.[name] ?? 0);

/** A file with a page that cannot be read stays as it is: what is left of it is not given up for that. */
function rewrite(db: SqlDatabase): void {
  try {
    db.exec('VACUUM');
  } catch (thrown) {
    if (!isUnreadable(thrown)) throw thrown;
  }
}

/** Writes the log, which has the pages as they were before, into the file and cuts it off. */
function cutLog(db: SqlDatabase): void {
  const busy = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all()[0]?.['busy'];
  if (busy !== 0) throw new Error('the log of the database is in use');
}

/** Both calls take as long as the file is large, and hold everybody up meanwhile. */
export interface Rewriting {
  wipe(): void;
  /** False when nothing was due. */
  rewriteIfDue(): boolean;
}

/** A database of more than `maxAtOnce` bytes is written anew at the next start. */
export function createRewriting(db: SqlDatabase, maxAtOnce: number): Rewriting {
  const note = db.prepare(`INSERT INTO meta (key, value) VALUES ('${DUE_KEY}', '1') ON CONFLICT DO NOTHING`);
  const isDue = db.prepare(`SELECT 1 AS found FROM meta WHERE key = '${DUE_KEY}'`);
  const forget = db.prepare(`DELETE FROM meta WHERE key = '${DUE_KEY}'`);
  return {
    wipe() {
      const isSmall = readPragma(db, 'page_count') * readPragma(db, 'page_size') <= maxAtOnce;
      if (isSmall) rewrite(db);
      else note.run();
      cutLog(db);
    },
    rewriteIfDue() {
      if (isDue.all().length === 0) return false;
      rewrite(db);
      forget.run();
      cutLog(db);
      return true;
    },
  };
}
