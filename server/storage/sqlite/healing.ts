/**
 * What the database was found to be when it was opened: whole, whole again because its indexes were made anew, or damaged in some
 * tables. Knows which other calls on it met damage since.
 */
import { rename } from 'node:fs/promises';
import { isUnreadable } from '../unreadable';
import type { StoreDamage } from '../port';
import { copyAnew } from './copying';
import { createDamageNote } from './damage-note';
import { openDatabase, type SqlDatabase } from './driver';
import { findDamage } from './inspection';
import { prepareSchema, releaseLock } from './schema';

/** The database behind a watch on every statement. */
export interface Healing extends StoreDamage {
  readonly db: SqlDatabase;
  /** Looks again at what was damaged, and at everything when the next statement meets damage. */
  recheck(): void;
}

/** Looks at all tables but the log when a statement meets damage; again only after `forget`, because it takes a while. */
function watch(
  db: SqlDatabase,
  damaged: Set<string>,
  onDamage: () => void,
): { readonly db: SqlDatabase; forget(): void } {
  let hasLooked = false;
  const look = (): void => {
    hasLooked = true;
    damaged.clear();
    for (const table of findDamage(db, 0)) damaged.add(table);
  };
  const guard = <A extends unknown[], T>(work: (...values: A) => T): ((...values: A) => T) => {
    return (...values) => {
      try {
        return work(...values);
      } catch (thrown) {
        if (isUnreadable(thrown) && !hasLooked) {
          onDamage();
          look();
        }
        throw thrown;
      }
    };
  };
  const prepare: SqlDatabase['prepare'] = (sql) => {
    const statement = db.prepare(sql);
    return { run: guard(statement.run), all: guard(statement.all) };
  };
  return {
    db: { ...db, prepare },
    forget() {
      if (damaged.size > 0) look();
      hasLooked = false;
    },
  };
}

async function rebuild(db: SqlDatabase, path: string): Promise<SqlDatabase | null> {
  const anew = await copyAnew(db, path);
  if (anew === null) return null;
  releaseLock(db);
  db.close();
  await rename(anew, path);
  const again = await openDatabase(path);
  prepareSchema(again);
  return again;
}

/**
 * The log of a file that is larger than `maxLogBytes` is looked at only when a statement met damage since the last time.
 * @throws Error for a file of an unknown version, or one that is locked
 */
export async function openHealed(path: string, maxLogBytes?: number): Promise<Healing> {
  const db = await openDatabase(path);
  try {
    prepareSchema(db);
    const note = createDamageNote(path);
    const isMet = note.isSet;
    const found = findDamage(db, isMet ? Infinity : maxLogBytes);
    const again = found.length === 0 || path === ':memory:' ? null : await rebuild(db, path);
    const damaged = new Set(again ? [] : found);
    // What could not be mended is looked at again, in case somebody has put another file there.
    if (isMet && damaged.size === 0) note.clear();
    const watched = watch(again ?? db, damaged, () => note.set());
    return {
      db: watched.db,
      rebuilt: again ? found : [],
      get damaged() {
        return [...damaged];
      },
      recheck: () => watched.forget(),
    };
  } catch (thrown) {
    db.close();
    throw thrown;
  }
}
