/**
 * Which names look like one that somebody has. Says nothing of names that were there before: they may look the same.
 */
import { LOOKS_VERSION, looksOf } from '../../names/looks';
import type { SqlDatabase } from './driver';

export type NameKind = 'user' | 'room';

export interface NameLooks {
  /** Whether somebody but `except` has a name that looks like this one. */
  isTaken(name: string, except?: string): boolean;
  /** In the transaction that gives the name, after it. */
  note(bearer: string, name: string): void;
}

/** The names of rooms that are closed, or that everybody has left, are free. */
const HOLDS: Readonly<Record<NameKind, string>> = {
  user: '',
  room: `AND EXISTS (SELECT 1 FROM rooms
    WHERE rooms.room = name_looks.bearer AND rooms.closed = 0 AND rooms.emptied_at = 0)`,
};

export function createNameLooks(db: SqlDatabase, kind: NameKind): NameLooks {
  const holder = db.prepare(
    `SELECT 1 AS found FROM name_looks WHERE kind = ? AND look IN (?, ?, ?) AND bearer <> ? ${HOLDS[kind]} LIMIT 1`,
  );
  const forget = db.prepare('DELETE FROM name_looks WHERE kind = ? AND bearer = ?');
  const add = db.prepare(
    'INSERT INTO name_looks (kind, look, bearer) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  return {
    isTaken: (name, except = '') => holder.all(kind, ...looksOf(name), except).length > 0,
    note(bearer, name) {
      forget.run(kind, bearer);
      for (const look of looksOf(name)) add.run(kind, look, bearer);
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
