/**
 * Which names look like one that somebody has. Says nothing of names that were there before: they may look the same.
 */
import { LOOKS_VERSION, lookKey, looksAlike } from '../../names/looks';
import type { SqlDatabase } from './driver';

/** Names of people and of rooms may be the same. */
export type NameKind = 'user' | 'room';

/** Of one kind of name. */
export interface NameLooks {
  /** Whether somebody but `except` has a name that looks like this one. */
  isTaken(name: string, except?: string): boolean;
  /** In the transaction that gives the name, after it. */
  note(bearer: string, name: string): void;
}

/** So many names are compared; where more are near a wanted one, it counts as taken. */
const MAX_NEAR = 200;

/** The names of rooms that are closed, or that everybody has left, are free. */
const HOLDS: Readonly<Record<NameKind, string>> = {
  user: '',
  room: 'AND rooms.closed = 0 AND rooms.emptied_at = 0',
};

/** Looks at a bounded number of names, however many look alike. */
export function createNameLooks(db: SqlDatabase, kind: NameKind): NameLooks {
  const near = db.prepare(
    `SELECT name FROM name_looks JOIN ${kind}s ON ${kind}s.${kind} = name_looks.bearer
      WHERE kind = ? AND look = ? AND bearer <> ? ${HOLDS[kind]} LIMIT ${MAX_NEAR}`,
  );
  const forget = db.prepare('DELETE FROM name_looks WHERE kind = ? AND bearer = ?');
  const add = db.prepare(
    'INSERT INTO name_looks (kind, look, bearer) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  return {
    isTaken(name, except = '') {
      const names = near.all(kind, lookKey(name), except).map((row) => String(row['name']));
      return names.length === MAX_NEAR || names.some((other) => looksAlike(name, other));
    },
    note(bearer, name) {
      forget.run(kind, bearer);
      add.run(kind, lookKey(name), bearer);
    },
  };
}

const META_KEY = 'looks';

function lookAtAll(db: SqlDatabase, kind: NameKind): void {
  const looks = createNameLooks(db, kind);
  const missing = db.prepare(
    `SELECT ${kind} AS bearer, name FROM ${kind}s WHERE NOT EXISTS
       (SELECT 1 FROM name_looks WHERE kind = '${kind}' AND bearer = ${kind}s.${kind})`,
  );
  for (const { bearer, name } of missing.all()) looks.note(String(bearer), String(name));
}

/** Looks of names that have none, and all of them anew when the rules or the table have changed. */
export function prepareLooks(db: SqlDatabase): void {
  const version = db.prepare('SELECT value FROM meta WHERE key = ?').all(META_KEY)[0]?.['value'];
  db.transact(() => {
    if (version !== LOOKS_VERSION) db.exec('DELETE FROM name_looks');
    lookAtAll(db, 'user');
    lookAtAll(db, 'room');
    db.prepare(
      'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    ).run(META_KEY, LOOKS_VERSION);
  });
}
