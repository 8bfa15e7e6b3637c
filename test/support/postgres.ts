/**
 * Empty databases on the PostgreSQL server of this run, whose address `TEST_DATABASE_URL` tells. Making one costs a second, so a test
 * file gives those back that it has done with.
 */
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { createEpoch } from '../../server/rooms/room-id';
import { secureRandom } from '../../server/system';

const MADE = `minichat_test_${randomBytes(6).toString('hex')}`;

/** Rows of every table but the version of the schema; triggers would write new ones. */
const EMPTY = `DO $$ DECLARE one record; BEGIN
  PERFORM set_config('session_replication_role', 'replica', true);
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    IF one.tablename <> 'meta' THEN EXECUTE format('DELETE FROM %I', one.tablename); END IF;
  END LOOP;
  IF to_regclass('meta') IS NOT NULL THEN DELETE FROM meta WHERE key <> 'schema'; END IF;
END $$`;

export const makeEpoch = () => createEpoch(secureRandom);

const made: string[] = [];
const free: string[] = [];

function baseUrl(): string {
  const url = process.env['TEST_DATABASE_URL'];
  if (url === undefined) throw new Error('TEST_DATABASE_URL is not set: npm run test:server sets it');
  return url;
}

function urlOf(name: string): string {
  const url = new URL(baseUrl());
  url.pathname = `/${name}`;
  return url.href;
}

/** Statements on a connection of their own. */
export async function ask(url: string, ...statements: string[]): Promise<readonly unknown[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    let rows: readonly unknown[] = [];
    for (const sql of statements) ({ rows } = await client.query(sql));
    return rows;
  } finally {
    await client.end();
  }
}

/** Address of a database without a row in it. */
export async function takeDatabase(): Promise<string> {
  const known = free.pop();
  if (known !== undefined) {
    await ask(known, EMPTY);
    return known;
  }
  const name = `${MADE}_${made.length}`;
  made.push(name);
  await ask(baseUrl(), `CREATE DATABASE ${name}`);
  return urlOf(name);
}

/** Nobody uses it any more. */
export function giveBack(url: string): void {
  free.push(url);
}

afterAll(async () => {
  for (const name of made) await ask(baseUrl(), `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
});
