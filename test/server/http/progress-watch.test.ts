/**
 * Deadlines by progress over real sockets: who moves, however slowly, gets there; who does not is cut off.
 */
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { keepEarlyAnswers } from '../../../server/http/early-answers';
import { watchProgress, type ProgressLimits } from '../../../server/http/progress-watch';

const LIMITS: ProgressLimits = {
  requestTimeoutMs: 100,
  uploadWindowMs: 100,
  uploadWindowBytes: 1_024,
  downloadStallMs: 1_000,
  maxDroppedBytes: 64 * 1_024,
  requestCheckMs: 10,
};
/** More than the kernel takes on both sides. */
const PIECE = Buffer.alloc(64 * 1_024, 1);
const LARGE_BYTES = 24 * 1_024 * 1_024;
const pieces = (): Readable => Readable.from(Array<Buffer>(LARGE_BYTES / PIECE.length).fill(PIECE));

let http: Server;
let port: number;
/** Resolves when the server has lost the connection of the next request. */
let lost: Promise<void>;

beforeEach(async () => {
  let lose = (): void => undefined;
  lost = new Promise((resolve) => (lose = resolve));
  http = createServer({ requestTimeout: 0 }, (request, response) => {
    if (request.url === '/tick') return void response.end('tick');
    request.socket.once('close', lose);
    watchProgress(request, response, request.url === '/upload', LIMITS);
    keepEarlyAnswers(request, response, () => Promise.resolve());
    if (request.url === '/early') return void response.writeHead(401, { 'Content-Length': 2 }).end('no');
    if (request.method === 'GET') return void pieces().pipe(response);
    request.resume();
    request.once('end', () => response.end('done'));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  ({ port } = http.address() as AddressInfo);
});
afterEach(() => {
  http.closeAllConnections();
  http.close();
});

interface Said {
  readonly socket: Socket;
  text: string;
  bytes: number;
  readonly closed: Promise<void>;
}

function dial(head: string): Said {
  const socket = connect({ port, host: '127.0.0.1' });
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const said: Said = { socket, text: '', bytes: 0, closed };
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    said.bytes += chunk.length;
    if (said.text.length < 1_000) said.text += chunk.toString('latin1');
  });
  socket.write(`${head} HTTP/1.1\r\nHost: x\r\n`);
  return said;
}

/** Something that takes a moment of the server's time, and no sleep. */
const tick = (): Promise<unknown> => fetch(`http://127.0.0.1:${port}/tick`).then((answer) => answer.text());

test('[SV270] {S22} a download that moves may take many times the deadline of a request', async () => {
  const said = dial('GET /file');
  said.socket.write('\r\n');
  const startedAt = performance.now();
  // The last third is with the kernel early.
  const paceMs = 2.5 * LIMITS.downloadStallMs;
  let share = 0;
  while (share < 1 && !said.socket.destroyed) {
    share = (performance.now() - startedAt) / paceMs;
    if (said.bytes < share * LARGE_BYTES) said.socket.resume();
    else said.socket.pause();
    await tick();
  }
  while (said.bytes < LARGE_BYTES && !said.socket.destroyed) await tick();
  expect(said.bytes).toBeGreaterThanOrEqual(LARGE_BYTES);
  said.socket.destroy();
}, 30_000);

test('[SV270] {S22} a download of which nothing is read ends', async () => {
  const said = dial('GET /file');
  said.socket.pause();
  said.socket.write('\r\n');
  await lost;
  said.socket.resume();
  await said.closed;
  expect(said.bytes).toBeLessThan(LARGE_BYTES);
});

test('[SV271] {S22} an upload that moves may take many times the deadline of a request', async () => {
  const said = dial('POST /upload');
  const piece = Buffer.alloc(4 * 1_024, 1);
  said.socket.write('Transfer-Encoding: chunked\r\n\r\n');
  const startedAt = performance.now();
  while (performance.now() - startedAt < 8 * LIMITS.requestTimeoutMs) {
    said.socket.write(`${piece.length.toString(16)}\r\n`);
    said.socket.write(piece);
    said.socket.write('\r\n');
    await tick();
  }
  said.socket.write('0\r\n\r\n');
  while (!said.text.includes('done') && !said.socket.destroyed) await tick();
  expect(said.text).toMatch(/^HTTP\/1.1 200/);
  said.socket.destroy();
});

test.each([
  ['an upload that stands still', '/upload'],
  ['a small body that is not whole in time', '/small'],
])('[SV271] {S22} %s ends with 408', async (_name, path) => {
  const said = dial(`POST ${path}`);
  said.socket.write('Content-Length: 5000\r\n\r\nx');
  await lost;
  await said.closed;
  expect(said.text).toMatch(/^HTTP\/1.1 408/);
});

test('[SV271] {S22} a small body that keeps dripping ends all the same', async () => {
  const said = dial('POST /small');
  said.socket.write('Transfer-Encoding: chunked\r\n\r\n');
  let isLost = false;
  void lost.then(() => (isLost = true));
  while (!isLost) {
    said.socket.write('1\r\nx\r\n');
    await tick();
  }
  await said.closed;
  expect(said.text).toMatch(/^HTTP\/1.1 408/);
});

test('[SV273] {S28} what is dropped of a body that was answered already is bounded', async () => {
  const said = dial('POST /early');
  said.socket.write('Transfer-Encoding: chunked\r\n\r\n');
  let isLost = false;
  void lost.then(() => (isLost = true));
  const piece = Buffer.alloc(4 * 1_024, 1);
  let sent = 0;
  while (!isLost) {
    said.socket.write(Buffer.concat([Buffer.from('1000\r\n'), piece, Buffer.from('\r\n')]));
    sent += piece.length;
    await tick();
  }
  expect(said.text).toMatch(/^HTTP\/1.1 401[^]*no$/);
  expect(sent).toBeGreaterThanOrEqual(LIMITS.maxDroppedBytes);
});
