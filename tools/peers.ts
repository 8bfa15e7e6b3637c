/**
 * `npm run peers`: the socket service over the global calls beside real libraries of mini programs that have a socket too, on
 * every binding and registration rule of the simulated phone, over real sockets to their real servers. Fails when a frame of
 * ours reached their server, when their connection was ended, or when an answer of ours took longer than 3 s.
 * `--unwatched`: on a phone that does not let `wx.connectSocket` be watched; then what went astray is only told.
 */
import http from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createWebSocketStream, WebSocketServer, type WebSocket } from 'ws';
import { createSocketService, type SocketService } from '../miniprogram/core/socket/socket-service';
import { systemClock } from '../miniprogram/platform/clock';
import { createGlobalTransport } from '../miniprogram/platform/global-socket';
import type { RawSocketFactory } from '../simulator/wx/ports';
import type { SocketQuirks } from '../simulator/wx/socket-quirks';
import { startEchoServer } from '../test/support/echo-server';
import { createNodeWx, createWsSocketFactory } from '../test/support/node-wx';
import { readCommand } from './command-line';

const FOLDER = path.join(process.cwd(), 'tools/peers');
const load = createRequire(path.join(FOLDER, 'package.json'));
const PATIENCE_MS = 10_000;
const LIMIT_MS = 3_000;

/** A library at work; `stop` is its own. */
interface Peer {
  readonly name: string;
  /** Listens on this server and connects to it from the phone whose `wx` is global now. */
  start(server: http.Server, address: string): Promise<() => void>;
}

/** The library as an app that has just started has it. */
function loadFresh(name: string): unknown {
  delete load.cache[load.resolve(name)];
  return load(name);
}

type Connect = (url: string, options?: object) => { disconnect?(): void; end?(force: boolean): void };
type SocketIo = { readonly Server: new (server: http.Server, options: object) => { close(): void } };

function startSocketIo(server: http.Server, connect: () => { disconnect?(): void }): () => void {
  const { Server } = load('socket.io') as SocketIo;
  const io = new Server(server, { allowEIO3: true });
  const client = connect();
  return () => {
    io.close();
    client.disconnect?.();
  };
}

async function startMqtt(server: http.Server, address: string, run: number): Promise<() => void> {
  const { Aedes } = load('aedes') as {
    Aedes: { createBroker(): Promise<{ handle(line: unknown): void; close(): void }> };
  };
  const broker = await Aedes.createBroker();
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => broker.handle(createWebSocketStream(socket)));
  const file = path.join(FOLDER, 'node_modules/mqtt/dist/mqtt.esm.js');
  const module = (await import(`${pathToFileURL(file).href}?run=${run}`)) as {
    default: { connect: Connect };
  };
  const client = module.default.connect(`wx://${address}/mqtt`, { forceNativeWebSocket: true });
  return () => {
    client.end?.(true);
    sockets.close();
    broker.close();
  };
}

let runs = 0;
const PEERS: readonly Peer[] = [
  {
    name: 'weapp.socket.io 3.0.0',
    start: async (server, address) => {
      const connect = loadFresh('weapp.socket.io') as Connect;
      return startSocketIo(server, () => connect(`ws://${address}`, { transports: ['websocket'] }));
    },
  },
  {
    name: 'wxapp-socket-io 1.0.0',
    start: async (server, address) => {
      const connect = loadFresh('wxapp-socket-io') as Connect;
      return startSocketIo(server, () => connect(`ws://${address}`));
    },
  },
  { name: 'mqtt 5.16.0', start: (server, address) => startMqtt(server, address, (runs += 1)) },
];

async function until(isTrue: () => boolean, patienceMs = PATIENCE_MS): Promise<number> {
  const start = Date.now();
  while (!isTrue() && Date.now() - start < patienceMs) await new Promise((resolve) => setTimeout(resolve, 5));
  return Date.now() - start;
}

interface Row {
  readonly peer: string;
  readonly binding: string;
  readonly registration: string;
  readonly connected: boolean;
  readonly backMs: readonly number[];
  readonly astray: number;
  readonly ended: number;
  readonly fallback: string;
}

/** What leaves the phone for an address of theirs. */
function watchTheirs(factory: RawSocketFactory, isTheirs: (url: string) => boolean) {
  const seen = { opened: 0, astray: 0, ended: 0 };
  const openSocket: RawSocketFactory = (request, events) => {
    const raw = factory(request, events);
    if (!isTheirs(request.url)) return raw;
    return {
      send(data) {
        if (String(data).includes('ours')) seen.astray += 1;
        raw.send(data);
      },
      close(code, reason) {
        seen.ended += 1;
        raw.close(code, reason);
      },
      terminate() {
        seen.ended += 1;
        raw.terminate();
      },
    };
  };
  return { seen, openSocket };
}

async function exchange(socket: SocketService, heard: readonly unknown[]): Promise<number> {
  const before = heard.length;
  void socket.send({ ours: before });
  return until(() => heard.length > before);
}

async function measure(peer: Peer, quirks: Partial<SocketQuirks>, isWatched: boolean): Promise<Row> {
  const echo = await startEchoServer();
  const lines = new Set<WebSocket>();
  const server = http.createServer();
  let theirs = 0;
  server.on('upgrade', () => void (theirs += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { seen, openSocket } = watchTheirs(createWsSocketFactory(lines), (url) => url.includes(address));
  const phone = createNodeWx({ quirks, ports: { openSocket } });
  if (!isWatched)
    Object.defineProperty(phone.wx, 'connectSocket', { value: phone.wx.connectSocket, configurable: false });
  Object.assign(globalThis, { wx: phone.wx, __wxConfig: {}, window: undefined });
  const socket = createSocketService({
    transport: createGlobalTransport(phone.wx),
    url: echo.url,
    clock: systemClock,
    random: Math.random,
  });
  const heard: unknown[] = [];
  socket.onMessage((value) => heard.push(value));
  socket.connect();
  await exchange(socket, heard);
  const stop = await peer.start(server, address);
  await until(() => theirs > 0, 2_000);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const first = await exchange(socket, heard);
  const state = socket.state;
  socket.drop('once more', { now: true });
  const second = await exchange(socket, heard);
  socket.close();
  await until(() => socket.state.state === 'idle');
  const { astray, ended } = seen;
  try {
    stop();
  } catch {
    // wxapp-socket-io 1.0.0 cannot be ended: it throws.
  }
  phone.control.destroy();
  for (const line of lines) line.terminate();
  server.closeAllConnections();
  server.close();
  await echo.close();
  return {
    peer: peer.name,
    binding: String(quirks.binding),
    registration: String(quirks.registration),
    connected: theirs > 0,
    backMs: [first, second],
    astray,
    ended,
    fallback: (state.state === 'open' ? state.fallback : undefined) ?? 'none',
  };
}

const isBad = ({ astray, ended, backMs }: Row): boolean =>
  astray > 0 || ended > 0 || backMs.some((ms) => ms > LIMIT_MS);

async function main(): Promise<void> {
  const { values } = readCommand({
    name: 'peers',
    options: { unwatched: { type: 'boolean', default: false } },
  });
  Object.defineProperty(globalThis, 'navigator', { value: { language: 'en' }, configurable: true });
  // Their servers and reconnecting clients outlive a run in ways of their own.
  process.on('uncaughtException', (thrown) => console.error(`a library threw: ${String(thrown)}`));
  let bad = 0;
  for (const peer of PEERS) {
    for (const binding of ['first', 'latest', 'all'] as const) {
      for (const registration of ['replace', 'accumulate'] as const) {
        const row = await measure(peer, { binding, registration }, !values.unwatched);
        if (isBad(row)) bad += 1;
        console.log(JSON.stringify(row));
      }
    }
  }
  console.log(`${bad} bad of ${PEERS.length * 6}`);
  process.exit(bad > 0 && !values.unwatched ? 1 : 0);
}

void main();
