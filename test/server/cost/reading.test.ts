/**
 * Bytes are work before anybody knows what they say: how much is read of somebody in one turn of the event loop is bounded, also of
 * what nobody listens to any more.
 */
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { once } from 'node:events';
import { WebSocket, WebSocketServer } from 'ws';
import { CloseCode } from '../../../miniprogram/core/protocol/close-codes';
import { DEFAULT_LIMITS } from '../../../server/limits';
import { keepEarlyAnswers } from '../../../server/http/early-answers';
import type { Wire } from '../../../server/session/wire';
import { createConnection } from '../../../server/ws/connection';
import { createOutboxGroup } from '../../../server/ws/outbox';
import { systemClock } from '../../../server/system';
import { createManualClock } from '../../support/manual-clock';
import { connectPhone } from '../../support/test-phone';
import { startTestServer } from '../../support/test-server';

const MIB = 1_024 * 1_024;
/** libuv reads so much at a time, and a stream that was paused takes one more. */
const READ_AHEAD = 3 * 64 * 1_024;
const UPGRADE_REQUEST = [
  'GET /ws HTTP/1.1',
  'Host: x',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
  'Sec-WebSocket-Protocol: minichat.v1',
  '\r\n',
].join('\r\n');
const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
const manyTurns = async (): Promise<void> => {
  for (let i = 0; i < 200; i += 1) await nextTurn();
};

/** Fails instead of waiting for ever. */
async function until(isSo: () => boolean): Promise<void> {
  for (let i = 0; !isSo(); i += 1) {
    if (i > 100_000) throw new Error(`it never came: ${isSo.toString()}`);
    await nextTurn();
  }
}

const listen = async (http: Server): Promise<number> => {
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return (http.address() as AddressInfo).port;
};

test('[SV380] {S16} after the end of a flood nothing is parsed, and the rest is read no faster than before', async () => {
  const http = createServer();
  const sockets = new WebSocketServer({ noServer: true, autoPong: false });
  const read: number[] = [];
  let messages = 0;
  let wire: Wire | null = null;
  http.on('upgrade', (request, socket: Duplex, head) => {
    sockets.handleUpgrade(request, socket, head, (ws) => {
      const own = createConnection({
        ...{ ws, socket, outboxes: createOutboxGroup(), clock: systemClock, limits: DEFAULT_LIMITS },
        onSlow: () => undefined,
        onRead(bytes) {
          read.push(bytes);
          own.pause();
        },
      });
      wire = own;
      ws.on('error', () => undefined);
      ws.on('message', () => (messages += 1));
    });
  });
  const client = new WebSocket(`ws://127.0.0.1:${await listen(http)}`);
  client.on('error', () => undefined);
  await once(client, 'open');
  await until(() => wire !== null);
  const line = wire as unknown as Wire;
  line.close(CloseCode.overload, 'overload');
  for (let i = 0; i < 100; i += 1) client.send(Buffer.alloc(60_000));
  const total = (): number => read.reduce((sum, bytes) => sum + bytes, 0);
  await until(() => read.length > 0);
  await manyTurns();
  expect(total()).toBeLessThan(READ_AHEAD);
  const before = total();
  line.resume();
  await manyTurns();
  expect(total()).toBeGreaterThan(before);
  expect(total()).toBeLessThan(before + READ_AHEAD);
  expect(messages).toBe(0);
  client.terminate();
  line.terminate();
  http.close();
});

test('[SV381] {S16} what is dropped of a refused body is read a piece in each turn of its sender', async () => {
  const turns: (() => void)[] = [];
  let bytesRead = (): number => 0;
  const http = createServer((request, response) => {
    bytesRead = () => request.socket.bytesRead;
    keepEarlyAnswers(request, response, () => new Promise((resolve) => turns.push(resolve)));
    response.writeHead(429, { 'Content-Length': 2 }).end('no');
  });
  const socket = connect({ port: await listen(http), host: '127.0.0.1' });
  socket.on('error', () => undefined);
  socket.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${16 * MIB}\r\n\r\n`);
  for (let i = 0; i < 16; i += 1) socket.write(Buffer.alloc(MIB));
  await until(() => turns.length > 0);
  await manyTurns();
  expect(turns).toHaveLength(1);
  expect(bytesRead()).toBeLessThan(READ_AHEAD);
  turns.shift()?.();
  await until(() => turns.length > 0);
  expect(bytesRead()).toBeLessThan(2 * READ_AHEAD);
  socket.destroy();
  http.close();
});

test('[SV382] {S17} of many pings at once the last is answered, and each costs', async () => {
  const limits = { personBurstWork: 20_000, defianceWork: 2_000 };
  const server = await startTestServer({ clock: createManualClock(), limits });
  const phone = await connectPhone(server, 'Ann');
  const pongs: string[] = [];
  phone.socket.on('pong', (data) => pongs.push(data.toString()));
  for (let i = 1; i <= 200; i += 1) phone.socket.ping(String(i));
  await until(() => pongs.at(-1) === '200');
  expect(pongs.length).toBeLessThan(20);
  for (let i = 0; i < 1_000; i += 1) phone.socket.ping('more');
  expect((await phone.closed).code).toBe(4429);
  await server.close();
});

test('[SV383] {S16} twenty requests for a WebSocket from one address at once lie in twenty turns', async () => {
  const server = await startTestServer();
  let turn = 0;
  let counting = setImmediate(function count() {
    turn += 1;
    counting = setImmediate(count);
  });
  const taken: number[] = [];
  const { handleUpgrade } = WebSocketServer.prototype;
  const spy = jest.spyOn(WebSocketServer.prototype, 'handleUpgrade').mockImplementation(function (
    this: WebSocketServer,
    ...args
  ) {
    taken.push(turn);
    handleUpgrade.apply(this, args);
  });
  const { port } = server.running;
  const clients = Array.from({ length: 20 }, () => connect({ port, host: '127.0.0.1' }));
  await Promise.all(clients.map((client) => once(client, 'connect')));
  await manyTurns();
  // All of them are there when the server looks.
  for (const client of clients) client.write(UPGRADE_REQUEST);
  await Promise.all(clients.map((client) => once(client, 'data')));
  clearImmediate(counting);
  spy.mockRestore();
  expect(new Set(taken).size).toBe(20);
  for (const client of clients) client.destroy();
  await server.close();
});
