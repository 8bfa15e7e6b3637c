/**
 * Which names look like one that somebody has, in PostgreSQL. Says nothing of names that were there before: they may look the same.
 */
import { LOOKS_VERSION, lookKey, looksAlike } from '../../names/looks';
import type { Sql } from './sql';

/** Names of people and of rooms may be the same. */
type NameKind = 'user' | 'room';

/** So many names are compared; where more are near a wanted one, it counts as taken. */
const MAX_NEAR = 200;

/** The names of rooms that are closed, or that everybody has left, are free. */
const HOLDS: Readonly<Record<NameKind, string>> = {
  user: '',
  room: 'AND rooms.closed = 0 AND rooms.emptied_at = 0',
};

const nearOf = (kind: NameKind): string => `
  SELECT ${kind}s.name AS name FROM name_looks JOIN ${kind}s ON ${kind}s."${kind}" = name_looks.bearer
  WHERE name_looks.kind = '${kind}' AND look = $1 AND bearer <> $2 ${HOLDS[kind]} LIMIT ${MAX_NEAR}`;

/** Whether somebody but `except` has a name that looks like this one. Looks at a bounded number of names. */
export async function isLookTaken(sql: Sql, kind: NameKind, name: string, except = ''): Promise<boolean> {
  const names = (await sql.all(nearOf(kind), lookKey(name), except)).map((row) => String(row['name']));
  return names.length === MAX_NEAR || names.some((other) => looksAlike(name, other));
}

/** In the transaction that gives the name. */
export async function noteLook(sql: Sql, kind: NameKind, bearer: string, name: string): Promise<void> {
  await Promise.all([
    sql.run('DELETE FROM name_looks WHERE kind = $1 AND bearer = $2', kind, bearer),
    sql.run('INSERT INTO name_looks (kind, look, bearer) VALUES ($1, $2, $3)', kind, lookKey(name), bearer),
  ]);
}

const META_KEY = 'looks';

/** At the start: all of them anew when the rules or the table of letters have changed. */
export async function prepareLooks(sql: Sql): Promise<void> {
  const version = (await sql.all('SELECT value FROM meta WHERE key = $1 FOR UPDATE', META_KEY))[0]?.['value'];
  if (version === LOOKS_VERSION) return;
  for (const kind of ['user', 'room'] as const) {
    const named = await sql.all(`SELECT "${kind}" AS bearer, name FROM ${kind}s`);
    await sql.run('DELETE FROM name_looks WHERE kind = $1', kind);
    await sql.run(
      `INSERT INTO name_looks (kind, look, bearer) SELECT $1, look, bearer FROM unnest($2::text[], $3::text[]) AS each (look, bearer)`,
      kind,
      named.map(({ name }) => lookKey(String(name))),
      named.map(({ bearer }) => String(bearer)),
    );
  }
  await sql.run(
    'INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    META_KEY,
    LOOKS_VERSION,
  );
}
