/**
 * How much of the server one network address may hold without a WebSocket.
 */
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { limitConnections, type ConnectionLimit } from '../../../server/http/connection-limit';
import { startTestServer } from '../../support/test-server';

let http: Server;
let limit: ConnectionLimit;
const sockets: Socket[] = [];

beforeEach(async () => {
  http = createServer();
  limit = limitConnections(http, { max: 2, isBehindProxy: false, isExempt: () => false });
  http.on('request', (request, response) => {
    const isAdmitted = limit.admit(request, 'x', (done) => response.once('close', done));
    response.writeHead(isAdmitted ? 200 : 429, { 'Content-Length': 0 }).end();
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  http.closeAllConnections();
  http.close();
});

/** Resolves when the server has it. */
async function open(): Promise<Socket> {
  const { port } = http.address() as AddressInfo;
  const arrived = new Promise((resolve) => http.once('connection', resolve));
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => undefined);
  sockets.push(socket);
  await arrived;
  return socket;
}

function ask(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    socket.once('data', (chunk: Buffer) => resolve(chunk.toString().slice(9, 12)));
    socket.once('close', () => resolve('closed'));
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  });
}

test('[SV274] {S22} connections of one address are bounded, idle ones included; those over it are told so', async () => {
  const idle = await open();
  expect(await ask(await open())).toBe('200');
  const third = await open();
  expect(await ask(third)).toBe('429');
  const gone = new Promise((resolve) =>
    http.once('connection', (socket: Socket) => socket.once('close', resolve)),
  );
  idle.destroy();
  third.destroy();
  const fourth = await open();
  fourth.destroy();
  await gone;
  expect(await ask(await open())).toBe('200');
});

test('[SV274] {S22} far over the bound nobody is answered, and nothing is kept of those who left', async () => {
  const opened = [await open(), await open(), await open(), await open()];
  expect(await ask(await open())).toBe('closed');
  let left = 0;
  const allLeft = new Promise<void>((resolve) => {
    for (const socket of opened) socket.once('close', () => (left += 1) === opened.length && resolve());
  });
  for (const socket of opened) socket.destroy();
  await allLeft;
  while (limit.addresses > 0) await new Promise((resolve) => void setImmediate(resolve));
  expect(limit.addresses).toBe(0);
});

test('[SV274] {S22} behind a proxy the requests of an address are bounded, and others go on', async () => {
  const server = await startTestServer({ trustProxy: true, limits: { maxHttpPerAddress: 1 } });
  try {
    const half = connect({ port: server.running.port, host: '127.0.0.1' });
    half.on('error', () => undefined);
    const head =
      'POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nX-Forwarded-For: 203.0.113.7\r\n\r\n';
    await new Promise<void>((resolve) => void half.write(head, () => resolve()));
    const from = async (address: string): Promise<number> =>
      (await server.request('/healthz', { headers: { 'X-Forwarded-For': address } })).status;
    while ((await from('203.0.113.7')) === 200);
    expect(await from('203.0.113.7')).toBe(429);
    expect(await from('203.0.113.8')).toBe(200);
    half.destroy();
  } finally {
    await server.close();
  }
});
