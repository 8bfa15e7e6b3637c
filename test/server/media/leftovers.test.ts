/**
 * Files die with their message, and those that no message ever named after a week and a day.
 */
import { utimes } from 'node:fs/promises';
import { basename, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import type { LogFields } from '../../../miniprogram/core/base/logger';
import { silentLogger } from '../../../miniprogram/core/base/logger';
import { Leftovers, ORPHAN_AFTER_MS } from '../../../server/media/leftovers';
import { openSqliteStore } from '../../../server/storage/sqlite/sqlite-store';
import { createManualClock, type ManualClock } from '../../support/manual-clock';
import { imageBody } from '../../support/media-contract';
import { newEvent } from '../../support/store-contract';
import { connectPhone } from '../../support/test-phone';
import { startTestServer, type TestServer } from '../../support/test-server';

const picture = (): Sharp => sharp({ create: { width: 9, height: 9, channels: 3, background: '#369' } });
const SWEEP_MS = 1_000;
const LIMITS = { publishBurst: 500, mediaBurst: 500, retentionSweepMs: SWEEP_MS, orphanSweepMs: SWEEP_MS };

let server: TestServer;
let clock: ManualClock;
let ann: Awaited<ReturnType<typeof connectPhone>>;
let ticket: string;
let sent = 0;

async function start(messages = 0): Promise<void> {
  clock = createManualClock(1_790_000_000_000);
  server = await startTestServer({ clock, limits: LIMITS, retention: { messages, days: 0 } });
  ann = await connectPhone(server, 'Ann');
  ({ ticket } = await server.login('Ann'));
}
afterEach(() => server.close());

async function post(to: string, content: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob([content]), 'file');
  const headers = { Authorization: `Bearer ${ticket}` };
  const { body } = await server.request(to, { method: 'POST', body: form, headers });
  const { url, avatar } = body as { url?: string; avatar?: string };
  return String(url ?? avatar);
}
async function postPicture(pixels: Uint8Array<ArrayBuffer>): Promise<readonly [string, string]> {
  const form = new FormData();
  form.append('file', new Blob([pixels]), 'file');
  const headers = { Authorization: `Bearer ${ticket}` };
  const { body } = await server.request('/api/media', { method: 'POST', body: form, headers });
  const { url, thumbUrl } = body as { url: string; thumbUrl: string };
  return [url, thumbUrl];
}
const upload = (): Promise<string> => post('/api/media', `file ${(sent += 1)}`);

async function publish(body: object): Promise<string> {
  const clientId = `m${(sent += 1)}`;
  ann.send({ type: 'publish', id: clientId, room: 'lobby', clientId, body });
  await ann.next('ack', (ack) => ack.clientId === clientId);
  return clientId;
}
const say = (url: string): Promise<string> => publish({ kind: 'file', url, name: 'plan.pdf', bytes: 6 });
const recall = (clientId: string): Promise<string> =>
  publish({ kind: 'recall', of: { user: ann.welcome.self.user, clientId, seq: 0 } });

const isThere = async (path: string): Promise<boolean> => (await server.request(path)).status === 200;

/** The server removes files in turns of its own; each request gives it some. One that is served just then is cut off. */
async function untilGone(path: string): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) if (!(await isThere(path).catch(() => true))) return;
  throw new Error(`${path} is still there`);
}

/** Everything that was released before is dealt with. */
async function settle(): Promise<void> {
  const path = await upload();
  await recall(await say(path));
  await untilGone(path);
}

test('[SV202] {C13} a recalled message takes its picture and thumbnail with it', async () => {
  await start();
  const pixels = new Uint8Array(await picture().resize(600, 600).png().toBuffer());
  const [url, thumbUrl] = await postPicture(pixels);
  const message = await publish({ ...imageBody('x'), url, thumbUrl });
  expect([await isThere(url), await isThere(thumbUrl)]).toEqual([true, true]);
  await recall(message);
  await untilGone(url);
  await untilGone(thumbUrl);
});

test('[SV202] {C13} a file that was forwarded stays until the last message that names it is recalled', async () => {
  await start();
  const url = await upload();
  const [first, second] = [await say(url), await say(url)];
  await recall(first);
  await settle();
  expect(await isThere(url)).toBe(true);
  await recall(second);
  await untilGone(url);
});

test('[SV202] {P1} nobody takes somebody’s avatar away by naming it in a message', async () => {
  await start();
  const avatar = await post('/api/avatar', new Uint8Array(await picture().png().toBuffer()));
  await recall(await say(avatar));
  await settle();
  expect(await isThere(avatar)).toBe(true);
});

test('[SV202] files of messages that are trimmed go, those of the others stay', async () => {
  await start(2);
  const [old, young] = [await upload(), await upload()];
  await say(old);
  await publish({ kind: 'text', text: 'between' });
  await say(young);
  await clock.advance(SWEEP_MS);
  await untilGone(old);
  expect(await isThere(young)).toBe(true);
});

test('[SV202] what a server that was killed had no time for is done at the next start', async () => {
  await start();
  const url = await upload();
  const message = await say(url);
  await server.running.close();
  const store = await openSqliteStore(join(server.dataDir, 'minichat.db'));
  const about = { author: ann.welcome.self.user, clientId: message };
  await store.append([newEvent('lobby', 'ann', 'late', about, 'recall')]);
  await store.close();
  await server.restart();
  await untilGone(url);
});

test('[SV203] a file that no message names goes after eight days, not earlier, and not while one names it', async () => {
  await start();
  const [lost, fresh, named, foreign] = [await upload(), await upload(), await upload(), await upload()];
  await say(named);
  const fileOf = (path: string): string => join(server.dataDir, 'media', basename(path));
  const age = async (path: string, ms: number): Promise<void> => {
    const at = new Date(clock.now() - ms);
    await utimes(fileOf(path), at, at);
  };
  for (const path of [lost, named, foreign]) await age(path, ORPHAN_AFTER_MS);
  await age(fresh, ORPHAN_AFTER_MS - 2 * SWEEP_MS);
  expect(await isThere(lost)).toBe(true);
  await clock.advance(SWEEP_MS);
  await untilGone(lost);
  await untilGone(foreign);
  expect([await isThere(fresh), await isThere(named)]).toEqual([true, true]);
});

test('[SV203] a file that cannot be removed is told in the log and holds nothing up', async () => {
  await start();
  const released = new Set(['/media/stuck.bin', '/media/free.bin']);
  const removed: string[] = [];
  const warned: (LogFields | undefined)[] = [];
  const leftovers = new Leftovers({
    store: {
      isNamed: () => Promise.resolve(false),
      listReleased: (limit) => Promise.resolve([...released].slice(0, limit)),
      isNoted: () => Promise.resolve(true),
      forgetFile: () => Promise.resolve(),
      forgetReleased: (path) => Promise.resolve(void released.delete(path)),
    },
    media: {
      listOlder: () => Promise.resolve([]),
      remove: (path) =>
        path.includes('stuck')
          ? Promise.reject(new Error('EPERM'))
          : Promise.resolve(void removed.push(path)),
    },
    doomed: new Set(),
    clock,
    logger: { ...silentLogger, warn: (_event, fields) => void warned.push(fields) },
    intervalMs: SWEEP_MS,
  });
  await leftovers.clear();
  expect([removed, [...released], warned]).toEqual([
    ['/media/free.bin'],
    [],
    [{ path: '/media/stuck.bin', error: expect.stringContaining('EPERM') as string }],
  ]);
  await leftovers.close();
});

test('[OB94] {H6} a file that went with its message cannot be sent again; the repetition of its message is one', async () => {
  await start();
  const path = await upload();
  const first = await say(path);
  await recall(first);
  await untilGone(path);
  const body = { kind: 'file', url: path, name: 'plan.pdf', bytes: 6 };
  ann.send({ type: 'publish', id: 'again', room: 'lobby', clientId: 'again', body });
  const nack = await ann.next('nack', ({ clientId }) => clientId === 'again');
  expect(nack).toMatchObject({ code: 'refused', reason: expect.stringContaining('sent anew') as string });
  ann.send({ type: 'publish', id: 'repeated', room: 'lobby', clientId: first, body });
  expect(await ann.next('ack', ({ id }) => id === 'repeated')).toMatchObject({ duplicate: true });
});

test('[SV490] {H6} no message can name a file from the moment on in which it is found that none does, and any can again if one did', async () => {
  await start();
  const doomed = new Set<string>();
  const steps: string[] = [];
  const answers = [false, false, false, true];
  const leftovers = new Leftovers({
    store: {
      isNamed: () => {
        steps.push(`asked ${doomed.size}`);
        return Promise.resolve(answers.shift() ?? false);
      },
      listReleased: (limit) => Promise.resolve(['/media/gone.bin', '/media/kept.bin'].slice(0, limit)),
      isNoted: () => Promise.resolve(true),
      forgetFile: () => Promise.resolve(void steps.push(`forgotten ${doomed.size}`)),
      forgetReleased: () => Promise.resolve(void steps.push(`done ${doomed.size}`)),
    },
    media: {
      listOlder: () => Promise.resolve([]),
      remove: (path) => Promise.resolve(void steps.push(`removed ${path} ${doomed.size}`)),
    },
    doomed,
    clock,
    logger: silentLogger,
    intervalMs: SWEEP_MS,
  });
  await leftovers.clear();
  expect(steps).toEqual([
    ...['asked 0', 'asked 1', 'removed /media/gone.bin 1', 'forgotten 1', 'done 0'],
    ...['asked 0', 'asked 1', 'done 0'],
  ]);
  await leftovers.close();
});
