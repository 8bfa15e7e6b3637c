/**
 * How kept files are served: whole, in parts, and as heads only.
 */
import sharp from 'sharp';
import { startTestServer, type TestServer } from '../../support/test-server';

let server: TestServer;
let ticket: string;

beforeAll(async () => {
  server = await startTestServer();
  ({ ticket } = await server.login('Ann'));
});
afterAll(() => server.close());

async function upload(file: Uint8Array, to = '/api/media'): Promise<Record<string, unknown>> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(file)]), 'file');
  const headers = { Authorization: `Bearer ${ticket}` };
  const { status, body } = await server.request(to, { method: 'POST', body: form, headers });
  if (status !== 200) throw new Error(`answered by ${status}: ${JSON.stringify(body)}`);
  return body as Record<string, unknown>;
}

/** A minute as the browser preview records it: WAV, 16 kHz, one channel, 16 bit. */
function recordMinute(): Buffer {
  const bytes = Buffer.alloc(44 + 60 * 16_000 * 2, 1);
  bytes.write('RIFF', 0, 'latin1');
  bytes.write('WAVE', 8, 'latin1');
  return bytes;
}

async function ask(path: string, range?: string, method = 'GET') {
  const response = await fetch(`${server.url}${path}`, { method, headers: range ? { Range: range } : {} });
  const { status, headers } = response;
  return { status, headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

test('[SV193] {C11} a minute of WAV is a voice', async () => {
  const minute = recordMinute();
  expect(minute.length).toBe(1_920_044);
  const { url, bytes } = await upload(minute);
  expect([String(url).endsWith('.wav'), bytes]).toEqual([true, minute.length]);
});

test('[SV200] {C11} a part of a file is served as players ask for it', async () => {
  const minute = recordMinute();
  minute.write('the end', minute.length - 7, 'latin1');
  const path = String((await upload(minute))['url']);
  const total = minute.length;
  const begin = await ask(path, 'bytes=0-1');
  expect([begin.status, begin.bytes.toString()]).toEqual([206, 'RI']);
  expect(begin.headers.get('content-range')).toBe(`bytes 0-1/${total}`);
  expect(begin.headers.get('content-length')).toBe('2');
  expect(begin.headers.get('content-type')).toBe('audio/wav');
  expect((await ask(path, `bytes=${total - 7}-`)).bytes.toString()).toBe('the end');
  expect((await ask(path, 'bytes=-3')).bytes.toString()).toBe('end');
  const middle = await ask(path, 'bytes=8-11');
  expect([middle.status, middle.bytes.toString()]).toEqual([206, 'WAVE']);
  const beyond = await ask(path, `bytes=${total}-`);
  expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${total}`]);
  expect(beyond.headers.get('cache-control')).toBeNull();
});

test('[SV200] {C11} a whole file says that parts can be had, and a HEAD says the same without the file', async () => {
  const path = String((await upload(recordMinute()))['url']);
  const whole = await ask(path);
  expect([whole.status, whole.bytes.length]).toEqual([200, 1_920_044]);
  const head = await ask(path, undefined, 'HEAD');
  expect([head.status, head.bytes.length]).toEqual([200, 0]);
  for (const name of ['accept-ranges', 'content-length', 'content-type', 'content-security-policy']) {
    expect([name, head.headers.get(name)]).toEqual([name, whole.headers.get(name)]);
  }
  expect(head.headers.get('accept-ranges')).toBe('bytes');
  expect(head.headers.get('content-length')).toBe('1920044');
});

test('[SV582] what is not one range of bytes, or has a condition, asks for the whole file', async () => {
  const path = String((await upload(recordMinute()))['url']);
  const others = [
    'bytes=5-2',
    'bytes=0-1,4-5',
    'bytes=a-b',
    'bytes=-',
    'bytes=',
    'items=0-1',
    '0-1',
    'bytes=0-1-2',
  ];
  for (const range of others) {
    const { status, headers, bytes } = await ask(path, range);
    expect([range, status, headers.get('content-range'), bytes.length]).toEqual([
      range,
      200,
      null,
      1_920_044,
    ]);
  }
  const when = { Range: 'bytes=0-1', 'If-Range': '"another"' };
  expect((await fetch(`${server.url}${path}`, { headers: when })).status).toBe(200);
  expect((await ask(path, 'bytes=0-99999999999')).headers.get('content-range')).toMatch(/^bytes 0-1920043\//);
});

test('[SV200] a name that is none of ours is not there, in whole or in part', async () => {
  for (const name of ['../minichat.db', '%2e%2e%2fminichat.db', 'x.png', `${'a'.repeat(22)}.png`]) {
    expect([name, (await ask(`/media/${name}`, 'bytes=0-1')).status]).toEqual([name, 404]);
  }
});

test('[SV198] {C10, P1} neither a picture for a message nor an avatar is served with what the camera wrote', async () => {
  const secret = 'a secret place';
  const camera = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#336699' } })
    .jpeg()
    .withMetadata({ orientation: 6 })
    .withExifMerge({ IFD0: { Copyright: secret } })
    .toBuffer();
  const picture = await upload(camera);
  const { avatar } = await upload(camera, '/api/avatar');
  expect(picture).toMatchObject({ width: 40, height: 60 });
  for (const path of [picture['url'], picture['thumbUrl'], avatar].map(String)) {
    const { bytes } = await ask(path);
    expect(bytes.includes(secret)).toBe(false);
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 40, height: 60 });
  }
  expect(picture['bytes']).toBe((await ask(String(picture['url']))).bytes.length);
});
