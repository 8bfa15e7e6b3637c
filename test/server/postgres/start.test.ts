/**
 * The server as a program on a PostgreSQL database: that it starts, says in one sentence why it does not, and goes on by itself.
 */
import { rmSync } from 'node:fs';
import { silentLogger } from '../../../miniprogram/core/base/logger';
import { readConfig } from '../../../server/config';
import { startServer, type RunningServer } from '../../../server/server';
import { explainOpening } from '../../../server/storage/postgres/explain-opening';
import { openPostgresStore } from '../../../server/storage/postgres/postgres-store';
import { readLineage } from '../../../server/storage/postgres/greeting';
import { checkSettings } from '../../../server/storage/postgres/server-settings';
import type { Sql } from '../../../server/storage/postgres/sql';
import type { Row } from '../../../server/storage/rows/row';
import { ask, makeEpoch, takeDatabase } from '../../support/postgres';
import { room } from '../../support/store-contract';
import { makeTempFolder } from '../../support/test-server';

const folders: string[] = [];

function newFolder(): string {
  const folder = makeTempFolder();
  folders.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const start = (databaseUrl: string, dataDir = newFolder()): Promise<RunningServer> =>
  startServer({ port: 0, host: '127.0.0.1', dataDir, databaseUrl, bot: false });

const refusal = (starting: Promise<unknown>): Promise<string> =>
  starting.then(
    () => 'started',
    (thrown: unknown) => (thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : 'no error'),
  );

/** A database that answers everything by one row. */
const answering = (row: Row): Sql => ({ all: () => Promise.resolve([row]), run: () => Promise.resolve(0) });

test('[SV544] STORE and DATABASE_URL are checked, and no sentence tells the address', () => {
  const read = (env: Record<string, string>): string => {
    const config = readConfig(env);
    return config.ok ? (config.value.databaseUrl ?? 'embedded') : config.error;
  };
  expect(read({ DATABASE_URL: 'postgres://u:secret@h/d' })).toBe('embedded');
  expect(read({ STORE: 'postgres', DATABASE_URL: 'postgres://u:p@h/d' })).toBe('postgres://u:p@h/d');
  expect(read({ STORE: 'mysql' })).toMatch(/^STORE "mysql" is not known/);
  expect(read({ STORE: 'postgres' })).toMatch(/needs the address/);
  for (const wrong of ['mysql://u:secret@h/d', 'u:secret@h', 'postgres:// secret']) {
    const sentence = read({ STORE: 'postgres', DATABASE_URL: wrong });
    expect(sentence).toMatch(/^DATABASE_URL is no address/);
    expect(sentence).not.toContain('secret');
  }
});

test('[SV544] a database that cannot be used is told in one sentence, without the password', async () => {
  const url = new URL(await takeDatabase());
  url.password = 'secret';
  const nowhere = new URL(url);
  nowhere.port = '1';
  const unknown = new URL(url);
  unknown.pathname = '/minichat_no_such_database';
  const sentences = [await refusal(start(nowhere.href)), await refusal(start(unknown.href))];
  expect(sentences[0]).toMatch(/^StartError: No PostgreSQL server answers at 127\.0\.0\.1:1 /);
  expect(sentences[1]).toMatch(/^StartError: The database that DATABASE_URL names does not exist/);
  const failed = Object.assign(new Error('x'), { code: '28P01', severity: 'FATAL' });
  sentences.push(explainOpening(failed, url.href).message);
  expect(sentences[2]).toMatch(/refuses the user and the password/);
  expect(sentences.join(' ')).not.toContain('secret');
});

test('[SV544] a server that is too old, a standby, or would lose what it acknowledged is refused', async () => {
  const good: Row = { version: 140_000, fsync: 'on', synchronous_commit: 'on', encoding: 'UTF8' };
  const check = (change: Row): Promise<string> => refusal(checkSettings(answering({ ...good, ...change })));
  expect(await check({})).toBe('started');
  expect(await check({ version: 130_011 })).toMatch(/PostgreSQL 13 is too old: use version 14/);
  expect(await check({ fsync: 'off' })).toMatch(/set fsync = on/);
  expect(await check({ encoding: 'SQL_ASCII' })).toMatch(/encoding UTF8/);
  expect(await refusal(readLineage(answering({ standby: 1, lineage: '' })))).toMatch(
    /standby and takes no writes/,
  );
  const url = await takeDatabase();
  await ask(
    url,
    `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); END $$`,
  );
  expect(await refusal(start(url))).toMatch(/synchronous_commit off/);
});

test('[SV543] a database serves one server at a time, and the next one when that has ended', async () => {
  const url = await takeDatabase();
  const first = await start(url);
  expect(await refusal(start(url))).toMatch(/^StartError: The database of DATABASE_URL is in use/);
  await first.close();
  const second = await start(url);
  await second.close();
});

test('[SV542] on a database that is another one than before, or older, all rooms have new epochs', async () => {
  const url = await takeDatabase();
  const epochs = async (): Promise<unknown[]> => [
    ...(await ask(url, 'SELECT room, epoch FROM rooms ORDER BY room')),
  ];
  const dataDir = newFolder();
  await (await start(url, dataDir)).close();
  const first = await epochs();
  await (await start(url, dataDir)).close();
  expect(await epochs()).toEqual(first);
  expect(first.length).toBeGreaterThan(0);
  await ask(url, `UPDATE lineage SET value = 'another cluster'`);
  await (await start(url, dataDir)).close();
  const second = await epochs();
  expect(second).not.toEqual(first);
  // A backup that was put back knows of fewer starts than the note beside the files.
  await ask(url, `UPDATE meta SET value = '1' WHERE key = 'opened'`);
  await (await start(url, dataDir)).close();
  expect(await epochs()).not.toEqual(second);
});

test('[SV542] an empty database is not begun where another one was used', async () => {
  const dataDir = newFolder();
  await (await start(await takeDatabase(), dataDir)).close();
  expect(await refusal(start(await takeDatabase(), dataDir))).toMatch(/START_ANEW=/);
});

test('[SV541] a schema of a newer server is refused, never guessed at', async () => {
  const url = await takeDatabase();
  const open = () => openPostgresStore({ url, makeEpoch, logger: silentLogger });
  await (await open()).close();
  await ask(url, `UPDATE meta SET value = '99' WHERE key = 'schema'`);
  expect(await refusal(open())).toMatch(/version 99/);
  await ask(url, `UPDATE meta SET value = '3' WHERE key = 'schema'`);
  const store = await open();
  expect(await store.createRoom({ room: room('r1'), name: 'One', epoch: makeEpoch(), at: 1 })).toBe(
    'created',
  );
  await store.close();
});
