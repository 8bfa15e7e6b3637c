/**
 * Files on their way, over real sockets: what is not whole leaves nothing, and who is slow holds nobody up.
 */
import { existsSync, readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import sharp from 'sharp';
import { startTestServer, type TestServer } from '../../support/test-server';

const CRAWL_GRACE_MS = 50;

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer({
    limits: {
      maxUploads: 2,
      maxUploadsPerUser: 1,
      crawlGraceMs: CRAWL_GRACE_MS,
      crawlBytesPerSecond: 1_000_000,
    },
  });
});
afterEach(() => server.close());

const BOUNDARY = 'xxBOUNDARYxx';
const START = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n`;

function kept(): readonly string[] {
  const folder = join(server.dataDir, 'media');
  return existsSync(folder) ? readdirSync(folder) : [];
}

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

interface Sender {
  readonly socket: Socket;
  readonly answer: Promise<string>;
}

/** Begins an upload and does not go on. Resolves when the server has begun to write it. */
async function begin(ticket: string): Promise<Sender> {
  const before = kept().length;
  const socket = connect({ port: server.running.port, host: '127.0.0.1' });
  socket.on('error', () => undefined);
  const answer = new Promise<string>((resolve) =>
    socket.once('data', (chunk: Buffer) => resolve(chunk.toString())),
  );
  const head = ['POST /api/media HTTP/1.1', 'Host: x', `Authorization: Bearer ${ticket}`];
  const rest = [`Content-Type: multipart/form-data; boundary=${BOUNDARY}`, 'Content-Length: 100000', '', ''];
  socket.write([...head, ...rest].join('\r\n') + START);
  socket.write('x'.repeat(5_000));
  while (kept().length === before) await turn();
  return { socket, answer };
}

async function send(ticket: string, file: Uint8Array, fields: Record<string, string> = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([new Uint8Array(file)]), 'x');
  const headers = { Authorization: `Bearer ${ticket}` };
  const { status, body } = await server.request('/api/media', { method: 'POST', body: form, headers });
  return { status, body: body as { url: string; bytes: number; error?: { kind: string } } };
}

test('[SV279] {S24} an upload is on the disk as far as it came; one that breaks off leaves nothing there', async () => {
  const { ticket } = await server.login('Ann');
  const { socket } = await begin(ticket);
  expect(kept()).toHaveLength(1);
  socket.destroy();
  while (kept().length > 0) await turn();
  expect((await send(ticket, Buffer.from('next'))).status).toBe(200);
  expect(kept().filter((name) => name.endsWith('.part'))).toEqual([]);
});

test('[SV277] {S18} a person whose file stands still is refused another, others are not', async () => {
  const [ann, bob] = [await server.login('Ann'), await server.login('Bob')];
  const { socket } = await begin(ann.ticket);
  expect((await send(ann.ticket, Buffer.from('x'))).body.error?.kind).toBe('rate');
  expect((await send(bob.ticket, Buffer.from('x'))).status).toBe(200);
  socket.destroy();
});

test('[SV278] {S18} people who stand still keep nobody out', async () => {
  const [ann, bob, eve] = [await server.login('Ann'), await server.login('Bob'), await server.login('Eve')];
  const slow = [await begin(ann.ticket), await begin(bob.ticket)];
  // As long as somebody may stand still; the server has its turns meanwhile.
  const startedAt = performance.now();
  while (performance.now() - startedAt < 3 * CRAWL_GRACE_MS) await turn();
  const sent = await send(eve.ticket, Buffer.from('x'));
  expect(sent.status).toBe(200);
  expect(await Promise.race(slow.map(({ answer }) => answer))).toMatch(/^HTTP\/1.1 503[^]*overload/);
  for (const { socket } of slow) socket.destroy();
}, 20_000);

test('[SV283] {S26} what goes as a file keeps its bytes, a picture too', async () => {
  const { ticket } = await server.login('Ann');
  const camera = await sharp({ create: { width: 40, height: 20, channels: 3, background: '#369' } })
    .withExif({ IFD0: { Copyright: 'kept' } })
    .jpeg()
    .toBuffer();
  const { body } = await send(ticket, camera, { kind: 'file' });
  expect([body.url.endsWith('.bin'), body.bytes]).toEqual([true, camera.length]);
  const served = await fetch(`${server.url}${body.url}`);
  expect(Buffer.from(await served.arrayBuffer()).equals(camera)).toBe(true);
});

test('[SV282] {S26} what goes as a picture and cannot be read is refused', async () => {
  const { ticket } = await server.login('Ann');
  const heic = Buffer.concat([Buffer.from('\0\0\0\x18ftypheic', 'latin1'), Buffer.alloc(500, 1)]);
  expect(await send(ticket, heic, { kind: 'image' })).toMatchObject({
    status: 415,
    body: { error: { kind: 'bad_kind' } },
  });
  expect((await send(ticket, heic)).body.url).toMatch(/\.bin$/);
});
