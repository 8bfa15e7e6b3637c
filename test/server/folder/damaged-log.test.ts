/**
 * A damaged index of the log in a file that is too large to be looked at as a whole at each start.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openHealed, type Healing } from '../../../server/storage/sqlite/healing';
import { releaseLock } from '../../../server/storage/sqlite/schema';
import { fillDatabase, harm, rootsOf } from '../../support/damaged-database';
import { makeTempFolder, startTestServer } from '../../support/test-server';

/** Every file is too large. */
const TOO_LARGE = 0;
let dataDir: string;
let path: string;

beforeEach(async () => {
  const server = await startTestServer({ dataDir: (dataDir = makeTempFolder()) });
  path = join(dataDir, 'minichat.db');
  await server.running.close();
  await fillDatabase(path);
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** All that the index of client ids tells. */
const readIndex = ({ db }: Healing): number =>
  db.prepare('SELECT client_id FROM messages INDEXED BY messages_by_client_id').all().length;

async function open<T>(use: (healing: Healing) => T): Promise<T> {
  const healing = await openHealed(path, TOO_LARGE);
  try {
    return use(healing);
  } finally {
    releaseLock(healing.db);
    healing.db.close();
  }
}
const noteIsThere = (): boolean => existsSync(`${path}-damaged`);

test('[SV526] {S10} an index of the log is made anew at the start after a statement met its damage', async () => {
  const all = await open(readIndex);
  harm(path, (await rootsOf(path)).get('messages_by_client_id') ?? 0, 'zeros');
  // Nobody has met it yet: it costs nothing at the start.
  expect(await open(({ rebuilt, damaged }) => [rebuilt, damaged])).toEqual([[], []]);
  expect(noteIsThere()).toBe(false);
  await open((healing) => expect(() => readIndex(healing)).toThrow());
  expect(noteIsThere()).toBe(true);
  expect(await open(({ rebuilt }) => rebuilt)).toEqual(['messages']);
  expect(noteIsThere()).toBe(false);
  expect(await open(readIndex)).toBe(all);
});

test('[SV526] {S10} what cannot be mended is looked at again at the next start, and another file there is taken for what it is', async () => {
  harm(path, (await rootsOf(path)).get('messages') ?? 0, 'zeros');
  const readAll = ({ db }: Healing): unknown => db.prepare('SELECT body FROM messages').all();
  await open((healing) => expect(() => readAll(healing)).toThrow());
  for (let start = 0; start < 2; start += 1) {
    expect(await open(({ rebuilt, damaged }) => [rebuilt, damaged])).toEqual([[], ['messages']]);
    expect(noteIsThere()).toBe(true);
  }
  for (const file of readdirSync(dataDir))
    if (/^minichat\.db(-wal|-shm)?$/.test(file)) rmSync(join(dataDir, file));
  expect(await open(({ damaged }) => damaged)).toEqual([]);
  expect(noteIsThere()).toBe(false);
});
