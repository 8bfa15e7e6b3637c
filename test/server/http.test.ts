/**
 * What the server says over HTTP, to apps and to whoever tries.
 */
import { readFileSync, readdirSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import sharp from 'sharp';
import { connectPhone } from '../support/test-phone';
import {
  guestKey,
  makeTempFolder,
  startTestServer,
  type Account,
  type TestServer,
} from '../support/test-server';

const KEY = guestKey('k');
const square = sharp({ create: { width: 8, height: 8, channels: 3, background: '#336699' } });
let PNG: Buffer;

let server: TestServer;
let pages: string;

beforeAll(async () => {
  PNG = await square.png().toBuffer();
  pages = makeTempFolder();
  mkdirSync(join(pages, 'phone'));
  writeFileSync(join(pages, 'index.html'), '<h1>two phones</h1>');
  writeFileSync(join(pages, 'phone', 'index.html'), '<h1>one phone</h1>');
  writeFileSync(join(pages, 'app.js'), 'let x;');
  server = await startTestServer({ staticDir: pages });
});
afterAll(async () => {
  await server.close();
  rmSync(pages, { recursive: true, force: true });
});

function upload(file: Buffer, ticket: string): Promise<{ status: number; body: unknown }> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(file)]), 'me.exe');
  return server.request('/api/avatar', {
    method: 'POST',
    body: form,
    headers: { Authorization: `Bearer ${ticket}` },
  });
}

/** A path as it is written, which `fetch` would tidy up. */
function raw(path: string): Promise<{ status: number | undefined; location: string | undefined }> {
  return new Promise((resolve, reject) => {
    const { port } = server.running;
    const request = httpRequest({ host: '127.0.0.1', port, path }, (response) => {
      response.resume();
      resolve({ status: response.statusCode, location: response.headers.location });
    });
    request.on('error', reject);
    request.end();
  });
}

/** The status of what is sent byte by byte as here, over a connection that ends with the answer. */
function statusOf(head: string, body = ''): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect({ host: '127.0.0.1', port: server.running.port });
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
    socket.on('error', reject);
    socket.on('close', () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0)));
    socket.write(`${head}\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  });
}

test('[SV588] a proxy that asks for health by HTTP/1.0 without a host is answered, and signs nobody in as a preview person', async () => {
  expect(await statusOf('GET /healthz HTTP/1.0')).toBe(200);
  expect(await statusOf('HEAD /healthz HTTP/1.0')).toBe(200);
  expect(await statusOf('GET /healthz HTTP/1.1')).toBe(400);
  // No key, and the code counts for nothing without a host.
  const body = JSON.stringify({ guestKey: '', code: 'dev-Ann' });
  expect(await statusOf('POST /api/login HTTP/1.0', body)).toBe(400);
  expect(await statusOf('POST /api/login HTTP/1.0\r\nHost: localhost', body)).toBe(200);
});

test('[SV90] healthz answers ok, and every answer has security headers', async () => {
  const { status, body, headers } = await server.request('/healthz');
  expect([status, body]).toEqual([200, { status: 'ok' }]);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

test.each([
  ['ja', 'Guest'],
  ['zh-Hant-TW', '访客'],
  ['zha', 'Guest'],
])('[SV567] a phone whose language is %s signs in, and its first name is a "%s"', async (language, name) => {
  const key = guestKey(`speaks ${language}`);
  const { status, body } = await server.post('/api/login', { guestKey: key, language });
  expect({ status, name: (body as Account).name.split(' ')[0] }).toEqual({ status: 200, name });
});

test('[SV567] a language of more than 64 characters is refused with the limit', async () => {
  const { status, body } = await server.post('/api/login', {
    guestKey: guestKey('long'),
    language: 'x'.repeat(65),
  });
  expect({ status, body }).toMatchObject({
    status: 400,
    body: { error: { kind: 'bad_field', message: expect.stringContaining('64') as string } },
  });
});

test('[SV91] {P1} a guest key signs the same guest in again; only its hash is on the disk', async () => {
  const first = await server.post('/api/login', { guestKey: KEY, language: 'en' });
  expect(first).toMatchObject({
    status: 200,
    body: { name: expect.stringMatching(/^Guest \d{4}$/) as string, expiresInMs: 3_600_000 },
  });
  const again = await server.post('/api/login', { guestKey: KEY, name: 'ignored' });
  expect((again.body as Account).user).toBe((first.body as Account).user);
  const other = await server.post('/api/login', { guestKey: guestKey('o'), code: 'wx-code' });
  expect((other.body as Account).name).toMatch(/^访客 \d{4}$/);
  const files = readdirSync(server.dataDir).filter((name) => name.startsWith('minichat.db'));
  for (const file of files) expect(readFileSync(join(server.dataDir, file)).includes(KEY)).toBe(false);
});

test('[SV91] signing in twice at the same time makes one guest', async () => {
  const both = await Promise.all(
    [1, 2, 3].map(() => server.post('/api/login', { guestKey: guestKey('twice') })),
  );
  expect(new Set(both.map(({ body }) => (body as Account).user)).size).toBe(1);
});

test('[SV372] {S1} a name that differs from a taken one by what is not seen is taken', async () => {
  const sign = (key: string, name: string) => server.post('/api/login', { guestKey: guestKey(key), name });
  expect((await sign('seen', 'Ming ❤️')).status).toBe(200);
  for (const name of ['Ming ❤', 'MING ❤️', 'ming ❤︎']) {
    expect(await sign('unseen', name)).toMatchObject({
      status: 409,
      body: { error: { kind: 'name_taken' } },
    });
  }
  const disguises = [
    '\u200bMing ❤️',
    'Ming\u3164 ❤️',
    '\u202eMing ❤️',
    'MING ❤️\u200d',
    'M\u00ading ❤️\ufe0f',
  ];
  for (const name of [...disguises, '小助手\u2060', '小\u{e0041}助手']) {
    expect(await sign('unseen', name)).toMatchObject({
      status: 400,
      body: { error: { kind: 'bad_field', message: expect.stringMatching(/U\+[0-9A-F]{4,5}/) as string } },
    });
  }
  expect(await sign('unseen', '\u3164\u200b')).toMatchObject({
    status: 400,
    body: { error: { kind: 'empty' } },
  });
});

test('[SV92] a taken name is refused with a free one', async () => {
  await server.post('/api/login', { guestKey: guestKey('a'), name: 'Ming' });
  const { status, body } = await server.post('/api/login', { guestKey: guestKey('b'), name: ' ming ' });
  expect(status).toBe(409);
  expect(body).toMatchObject({ error: { kind: 'name_taken', suggestion: 'ming 2' } });
  const free = await server.post('/api/login', { guestKey: guestKey('b'), name: 'ming 2' });
  expect(free.status).toBe(200);
});

test.each([
  ['no JSON', '{', 400, 'bad_frame'],
  ['an array', '[]', 400, 'bad_field'],
  ['no key', {}, 400, 'bad_field'],
  ['a short key', { guestKey: 'short' }, 400, 'bad_field'],
  ['an empty name', { guestKey: guestKey('c'), name: ' ' }, 400, 'empty'],
  ['a long name', { guestKey: guestKey('c'), name: 'x'.repeat(25) }, 400, 'too_large'],
  ['a broken code', { guestKey: '', code: 'dev-%E0%A4%A' }, 400, 'bad_field'],
  ['a body of 20 KiB', { guestKey: KEY, code: 'x'.repeat(20_000) }, 413, 'too_large'],
])('[SV93] a sign-in with %s is refused by status, kind and message', async (_name, body, status, kind) => {
  const answer = await server.post('/api/login', body);
  expect(answer).toMatchObject({ status, body: { error: { kind, message: expect.any(String) as string } } });
});

test('[SV583] a body that is not UTF-8 is refused, not read as something else', async () => {
  const body = Buffer.from(JSON.stringify({ guestKey: guestKey('u'), name: 'Ren\xe9' }), 'latin1');
  const refused = await server.request('/api/login', { method: 'POST', body: new Uint8Array(body) });
  expect(refused).toMatchObject({ status: 400, body: { error: { kind: 'bad_frame' } } });
  const whole = await server.post('/api/login', { guestKey: guestKey('u'), name: 'Ren\xe9' });
  expect(whole).toMatchObject({ status: 200, body: { name: 'Ren\xe9' } });
});

test('[SV94] a development code signs in as that person, whatever the key, unless it is turned off', async () => {
  const first = await server.login('小明');
  const again = await server.post('/api/login', { guestKey: KEY, code: `dev-${encodeURIComponent('小明')}` });
  expect(first.name).toBe('小明');
  expect((again.body as Account).user).toBe(first.user);
  const strict = await startTestServer({ devLogin: 'off' });
  const guest = await strict.post('/api/login', { guestKey: KEY, code: 'dev-Ann', language: 'en' });
  expect((guest.body as Account).name).toMatch(/^Guest/);
  await strict.close();
});

test('[SV94] a development name that a guest has already gets a number instead of that account', async () => {
  const guest = await server.post('/api/login', { guestKey: guestKey('d'), name: 'Dora' });
  const developer = await server.login('Dora');
  expect(developer.name).toBe('Dora 2');
  expect(developer.user).not.toBe((guest.body as Account).user);
});

test('[SV95] a profile change needs a ticket, is checked, and reaches who shares a room', async () => {
  const ann = await server.login('Profile Ann');
  const bob = await connectPhone(server, 'Profile Bob');
  expect(await server.post('/api/profile', { name: 'x' })).toMatchObject({ status: 401 });
  expect(await server.post('/api/profile', { name: 'x' }, 'v1.u.1.x')).toMatchObject({ status: 401 });
  expect(await server.post('/api/profile', { avatar: 'tint-9' }, ann.ticket)).toMatchObject({ status: 400 });
  expect(await server.post('/api/profile', { name: 'profile bob' }, ann.ticket)).toMatchObject({
    status: 409,
  });
  const changed = await server.post('/api/profile', { name: 'Anna', avatar: 'tint-7' }, ann.ticket);
  expect(changed).toMatchObject({ status: 200, body: { user: ann.user, name: 'Anna', avatar: 'tint-7' } });
  expect(await bob.next('profile')).toMatchObject({ user: ann.user, name: 'Anna', avatar: 'tint-7' });
  await bob.close();
});

test('[SV96] {P1} a picture is told by its first bytes, served with its own type, and replaced by the next', async () => {
  const { ticket } = await server.login('Painter');
  const first = await upload(PNG, ticket);
  expect(first.status).toBe(200);
  const { avatar } = first.body as Account;
  expect(avatar).toMatch(/^\/media\/[A-Za-z0-9]{22}\.png$/);
  const served = await server.request(avatar);
  expect(served.status).toBe(200);
  expect(served.headers.get('content-type')).toBe('image/png');
  expect(served.headers.get('content-security-policy')).toMatch(/sandbox/);
  expect((await upload(await square.gif().toBuffer(), ticket)).body).toMatchObject({
    avatar: expect.stringMatching(/\.gif$/) as string,
  });
  expect((await server.request(avatar)).status).toBe(404);
});

test('[SV96] no picture, a script, one that is too large and one without a ticket are refused', async () => {
  const { ticket } = await server.login('Painter 2');
  expect(await upload(Buffer.from('<script>'), ticket)).toMatchObject({
    status: 415,
    body: { error: { kind: 'bad_kind' } },
  });
  expect(await upload(Buffer.concat([PNG, Buffer.alloc(512 * 1_024)]), ticket)).toMatchObject({
    status: 413,
  });
  expect(await upload(Buffer.concat([PNG, Buffer.alloc(2_000_000)]), ticket)).toMatchObject({ status: 413 });
  expect(await upload(PNG, 'nobody')).toMatchObject({ status: 401 });
  expect(await server.post('/api/avatar', {}, ticket)).toMatchObject({ status: 400 });
});

test('[SV97] pages are served from their folder, revalidated, and nothing outside of it', async () => {
  const home = await server.request('/');
  expect([home.status, home.body]).toEqual([200, '<h1>two phones</h1>']);
  expect(home.headers.get('cache-control')).toBe('no-cache');
  const etag = home.headers.get('etag') ?? '';
  expect((await server.request('/', { headers: { 'If-None-Match': etag } })).status).toBe(304);
  expect((await server.request('/phone/?user=Ann')).body).toBe('<h1>one phone</h1>');
  const bare = await server.request('/phone?user=Ann');
  expect([bare.status, bare.headers.get('location')]).toEqual([301, '/phone/?user=Ann']);
  expect((await server.request('/app.js')).headers.get('content-type')).toMatch(/javascript/);
  expect((await server.request('/', { method: 'HEAD' })).body).toBe('');
  const outside = [
    '/../package.json',
    '/..%2f..%2fetc%2fpasswd',
    '/%2e%2e/x',
    '/media/..%2fminichat.db',
    '/%00',
    '/%zz',
  ];
  for (const path of outside) expect((await raw(path)).status).toBe(404);
});

test('[SV97] what is not there is a 404 with a kind', async () => {
  for (const path of ['/nothing', '/api/nothing', '/media/nothing.png']) {
    expect(await server.request(path)).toMatchObject({ status: 404, body: { error: { kind: 'not_found' } } });
  }
  expect((await server.request('/api/login')).status).toBe(404);
});

/** What a proxy makes of a WebSocket's request when it hands only these headers on. */
function askForSocket(headers: Record<string, string>, path = '/ws'): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const { port } = server.running;
    const request = httpRequest({ host: '127.0.0.1', port, path, headers }, (response) => {
      let body = '';
      response.on('data', (part) => (body += String(part)));
      response.on('end', () =>
        resolve({
          status: response.statusCode,
          upgrade: response.headers.upgrade,
          connection: response.headers.connection,
          ...(JSON.parse(body) as { error: object }).error,
        }),
      );
    });
    request.on('error', reject);
    request.end();
  });
}

test.each([
  ['neither header', {}, /without Connection: Upgrade and Upgrade: websocket/],
  ['no Connection', { Upgrade: 'WebSocket' }, /without Connection: Upgrade\. /],
  ['no Upgrade', { Connection: 'keep-alive, Upgrade' }, /without Upgrade: websocket\. /],
  ['other words', { Connection: 'close', Upgrade: 'h2c' }, /Connection: Upgrade and Upgrade: websocket/],
] as const)(
  '[SV227] a request at /ws with %s is answered with 426 and what a proxy has to hand on',
  async (_name, headers, says) => {
    const wire = {
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Version': '13',
      ...headers,
    };
    for (const path of ['/ws', '/ws?from=app']) {
      const answer = await askForSocket(wire, path);
      expect(answer).toMatchObject({ status: 426, upgrade: 'websocket', kind: 'no_upgrade' });
      expect(answer['connection']).toMatch(/upgrade/i);
      expect(answer['message']).toMatch(says);
      expect(answer['message']).toMatch(/proxy .* "Connection" and "Upgrade"/);
    }
  },
);

test('[SV98] sign-ins from one address are limited', async () => {
  const strict = await startTestServer({ limits: { loginBurst: 2, loginsPerSecond: 0.1 } });
  await strict.login('A');
  await strict.login('B');
  const third = await strict.post('/api/login', { guestKey: KEY });
  expect(third).toMatchObject({ status: 429, body: { error: { kind: 'rate' } } });
  await strict.close();
});

test.each([
  '//evil.example/..%2fphone',
  '///evil.example/..%2fphone',
  '/%2fevil.example/..%2fphone',
  '/evil.example/%2e%2e/phone',
  '/%5cevil.example/..%2fphone',
  '/phone',
  '//phone',
  '/./phone',
])('[SV217] {S7} a folder without its slash leads to a place of this server: %s', async (path) => {
  const { status, location } = await raw(path);
  if (status !== 404) expect([status, location]).toEqual([301, '/phone/']);
});
