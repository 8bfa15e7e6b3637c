/**
 * What the transport contract needs from its surroundings: a place to connect to, the server's end of each connection, and
 * a record of what the transport told. One rig moves a fake wx, the other a simulated phone over real WebSockets.
 */
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Transport, TransportEvent } from '../../miniprogram/core/socket/transport';
import type { WxGlobalSocketApi } from '../../miniprogram/platform/wx-socket-api';
import { createNodeWx, type NodeWx } from './node-wx';
import { createFakeWx, type FakeSocket, type FakeWxOptions } from './transport-fake-wx';

interface Closing {
  readonly code: number | undefined;
  readonly reason: string | undefined;
}

export interface ServerEnd {
  readonly protocol: string;
  readonly header: string | undefined;
  readonly received: readonly (string | ArrayBuffer)[];
  readonly closed: Closing | null;
  send(data: string | ArrayBuffer): void;
  close(code: number, reason: string): void;
}

export interface TransportRig {
  readonly transport: Transport;
  readonly url: string;
  /** Nobody answers there. */
  readonly deadUrl: string;
  /** The server's end of the next connection. Rejects when the rig is closed before there is one. */
  accept(): Promise<ServerEnd>;
  close(): Promise<void>;
}

const UNTIL_LIMIT_MS = 3_000;

/** Resolves as soon as `check` holds; gives up loudly, so that a failed test leaves no loop behind. */
export async function until(check: () => boolean): Promise<void> {
  const start = Date.now();
  while (!check()) {
    if (Date.now() - start > UNTIL_LIMIT_MS) throw new Error(`still not so: ${String(check)}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export interface RealRig extends TransportRig {
  readonly phone: NodeWx;
}

export interface Recorder {
  readonly sink: (event: TransportEvent) => void;
  readonly events: readonly TransportEvent[];
  /** Events other than uncertainties and fallbacks, which a platform may add. */
  kinds(): readonly string[];
  seen(kind: TransportEvent['kind']): Promise<void>;
}

export function createRecorder(): Recorder {
  const events: TransportEvent[] = [];
  return {
    events,
    sink: (event) => void events.push(event),
    kinds: () =>
      events.map(({ kind }) => kind).filter((kind) => kind !== 'uncertain' && kind !== 'displaced'),
    seen: (kind) => until(() => events.some((event) => event.kind === kind)),
  };
}

function toServerEnd(socket: FakeSocket): ServerEnd {
  socket.onClose = (option) => {
    option.success?.();
    void Promise.resolve().then(() => socket.close(option.code, option.reason));
  };
  return {
    protocol: socket.option.protocols?.[0] ?? '',
    header: socket.option.header?.['X-Rig'],
    received: socket.sent,
    get closed() {
      const option = socket.closes[0];
      return option ? { code: option.code, reason: option.reason } : null;
    },
    send: (data) => socket.message(data),
    close: (code, reason) => socket.close(code, reason),
  };
}

export function createFakeRig(
  createTransport: (wx: WxGlobalSocketApi) => Transport,
  options: FakeWxOptions = {},
): TransportRig {
  const fake = createFakeWx(options);
  const accepted = new Set<FakeSocket>();
  const deadUrl = 'ws://dead.example';
  fake.onConnect = (socket) => {
    if (socket.option.url !== deadUrl) return;
    void Promise.resolve().then(() => {
      socket.error();
      socket.close();
    });
  };
  return {
    transport: createTransport(fake.wx),
    url: 'ws://fake.example',
    deadUrl,
    async accept() {
      await until(() => fake.sockets.some((socket) => !accepted.has(socket)));
      const socket = fake.newest;
      accepted.add(socket);
      const end = toServerEnd(socket);
      socket.open();
      return end;
    },
    close: () => Promise.resolve(),
  };
}

function toArrayBuffer(data: Buffer): ArrayBuffer {
  return new Uint8Array(data).buffer;
}

function listen(socket: WebSocket, header: string | undefined): ServerEnd {
  const received: (string | ArrayBuffer)[] = [];
  let closed: Closing | null = null;
  socket.on('message', (data, isBinary) => {
    received.push(isBinary ? toArrayBuffer(data as Buffer) : String(data));
  });
  socket.on('close', (code, reason) => (closed = { code, reason: String(reason) }));
  return {
    protocol: socket.protocol,
    header,
    received,
    get closed() {
      return closed;
    },
    send: (data) => socket.send(data),
    close: (code, reason) => socket.close(code, reason),
  };
}

async function findDeadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export async function createRealRig(
  createTransport: (wx: WxGlobalSocketApi) => Transport,
  options: Parameters<typeof createNodeWx>[0] = {},
): Promise<RealRig> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await new Promise((resolve) => server.once('listening', resolve));
  const ends: ServerEnd[] = [];
  let isClosed = false;
  server.on('connection', (socket, request) => {
    ends.push(listen(socket, request.headers['x-rig'] as string | undefined));
  });
  const phone = createNodeWx(options);
  return {
    phone,
    transport: createTransport(phone.wx),
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    deadUrl: `ws://127.0.0.1:${await findDeadPort()}`,
    async accept() {
      await until(() => isClosed || ends.length > 0);
      const end = ends.shift();
      if (!end) throw new Error('no connection to accept');
      return end;
    },
    async close() {
      isClosed = true;
      await phone.close();
      for (const socket of server.clients) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
