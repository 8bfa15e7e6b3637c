/**
 * The version of a database: how many steps of `migrations.ts` it has been through. Steps that it lacks are taken at the start; a
 * database that a newer server wrote is refused, never guessed at.
 */
import { MIGRATIONS } from './migrations/migrations';
import type { Sql } from './sql';

const VERSION_KEY = 'schema';
/** Servers that start at the same time take the steps one after the other. */
const LOCK = [0x6d63, 2] as const;

async function readVersion(sql: Sql): Promise<number> {
  const isThere =
    (await sql.all(`SELECT (to_regclass('meta') IS NOT NULL)::int AS found`))[0]?.['found'] === 1;
  if (!isThere) return 0;
  const row = (await sql.all('SELECT value FROM meta WHERE key = $1', VERSION_KEY))[0];
  return Number(row?.['value'] ?? 0);
}

/** In a transaction: all steps or none. @throws Error for a database of an unknown version */
export async function prepareSchema(sql: Sql): Promise<void> {
  await sql.run('SELECT pg_advisory_xact_lock($1::int, $2::int)', ...LOCK);
  const version = await readVersion(sql);
  if (version === MIGRATIONS.length) return;
  if (version > MIGRATIONS.length) {
    throw new Error(`its schema has version ${version}, this server knows version ${MIGRATIONS.length}`);
  }
  for (const step of MIGRATIONS.slice(version)) await sql.run(step);
  await sql.run(
    'INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    VERSION_KEY,
    String(MIGRATIONS.length),
  );
}
