/**
 * The servers that are compared. Each tells everybody what one connection says: minichat as it is, with its database, and
 * three peers with nothing around their loop.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createNetServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { server as WebSocketNodeServer } from 'websocket';
import { WebSocketServer, type WebSocket } from 'ws';
import { startServer } from '../../server/server';
import { serverFrame } from './wire';

export const ENGINES = ['minichat', 'ws', 'websocket', 'net'] as const;
export type EngineName = (typeof ENGINES)[number];

export interface Engine {
  readonly port: number;
  close(): Promise<void>;
}

/** What a message of minichat costs on the wire, so that every engine sends the same bytes. */
const MESSAGE = {
  type: 'msg',
  room: 'lobby',
  epoch: 'e0123456789',
  seq: 1,
  user: 'u012345678901',
  clientId: 'bench-0001-000001',
  at: 1_790_000_000_000,
};
const UNLIMITED = 1_000_000_000;

const portOf = (server: { address(): AddressInfo | string | null }): number =>
  (server.address() as AddressInfo).port;

const listen = (http: Server): Promise<void> =>
  new Promise((resolve) => void http.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, resolve));

async function startMinichat(): Promise<Engine> {
  const dataDir = mkdtempSync(join(tmpdir(), 'minichat-bench-'));
  const limits = {
    publishBurst: UNLIMITED,
    publishPerSecond: UNLIMITED,
    personBurstWork: UNLIMITED,
    turnWork: UNLIMITED,
    frameBurst: UNLIMITED,
    framesPerSecond: UNLIMITED,
    // These members answer no pings.
    heartbeatMs: UNLIMITED,
    drainMs: 200,
  };
  const server = await startServer({ port: 0, host: '127.0.0.1', dataDir, bot: false, limits });
  return {
    port: server.port,
    async close() {
      await server.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** What a naive chat server does with a message: parse it, number it, write it down again. */
function createNumbering(): (raw: string) => string {
  let seq = 0;
  return (raw) => {
    const { body } = JSON.parse(raw) as { body: unknown };
    seq += 1;
    return JSON.stringify({ ...MESSAGE, seq, body });
  };
}

async function startWs(): Promise<Engine> {
  const http = createServer();
  const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
  const number = createNumbering();
  sockets.on('connection', (socket: WebSocket) => {
    socket.on('message', (data: Buffer) => {
      const text = number(data.toString());
      for (const client of sockets.clients) client.send(text);
    });
  });
  await listen(http);
  return { port: portOf(http), close: async () => http.closeAllConnections() };
}

async function startWebSocketNode(): Promise<Engine> {
  const http = createServer();
  const sockets = new WebSocketNodeServer({
    httpServer: http,
    autoAcceptConnections: false,
    keepalive: false,
  });
  const number = createNumbering();
  sockets.on('request', (request) => {
    const connection = request.accept('minichat.v1', request.origin);
    connection.on('message', (message) => {
      if (message.type === 'utf8') sockets.broadcastUTF(number(message.utf8Data));
    });
  });
  await listen(http);
  return { port: portOf(http), close: async () => sockets.closeAllConnections() };
}

/** The ceiling: no protocol, no parsing; one write of the same bytes for each delivery. A byte is a message. */
async function startNet(text: string): Promise<Engine> {
  const frame = serverFrame(JSON.stringify({ ...MESSAGE, body: { kind: 'text', text } }));
  const sockets = new Set<Socket>();
  const net = createNetServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.on('data', (said: Buffer) => {
      for (let i = 0; i < said.length; i += 1) for (const each of sockets) each.write(frame);
    });
  });
  await new Promise<void>(
    (resolve) => void net.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, resolve),
  );
  return { port: portOf(net), close: async () => sockets.forEach((socket) => socket.destroy()) };
}

export function startEngine(name: EngineName, text: string): Promise<Engine> {
  switch (name) {
    case 'minichat':
      return startMinichat();
    case 'ws':
      return startWs();
    case 'websocket':
      return startWebSocketNode();
    case 'net':
      return startNet(text);
  }
}
