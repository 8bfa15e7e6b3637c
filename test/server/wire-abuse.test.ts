/**
 * Below the protocol: frames that no WebSocket may send, requests that never end, and what they cost.
 */
import net from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { CloseCode } from '../../miniprogram/core/protocol/close-codes';
import { connectPhone, type TestPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

const PATIENCE_MS = 10_000;
const FIN = 0x80;
const RSV1 = 0x40;
const MASKED = 0x80;
const TEXT = 1;
const CONTINUATION = 0;

/** RFC 6455 and this server: a code of its own for each way to be wrong. */
const PROTOCOL_ERROR = 1_002;
const BAD_UTF8 = 1_007;
const TOO_MANY_FRAGMENTS = 1_008;

let server: TestServer;
let bystander: TestPhone;

beforeEach(async () => {
  server = await startTestServer({
    limits: { headersTimeoutMs: 300, requestTimeoutMs: 300, requestCheckMs: 50, helloTimeoutMs: 300 },
  });
  bystander = await connectPhone(server, 'Bystander');
});
afterEach(async () => {
  bystander.publish('lobby', 'unharmed');
  await bystander.next('ack');
  await server.close();
});

/** A frame with a mask of zeros, so that the payload stands in it as it is. */
function frame(first: number, payload: Buffer, masked = MASKED): Buffer {
  const long = payload.length > 125;
  const head = Buffer.from([first, masked | (long ? 127 : payload.length)]);
  const length = Buffer.alloc(long ? 8 : 0);
  if (long) length.writeBigUInt64BE(BigInt(payload.length));
  return Buffer.concat([head, length, masked ? Buffer.alloc(4) : Buffer.alloc(0), payload]);
}

const UPGRADE = [
  'GET /ws HTTP/1.1',
  'Host: localhost',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  '\r\n',
].join('\r\n');

interface Raw {
  readonly socket: net.Socket;
  /** Everything that came. Resolves when the server has closed. */
  readonly ended: Promise<Buffer>;
}

function dial(): Raw {
  const socket = net.connect({ port: server.running.port, host: '127.0.0.1' });
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => undefined);
  const ended = new Promise<Buffer>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the server keeps the connection')), PATIENCE_MS);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(Buffer.concat(chunks));
    });
  });
  return { socket, ended };
}

/** The code of the close frame at the end of what a server said. */
function closeCodeIn(said: Buffer): number | null {
  const at = said.lastIndexOf(FIN | 8);
  return at < 0 ? null : said.readUInt16BE(at + 2);
}

/** The server has seen the end of all others. */
async function onlyBystander(): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (server.running.connections > 1 && Date.now() < end)
    await new Promise((resolve) => void setImmediate(resolve));
  expect(server.running.connections).toBe(1);
}

const half = Buffer.from('x'.repeat(40 * 1_024));
const ABUSES: readonly (readonly [string, readonly Buffer[], number])[] = [
  ['a message above 64 KiB', [frame(FIN | TEXT, Buffer.alloc(70_000, 'x'))], CloseCode.tooLarge],
  [
    'fragments that are together above 64 KiB',
    [frame(TEXT, half), frame(FIN | CONTINUATION, half)],
    CloseCode.tooLarge,
  ],
  [
    'a hundred fragments of nothing',
    [
      frame(TEXT, Buffer.alloc(1, 'x')),
      ...Array<Buffer>(100).fill(frame(CONTINUATION, Buffer.alloc(1, 'x'))),
    ],
    TOO_MANY_FRAGMENTS,
  ],
  ['text that is no UTF-8', [frame(FIN | TEXT, Buffer.from([0xc3, 0x28]))], BAD_UTF8],
  ['a compressed frame that nobody agreed on', [frame(FIN | RSV1 | TEXT, Buffer.from('x'))], PROTOCOL_ERROR],
  ['a frame without a mask', [frame(FIN | TEXT, Buffer.from('x'), 0)], PROTOCOL_ERROR],
  ['an opcode that does not exist', [frame(FIN | 3, Buffer.from('x'))], PROTOCOL_ERROR],
  ['a continuation of nothing', [frame(FIN | CONTINUATION, Buffer.from('x'))], PROTOCOL_ERROR],
  [
    'five binary messages',
    Array<Buffer>(5).fill(frame(FIN | 2, Buffer.from([1, 2, 3]))),
    CloseCode.badProtocol,
  ],
];

test.each(ABUSES)('[SV133] %s ends that connection with its code', async (_name, frames, code) => {
  const { socket, ended } = dial();
  socket.write(UPGRADE);
  for (const each of frames) socket.write(each);
  // It answers the close, as a client would, so that the socket does not wait for that.
  setTimeout(() => socket.end(frame(FIN | 8, Buffer.from([0x03, 0xe8]))), 200);
  expect(closeCodeIn(await ended)).toBe(code);
  await onlyBystander();
});

/** What is left when everything that can be collected is; the resident size would tell of the allocator too. */
async function heldBytes(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let i = 0; i < 5; i += 1) {
    await new Promise((resolve) => void setImmediate(resolve));
    collect();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

test('[SV133] abuse leaves nothing in memory', async () => {
  const abuse = async (): Promise<void> => {
    for (const [, frames] of ABUSES) {
      const { socket, ended } = dial();
      socket.write(UPGRADE);
      for (const each of frames) socket.write(each);
      setTimeout(() => socket.destroy(), 5);
      await ended;
    }
  };
  for (let i = 0; i < 5; i += 1) await abuse();
  const before = await heldBytes();
  for (let i = 0; i < 30; i += 1) await abuse();
  await onlyBystander();
  // 270 connections with up to 80 KB each: a leak of a quarter of them would be more.
  expect((await heldBytes()) - before).toBeLessThan(4 * 1_024 * 1_024);
}, 30_000);

describe('who never finishes', () => {
  test.each([
    ['says nothing at all', ''],
    ['sends half of a head', 'GET /healthz HTTP/1.1\r\nHost: x\r\n'],
    ['sends half of a body', 'POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{'],
  ])('[SV132] %s loses the connection', async (_name, text) => {
    const { socket, ended } = dial();
    socket.write(text);
    const said = (await ended).toString();
    if (text !== '') expect(said).toMatch(/^HTTP\/1.1 408/);
  });

  test('[SV132] sends its head byte by byte loses it too', async () => {
    const { socket, ended } = dial();
    const timer = setInterval(() => socket.write('X-A: b\r\n'), 20);
    socket.write('GET / HTTP/1.1\r\n');
    await ended;
    clearInterval(timer);
  });

  test('[SV132] opens a WebSocket and says no hello loses it', async () => {
    const { socket, ended } = dial();
    socket.write(UPGRADE);
    setTimeout(() => socket.end(frame(FIN | 8, Buffer.from([0x03, 0xe8]))), 800);
    expect(closeCodeIn(await ended)).toBe(CloseCode.helloTimeout);
  });
});
