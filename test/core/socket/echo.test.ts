import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { client as WebSocketClient, server as WebSocketServer, type connection } from 'websocket';
import { createSocketService, type SocketService } from '../../../miniprogram/core/socket/socket-service';
import { systemClock } from '../../../miniprogram/platform/clock';
import { createGlobalTransport } from '../../../miniprogram/platform/global-socket';
import { createTaskTransport } from '../../../miniprogram/platform/task-socket';
import { createNodeWx, type NodeWx } from '../../support/node-wx';
import { until } from '../../support/transport-rig';

/** The server example of the README of `websocket`: it echoes text and bytes, subprotocol `echo-protocol`. */
async function startEchoServer() {
  const httpServer = http.createServer((_request, response) => {
    response.writeHead(404);
    response.end();
  });
  const server = new WebSocketServer({ httpServer, autoAcceptConnections: false });
  server.on('request', (request) => {
    const peer = request.accept('echo-protocol', request.origin);
    peer.on('message', (message) => {
      if (message.type === 'utf8') peer.sendUTF(message.utf8Data);
      else peer.sendBytes(message.binaryData);
    });
  });
  await new Promise<void>((resolve) => httpServer.listen(0, '127.0.0.1', resolve));
  return {
    url: `ws://127.0.0.1:${(httpServer.address() as AddressInfo).port}/`,
    /** Ends all connections, as a server that restarts. */
    dropAll: () => server.closeAllConnections(),
    async stop() {
      server.shutDown();
      await new Promise((resolve) => httpServer.close(resolve));
    },
  };
}

/** The client example of that README, which sends random numbers and hears them again. */
function startEchoClient(url: string) {
  const client = new WebSocketClient();
  const sent: string[] = [];
  const heard: string[] = [];
  let line: connection | null = null;
  client.on('connect', (opened) => {
    line = opened;
    opened.on('message', (message) => {
      if (message.type === 'utf8') heard.push(message.utf8Data);
      if (heard.length < 5) sendNumber();
    });
    const sendNumber = (): void => {
      const number = Math.round(Math.random() * 0xffffff).toString();
      sent.push(number);
      opened.sendUTF(number);
    };
    sendNumber();
  });
  client.connect(url, 'echo-protocol');
  return { sent, heard, close: () => line?.close() };
}

describe.each([
  ['global', createGlobalTransport],
  ['task', createTaskTransport],
] as const)('the socket service against the echo server of WebSocket-Node (%s)', (_name, createTransport) => {
  let server: Awaited<ReturnType<typeof startEchoServer>>;
  let phone: NodeWx;
  let socket: SocketService;

  beforeEach(async () => {
    server = await startEchoServer();
    phone = createNodeWx();
    socket = createSocketService({
      transport: createTransport(phone.wx),
      url: server.url,
      protocols: ['echo-protocol'],
      clock: systemClock,
      random: Math.random,
    });
  });

  afterEach(async () => {
    socket.close();
    await until(() => socket.state.state === 'idle');
    await phone.close();
    await server.stop();
  });

  test('[SK31] values queued before open come back decoded, in order, beside the README’s own client', async () => {
    const peer = startEchoClient(server.url);
    const values = [{ text: '你好 👋', list: [1, null, true] }, 'two', 3, null, [], ''];
    const echoes: unknown[] = [];
    socket.onMessage((value) => echoes.push(value));
    const promises = values.map((value) => socket.send(value));
    socket.connect();
    await Promise.all(promises);
    await until(() => echoes.length === values.length && peer.heard.length === 5);
    expect(echoes).toEqual(values);
    expect(peer.heard).toEqual(peer.sent);
    peer.close();
  });

  test('[SK31] bytes come back as they were, between values, in order', async () => {
    const order: unknown[] = [];
    socket.onMessage((value) => order.push(value));
    socket.onBinary((data) => order.push([...new Uint8Array(data)]));
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    void socket.send('before');
    void socket.sendBinary(bytes.buffer);
    void socket.send('after');
    socket.connect();
    await until(() => order.length === 3);
    expect(order).toEqual(['before', [...bytes], 'after']);
  });

  test('[SK31] after the server dropped everybody it reconnects by itself, and what was sent meanwhile arrives', async () => {
    const echoes: unknown[] = [];
    const states: string[] = [];
    socket.onMessage((value) => echoes.push(value));
    socket.onState(({ state }) => states.push(state));
    socket.connect();
    await until(() => socket.state.state === 'open');
    server.dropAll();
    await until(() => socket.state.state !== 'open');
    void socket.send('sent while away');
    await until(() => echoes.length === 1);
    expect(echoes).toEqual(['sent while away']);
    expect(states).toEqual(['connecting', 'open', 'waiting', 'connecting', 'open']);
  });
});
