/**
 * What is in the data folder is nobody else's, and what was taken back is in no file of it.
 */
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createManualClock } from '../../support/manual-clock';
import { connectPhone } from '../../support/test-phone';
import { makeTempFolder, startTestServer } from '../../support/test-server';

let dataDir: string;
let umask: number;

beforeEach(() => {
  umask = process.umask(0);
  dataDir = makeTempFolder();
});
afterEach(() => {
  process.umask(umask);
  rmSync(dataDir, { recursive: true, force: true });
});

function modesOf(folder: string): Record<string, string> {
  const found: Record<string, string> = { [folder]: (statSync(folder).mode & 0o777).toString(8) };
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) Object.assign(found, modesOf(path));
    else found[path] = (statSync(path).mode & 0o777).toString(8);
  }
  return found;
}

async function use(folder: string): Promise<Record<string, string>> {
  const server = await startTestServer({ dataDir: folder });
  const { ticket } = await server.login('Ann');
  const form = new FormData();
  form.append('file', new Blob(['some file']), 'file');
  const headers = { Authorization: `Bearer ${ticket}` };
  await server.request('/api/media', { method: 'POST', body: form, headers });
  const modes = modesOf(folder);
  await server.running.close();
  return modes;
}

test('[SV315] {S25} a new folder is made for the server alone, whatever the umask says', async () => {
  const folder = join(dataDir, 'deep', 'data');
  const modes = await use(folder);
  expect(Object.keys(modes).some((path) => path.endsWith('minichat.db-wal'))).toBe(true);
  expect(Object.keys(modes).some((path) => path.includes('/media/'))).toBe(true);
  for (const [path, mode] of Object.entries(modes))
    expect([path, mode]).toEqual([path, path === folder || path.endsWith('/media') ? '700' : '600']);
});

test('[SV315] {S25} one that others could read is tightened at the start, files of messages too', async () => {
  await use(dataDir);
  const loosen = (path: string): void => {
    chmodSync(path, statSync(path).isDirectory() ? 0o755 : 0o644);
    if (statSync(path).isDirectory()) for (const name of readdirSync(path)) loosen(join(path, name));
  };
  loosen(dataDir);
  await use(dataDir);
  for (const [path, mode] of Object.entries(modesOf(dataDir)))
    expect([path, mode]).toEqual([path, statSync(path).isDirectory() ? '700' : '600']);
});

test('[SV315] {S25} of a folder that everybody shares only the server’s own files are touched', async () => {
  chmodSync(dataDir, 0o1777);
  writeFileSync(join(dataDir, 'foreign'), '', { mode: 0o644 });
  mkdirSync(join(dataDir, 'others'), { mode: 0o755 });
  const modes = await use(dataDir);
  const modeOf = (name: string): string | undefined => modes[join(dataDir, name)];
  expect([modes[dataDir], modeOf('foreign'), modeOf('others')]).toEqual(['777', '644', '755']);
  expect([modeOf('minichat.db'), modeOf('ticket-secret')]).toEqual(['600', '600']);
});

const WORDS = 'xylophone-';
/** Files of the folder that hold the words, with how many. */
function whereIs(words: string): string[] {
  return readdirSync(dataDir).filter((name) => {
    const path = join(dataDir, name);
    return statSync(path).isFile() && readFileSync(path).includes(words);
  });
}

test('[SV316] {S25} recalled words and their quotes are in no file a minute after, while the server runs', async () => {
  const clock = createManualClock(1_790_000_000_000);
  const limits = { publishBurst: 10_000, frameBurst: 10_000, userPublishFactor: 10 };
  const server = await startTestServer({ dataDir, clock, limits });
  const ann = await connectPhone(server, 'Ann');
  const say = async (body: object): Promise<string> => {
    const clientId = `c${Math.random().toString(36).slice(2)}`;
    ann.send({ type: 'publish', id: clientId, room: 'lobby', clientId, body });
    await ann.next('ack', (ack) => ack.clientId === clientId);
    return clientId;
  };
  const refOf = (clientId: string): object => ({ user: ann.welcome.self.user, clientId, seq: 0 });
  const said: string[] = [];
  for (let i = 0; i < 120; i += 1) {
    const text = `${WORDS}${i} ${'long '.repeat((i * 37) % 700)}`;
    said.push(await say({ kind: 'text', text }));
    if (i % 10 === 0)
      await say({ kind: 'text', text: 'stays', quote: { ...refOf(said[i] ?? ''), kind: 'text', text: '' } });
  }
  expect(whereIs(WORDS)).not.toEqual([]);
  for (const [i, clientId] of said.entries()) {
    await say({ kind: 'recall', of: refOf(clientId) });
    if (i % 20 === 0) clock.jump(1_000);
  }
  await clock.advance(60_000);
  expect(whereIs(WORDS)).toEqual([]);
  await server.running.close();
  expect(whereIs(WORDS)).toEqual([]);
}, 60_000);
