/**
 * A database that is older than what is beside it goes on, and nothing is removed on its word: files that it does not know may
 * be named by the database that will be put back.
 */
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { ORPHAN_AFTER_MS } from '../../../server/media/leftovers';
import { createManualClock, type ManualClock } from '../../support/manual-clock';
import { connectPhone } from '../../support/test-phone';
import { makeTempFolder, startTestServer, type TestServer } from '../../support/test-server';

const SWEEP_MS = 1_000;
const LIMITS = { publishBurst: 500, mediaBurst: 500, orphanSweepMs: SWEEP_MS, continuityMs: SWEEP_MS };

let dataDir: string;
let clock: ManualClock;
let server: TestServer;
let warned: string[];

const database = (): string => join(dataDir, 'minichat.db');
const backup = (): string => join(dataDir, 'backup.db');

async function start(): Promise<void> {
  clock = createManualClock(1_790_000_000_000);
  warned = [];
  const logger = { debug: () => undefined, info: () => undefined, error: () => undefined };
  const warn = (event: string): void => void warned.push(event);
  server = await startTestServer({ dataDir, clock, limits: LIMITS, logger: { ...logger, warn } });
}

beforeEach(() => {
  dataDir = makeTempFolder();
});
afterEach(async () => {
  await server.running.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** A file that came more than eight days ago. */
async function uploadOld(): Promise<string> {
  const { ticket } = await server.login('Ann');
  const form = new FormData();
  form.append('file', new Blob([`file ${Math.random()}`]), 'file');
  const headers = { Authorization: `Bearer ${ticket}` };
  const { body } = await server.request('/api/media', { method: 'POST', body: form, headers });
  const { url } = body as { url: string };
  const at = new Date(clock.now() - ORPHAN_AFTER_MS);
  utimesSync(join(dataDir, 'media', basename(url)), at, at);
  return url;
}

const files = (): string[] => readdirSync(join(dataDir, 'media'));
const isThere = (url: string): boolean => files().includes(basename(url));

/** Sweeps, and waits until a file that is surely to go is gone, twice: what the first one began is over then. */
async function sweep(): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    const lost = await uploadOld();
    await clock.advance(SWEEP_MS);
    for (let tries = 0; tries < 500 && isThere(lost); tries += 1) await server.request('/healthz');
    expect(isThere(lost)).toBe(false);
  }
}

const LOSSES: Readonly<Record<string, () => void>> = {
  'an older copy put back': () => copyFileSync(backup(), database()),
  'a new one, as told': () => rmSync(database()),
};

test.each(Object.entries(LOSSES))('[SV303] {S23} %s: files that came before stay', async (_name, lose) => {
  await start();
  await server.running.close();
  copyFileSync(database(), backup());
  await start();
  const known = await uploadOld();
  await server.running.close();
  lose();
  const startAnew = Number(readFileSync(join(dataDir, 'opened'), 'utf8'));
  server = await startTestServer({ dataDir, clock, limits: LIMITS, startAnew });
  await sweep();
  expect(isThere(known)).toBe(true);
});

test('[SV303] {S23} a file that the older copy knew and did not name yet stays too', async () => {
  await start();
  const known = await uploadOld();
  await server.running.close();
  copyFileSync(database(), backup());
  await start();
  await server.running.close();
  copyFileSync(backup(), database());
  await start();
  await sweep();
  expect(isThere(known)).toBe(true);
});

test('[SV303] {S23} files of a folder from before there were notes are taken over with their database', async () => {
  await start();
  const known = await uploadOld();
  await server.running.close();
  const { openDatabase } = await import('../../../server/storage/sqlite/driver');
  const db = await openDatabase(database());
  db.exec(`DELETE FROM noted_files; DELETE FROM meta WHERE key = 'files-noted'`);
  db.close();
  await start();
  await sweep();
  expect(isThere(known)).toBe(false);
});

test('[SV307] {S23} a database whose log is missing is an older one', async () => {
  await start();
  await server.running.close();
  await start();
  const ann = await connectPhone(server, 'Ann');
  ann.publish('lobby', 'in the log');
  await ann.next('ack');
  const copied = makeTempFolder();
  for (const name of ['minichat.db', 'opened', 'database-id', 'ticket-secret'])
    copyFileSync(join(dataDir, name), join(copied, name));
  await server.running.close();
  rmSync(dataDir, { recursive: true });
  dataDir = copied;
  await start();
  expect(warned).toContain('epochs_renewed');
});

test('[SV308] {S23} a folder that is mounted over the one that was opened is left alone, and health is red', async () => {
  await start();
  const ann = await connectPhone(server, 'Ann');
  const health = async (): Promise<number> => (await server.request('/healthz')).status;
  expect(await health()).toBe(200);
  const moved = `${dataDir}-moved`;
  renameSync(dataDir, moved);
  mkdirSync(dataDir);
  writeFileSync(join(dataDir, 'opened'), '400');
  mkdirSync(join(dataDir, 'media'));
  const foreign = join(dataDir, 'media', `${'a'.repeat(22)}.png`);
  writeFileSync(foreign, 'a picture of another time');
  utimesSync(foreign, 1, 1);
  ann.publish('lobby', 'goes where nobody looks');
  await ann.next('ack');
  await sweep();
  expect(await health()).toBe(503);
  expect(warned).toContain('mark_failed');
  expect(readFileSync(join(dataDir, 'opened'), 'utf8')).toBe('400');
  expect(files()).toEqual([basename(foreign)]);
  // As it was: SQLite itself would complain about a database that moved.
  rmSync(dataDir, { recursive: true });
  renameSync(moved, dataDir);
});
