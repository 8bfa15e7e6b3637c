/**
 * A refusal arrives whole although ten megabytes of its request are still on their way.
 */
import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { startTestServer, type TestServer } from '../../support/test-server';

const MIB = 1_024 * 1_024;
const BODY = Buffer.alloc(10 * MIB, 'x');

let server: TestServer;
let ticket: string;

beforeAll(async () => {
  server = await startTestServer({ limits: { mediaBurst: 1, mediaPerSecond: 0.001 } });
  ({ ticket } = await server.login('Ann'));
});
afterAll(() => server.close());

interface Answer {
  readonly status: number | undefined;
  readonly kind: unknown;
}

interface Asked {
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
  readonly body?: Buffer;
}

/** By Node's client, which sends all of the body whatever it is answered; an error of the connection rejects. */
function send({ path, headers = {}, method = 'POST', body = BODY }: Asked, agent: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { port } = server.running;
    const request = httpRequest({ host: '127.0.0.1', port, path, method, headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const { error } = JSON.parse(text) as { error?: { kind: unknown } };
        resolve({ status: response.statusCode, kind: error?.kind });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

const authorized = (): Record<string, string> => ({ Authorization: `Bearer ${ticket}` });
const ROUTES: readonly (readonly [string, () => Asked, number, string])[] = [
  ['an upload without a ticket', () => ({ path: '/api/media' }), 401, 'auth_failed'],
  ['an avatar without a ticket', () => ({ path: '/api/avatar' }), 401, 'auth_failed'],
  ['an avatar that is too large', () => ({ path: '/api/avatar', headers: authorized() }), 413, 'too_large'],
  ['a profile without a ticket', () => ({ path: '/api/profile' }), 401, 'auth_failed'],
  ['a profile that is too large', () => ({ path: '/api/profile', headers: authorized() }), 413, 'too_large'],
  ['a sign-in that is too large', () => ({ path: '/api/login' }), 413, 'too_large'],
  [
    'a sign-in of unknown length',
    () => ({ path: '/api/login', headers: { 'Transfer-Encoding': 'chunked' } }),
    413,
    'too_large',
  ],
  ['no route', () => ({ path: '/nothing' }), 404, 'not_found'],
  ['no such method', () => ({ path: '/api/media', method: 'PUT' }), 404, 'not_found'],
  ['a file', () => ({ path: '/media/x.png' }), 404, 'not_found'],
  ['health', () => ({ path: '/healthz' }), 404, 'not_found'],
];

test.each(ROUTES)(
  '[SV272] {S28} %s is answered before its body was read',
  async (_name, asked, status, kind) => {
    const kept = new Agent({ keepAlive: true, maxSockets: 1 });
    try {
      for (const agent of [new Agent({ keepAlive: false }), kept]) {
        expect(await send(asked(), agent)).toEqual({ status, kind });
      }
      // The connection that was kept carries the next request.
      expect((await send({ path: '/nothing', body: Buffer.alloc(0) }, kept)).status).toBe(404);
      const { path, headers = {}, method = 'POST' } = asked();
      if (headers['Transfer-Encoding'] !== undefined) return;
      const fetched = await server.request(path, { method, headers, body: new Uint8Array(BODY) });
      expect([fetched.status, fetched.body]).toMatchObject([status, { error: { kind } }]);
    } finally {
      kept.destroy();
    }
  },
);

test('[SV272] {S28} an upload over the rate is answered before its body was read', async () => {
  const bob = await server.login('Bob');
  const headers = { Authorization: `Bearer ${bob.ticket}` };
  const asked = { path: '/api/media', headers };
  expect(await send(asked, new Agent())).toEqual({ status: 400, kind: 'bad_field' });
  expect(await send(asked, new Agent())).toEqual({ status: 429, kind: 'rate' });
});

test('[SV272] {S28} a client that wants the connection closed is read to the end first', async () => {
  const socket = connect({ port: server.running.port, host: '127.0.0.1' });
  const closed = new Promise<unknown>((resolve) => {
    socket.once('error', resolve);
    socket.once('end', () => resolve('in good order'));
  });
  const said = new Promise<string>((resolve) => {
    socket.once('data', (chunk: Buffer) => resolve(chunk.toString()));
  });
  const send = (bytes: Buffer): Promise<void> =>
    new Promise((resolve) => void socket.write(bytes, () => resolve()));
  const head = `POST /api/media HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${BODY.length}\r\n\r\n`;
  await send(Buffer.from(head));
  expect(await said).toMatch(/^HTTP\/1.1 401[^]*auth_failed/);
  for (let at = 0; at < BODY.length; at += MIB) {
    await send(BODY.subarray(at, at + MIB));
    expect((await server.request('/healthz')).status).toBe(200);
  }
  expect(await closed).toBe('in good order');
});
