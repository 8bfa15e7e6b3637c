/**
 * A database that is not there, or not the one that was here: the server does not begin anew by itself, and touches nothing.
 */
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { startServer, type RunningServer, type StartServerOptions } from '../../../server/server';
import { StartError } from '../../../server/start-error';
import { openSqliteStore } from '../../../server/storage/sqlite/sqlite-store';
import { makeTempFolder } from '../../support/test-server';

let dataDir: string;
const inFolder = (name: string): string => join(dataDir, name);

beforeEach(() => {
  dataDir = makeTempFolder();
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const start = (more: Partial<StartServerOptions> = {}): Promise<RunningServer> =>
  startServer({ port: 0, host: '127.0.0.1', dataDir, bot: false, ...more });

async function use(more: Partial<StartServerOptions> = {}): Promise<void> {
  await (await start(more)).close();
}

/** Every file of the folder with what is in it. */
function readAll(folder = dataDir): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) Object.assign(found, readAll(path));
    else found[path] = createHash('sha256').update(readFileSync(path)).digest('hex');
  }
  return found;
}

async function refusal(more: Partial<StartServerOptions> = {}, mayOpen = false): Promise<string> {
  const before = readAll();
  const thrown = await start(more).then(
    async (server) => server.close(),
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(StartError);
  const after = readAll();
  // One that holds nothing, or is another’s, may be looked into.
  if (mayOpen) delete before[inFolder('minichat.db')];
  if (mayOpen) delete after[inFolder('minichat.db')];
  expect(after).toEqual(before);
  return (thrown as StartError).message;
}

const LOSSES: Readonly<Record<string, () => void | Promise<void>>> = {
  missing: () => rmSync(inFolder('minichat.db')),
  'of no length': () => truncateSync(inFolder('minichat.db')),
  'new and empty': async () => {
    rmSync(inFolder('minichat.db'));
    await (await openSqliteStore(inFolder('minichat.db'))).close();
  },
};

describe.each(Object.entries(LOSSES))('a database that is %s', (name, lose) => {
  const mayOpen = name === 'new and empty';

  test('[SV300] {S23} beside notes of an earlier one starts nothing and changes no file', async () => {
    await use();
    const opened = readFileSync(inFolder('opened'), 'utf8');
    await lose();
    const sentence = await refusal({}, mayOpen);
    expect(sentence).toContain(inFolder('minichat.db'));
    expect(sentence).toContain(`START_ANEW=${opened}`);
    expect(sentence.split('\n')).toHaveLength(1);
    expect(await refusal({ startAnew: Number(opened) + 1 }, mayOpen)).toBe(sentence);
  });

  test('[SV301] {S23} with the number of the refusal it begins anew, once, and keeps what was there', async () => {
    await use();
    const opened = Number(readFileSync(inFolder('opened'), 'utf8'));
    await lose();
    mkdirSync(inFolder('media'), { recursive: true });
    writeFileSync(inFolder(`media/${'a'.repeat(22)}.png`), 'kept');
    const hadFile = existsSync(inFolder('minichat.db'));
    await use({ startAnew: opened });
    expect(existsSync(inFolder(`minichat.db.aside-${opened}`))).toBe(hadFile);
    expect(readFileSync(inFolder(`media/${'a'.repeat(22)}.png`), 'utf8')).toBe('kept');
    rmSync(inFolder('minichat.db'));
    await refusal({ startAnew: opened });
  });
});

const TRACES: Readonly<Record<string, string>> = {
  opened: '17',
  'database-id': 'abc',
  'ticket-secret': 'secret',
  'minichat.db-wal': 'log',
  'media/aaaaaaaaaaaaaaaaaaaaaa.png': 'picture',
};

test.each(Object.entries(TRACES))(
  '[SV300] {S23} "%s" alone tells that a server was here',
  async (name, text) => {
    mkdirSync(inFolder('media'));
    writeFileSync(inFolder(name), text);
    expect(await refusal()).toContain(`START_ANEW=${name === 'opened' ? 17 : 0}`);
  },
);

test('[SV300] {S23} an empty folder, an empty media folder and a file of somebody else are new', async () => {
  mkdirSync(inFolder('media'));
  writeFileSync(inFolder('README'), 'volume');
  await use();
  await use();
});

test('[SV300] {S23} a first start that was cut off before its first note goes on', async () => {
  await (await openSqliteStore(inFolder('minichat.db'))).close();
  await use();
  expect(readdirSync(dataDir).filter((name) => name.includes('aside'))).toEqual([]);
});

test('[SV302] {S23} where a database is required an empty folder is one that was not mounted', async () => {
  expect(await refusal({ requireDatabase: true })).toContain('REQUIRE_DATABASE=1');
  await use();
  await use({ requireDatabase: true });
});

test('[SV304] {S23} a database of another server is not taken for the one that was here', async () => {
  await use();
  const other = makeTempFolder();
  await (await start({ dataDir: other })).close();
  copyFileSync(join(other, 'minichat.db'), inFolder('minichat.db'));
  rmSync(other, { recursive: true });
  expect(await refusal({}, true)).toMatch(/not the one that was used here.*"database-id"/);
  rmSync(inFolder('database-id'));
  rmSync(inFolder('opened'));
  await use();
});

test.each([0.5, 0.01])('[SV305] {S23} a database cut to %s of its length is refused', async (part) => {
  await use();
  truncateSync(inFolder('minichat.db'), Math.floor(statSync(inFolder('minichat.db')).size * part));
  expect(await refusal()).toMatch(/cannot be opened: .*its end is missing.*backup/);
});

test.each(['opened', 'database-id', 'media'])(
  '[SV306] {S23} "%s" that cannot be read is not one that is not there',
  async (name) => {
    await use();
    rmSync(inFolder('minichat.db'));
    rmSync(inFolder('opened'));
    rmSync(inFolder('database-id'));
    rmSync(inFolder('ticket-secret'));
    if (name === 'media') writeFileSync(inFolder(name), 'no folder');
    else mkdirSync(inFolder(name));
    expect(await refusal()).toMatch(/cannot be read|ENOTDIR/);
  },
);

test('[SV306] {S23} a note that says nothing counts as one, and the database beside it as older', async () => {
  await use();
  writeFileSync(inFolder('opened'), '');
  const warned: string[] = [];
  const logger = { debug: () => undefined, info: () => undefined, error: () => undefined };
  await use({ logger: { ...logger, warn: (event) => void warned.push(event) } });
  expect(warned).toContain('epochs_renewed');
  renameSync(inFolder('minichat.db'), inFolder('elsewhere'));
  writeFileSync(inFolder('opened'), '');
  await refusal();
});
