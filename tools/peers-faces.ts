/**
 * `npm run peers:faces`: libraries that want a WebSocket, each over the package's own, on the simulated phone and over real
 * sockets to their server. Each says something and hears it, then its line is cut, and it has to come back and do so again.
 */
import http from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo, Socket } from 'node:net';
import path from 'node:path';
import { createWebSocketClass, type WebSocketClass } from '../packages/minichat-socket/src/index';
import { createNodeWx } from '../test/support/node-wx';
import { readCommand } from './command-line';
import * as servers from './peers/face-servers';

const load = createRequire(path.join(process.cwd(), 'tools/peers/package.json'));
const PATIENCE_MS = 30_000;

/** A library over this class: `say` resolves with what came back. */
interface Client {
  say(text: string): Promise<string>;
  stop(): unknown;
}
interface Peer {
  readonly name: string;
  readonly serve: servers.Serve;
  connect(url: string, Mini: WebSocketClass): Promise<Client> | Client;
}

// The libraries' own types are not installed with the rest, so each is described as far as it is called.
const take = <T>(name: string): T => load(name) as T;

interface Mqtt {
  connect(url: string, options: object): MqttClient;
}
interface MqttClient {
  on(name: string, fn: (topic: string, bytes: Uint8Array) => void): void;
  off(name: string, fn: unknown): void;
  subscribe(topic: string, options: object): void;
  publish(topic: string, text: string, options: object): void;
  end(force: boolean): void;
}

function connectMqtt(url: string, Mini: WebSocketClass): Client {
  const client = take<Mqtt>('mqtt').connect(url, {
    forceNativeWebSocket: true,
    reconnectPeriod: 100,
    createWebsocket: (address: string, protocols: string[]) => new Mini(address, protocols),
  });
  client.subscribe('room', { qos: 1 });
  return {
    say: (text) =>
      new Promise((resolve) => {
        const publish = (): void => client.publish('room', text, { qos: 1 });
        // What waits goes out before the subscriptions are there again, so one time may not be enough.
        const timer = setInterval(publish, 200);
        const hear = (_topic: string, bytes: Uint8Array): void => {
          if (String(bytes) !== text) return;
          clearInterval(timer);
          client.off('message', hear);
          resolve(text);
        };
        client.on('message', hear);
        publish();
      }),
    stop: () => client.end(true),
  };
}

interface GraphqlClient {
  iterate(payload: object): AsyncIterable<{ readonly data: { readonly say: string } }>;
  dispose(): void;
}

function connectGraphql(url: string, Mini: WebSocketClass): Client {
  const { createClient } = take<{ createClient(options: object): GraphqlClient }>('graphql-ws');
  const client = createClient({ url, webSocketImpl: Mini, lazy: false, retryAttempts: 10 });
  return {
    async say(text) {
      const query = `{ say(text: ${JSON.stringify(text)}) }`;
      for await (const { data } of client.iterate({ query })) return data.say;
      return '';
    },
    stop: () => client.dispose(),
  };
}

interface StompClient {
  readonly connected: boolean;
  onConnect: () => void;
  activate(): void;
  subscribe(destination: string, hear: (message: { readonly body: string }) => void): void;
  publish(message: { readonly destination: string; readonly body: string }): void;
  deactivate(): Promise<void>;
}

function connectStomp(url: string, Mini: WebSocketClass): Client {
  const { Client } = take<{ Client: new (options: object) => StompClient }>('@stomp/stompjs');
  const client = new Client({ webSocketFactory: () => new Mini(url, 'v12.stomp'), reconnectDelay: 100 });
  let said: { readonly text: string; readonly resolve: (text: string) => void } | null = null;
  const send = (): void => {
    if (said && client.connected) client.publish({ destination: '/room', body: said.text });
  };
  client.onConnect = () => {
    client.subscribe('/room', ({ body }) => said?.resolve(body));
    send();
  };
  client.activate();
  return {
    say: (text) =>
      new Promise((resolve) => {
        said = { text, resolve };
        send();
      }),
    stop: () => client.deactivate(),
  };
}

interface CentrifugeClient {
  connect(): void;
  ready(): Promise<void>;
  rpc(method: string, data: unknown): Promise<{ readonly data: string }>;
  disconnect(): void;
}

function connectCentrifuge(url: string, Mini: WebSocketClass): Client {
  const { Centrifuge } = take<{ Centrifuge: new (url: string, options: object) => CentrifugeClient }>(
    'centrifuge',
  );
  const client = new Centrifuge(url, { websocket: Mini, minReconnectDelay: 100 });
  client.connect();
  return {
    async say(text) {
      await client.ready();
      return (await client.rpc('say', text)).data;
    },
    stop: () => client.disconnect(),
  };
}

interface PhoenixPush {
  receive(status: string, hear: (payload: { readonly text: string }) => void): PhoenixPush;
}
interface PhoenixSocket {
  connect(): void;
  disconnect(): void;
  channel(topic: string): { join(): unknown; push(event: string, payload: object): PhoenixPush };
}

function connectPhoenix(url: string, Mini: WebSocketClass): Client {
  const { Socket } = take<{ Socket: new (url: string, options: object) => PhoenixSocket }>('phoenix');
  const socket = new Socket(url, { transport: Mini, reconnectAfterMs: () => 100, rejoinAfterMs: () => 100 });
  socket.connect();
  const channel = socket.channel('room:1');
  channel.join();
  return {
    say: (text) =>
      new Promise(
        (resolve) => void channel.push('say', { text }).receive('ok', (said) => resolve(said.text)),
      ),
    stop: () => socket.disconnect(),
  };
}

interface PartySocket {
  addEventListener(name: string, hear: (event: { readonly data: string }) => void): void;
  send(text: string): void;
  close(): void;
}

function connectParty(url: string, Mini: WebSocketClass): Client {
  const { default: Reconnecting } = take<{
    default: new (url: string, protocols: string[], options: object) => PartySocket;
  }>('partysocket/ws');
  const socket = new Reconnecting(url, [], { WebSocket: Mini, minReconnectionDelay: 100 });
  return {
    say: (text) =>
      new Promise((resolve) => {
        socket.addEventListener('message', ({ data }) => data === text && resolve(data));
        socket.send(text);
      }),
    stop: () => socket.close(),
  };
}

const PEERS: readonly Peer[] = [
  { name: 'mqtt 5.16.0, aedes 1.2.0', serve: servers.serveMqtt, connect: connectMqtt },
  { name: 'graphql-ws 6.4.2, its own server', serve: servers.serveGraphql, connect: connectGraphql },
  { name: '@stomp/stompjs 7.5.0, a server by STOMP 1.2', serve: servers.serveStomp, connect: connectStomp },
  {
    name: 'centrifuge 5.8.0, a server by its protocol',
    serve: servers.serveCentrifuge,
    connect: connectCentrifuge,
  },
  { name: 'phoenix 1.8.16, a server by its protocol', serve: servers.servePhoenix, connect: connectPhoenix },
  { name: 'partysocket 1.3.0, an echo server', serve: servers.serveEcho, connect: connectParty },
];

function within<T>(work: Promise<T>, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`${what}: nothing came in ${PATIENCE_MS} ms`)),
      PATIENCE_MS,
    );
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** @returns the milliseconds of both times, or throws why it did not work */
async function measure({ serve, connect }: Peer): Promise<string> {
  const server = http.createServer();
  const lines = new Set<Socket>();
  server.on('connection', (line) => lines.add(line));
  const stop = await serve(server, load);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const phone = createNodeWx();
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const client = await connect(url, createWebSocketClass({ api: phone.wx }));
  try {
    const start = Date.now();
    const first = await within(client.say('你好'), 'said');
    const cutAt = Date.now();
    const isBack = new Promise((resolve) => server.once('connection', resolve));
    for (const line of lines) line.destroy();
    // What was said on a line that is being cut is lost or refused, by these libraries' own rules.
    await within(isBack, 'cut');
    const again = await within(client.say('again'), 'said after a cut');
    if (first !== '你好' || again !== 'again') throw new Error(`it heard ${first} and ${again}`);
    return `ok  said in ${cutAt - start} ms, after a cut in ${Date.now() - cutAt} ms`;
  } finally {
    await client.stop();
    stop();
    server.closeAllConnections();
    server.close();
    await phone.close();
  }
}

async function main(): Promise<void> {
  readCommand({ name: 'peers:faces', options: {} });
  let bad = 0;
  for (const peer of PEERS) {
    try {
      console.log(`${peer.name.padEnd(48)} ${await measure(peer)}`);
    } catch (thrown) {
      bad += 1;
      console.log(`${peer.name.padEnd(48)} FAILED  ${String(thrown)}`);
    }
  }
  // Some of them keep timers of their own.
  process.exit(bad === 0 ? 0 : 1);
}

void main();
