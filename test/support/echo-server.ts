/**
 * A real WebSocket server that sends back what it gets; `close:<code>:<reason>` makes it close. It keeps its peers, so that
 * a test can speak first, look at the handshake, or cut a line. `startDeafServer` accepts TCP and never answers.
 */
import type { IncomingHttpHeaders } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

interface EchoPeer {
  readonly header: IncomingHttpHeaders;
  /** What this peer sent, as text. */
  readonly received: readonly string[];
  /** How the connection ended, when it has. */
  readonly ended: Promise<number>;
  send(data: string): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

export interface EchoServer {
  readonly url: string;
  readonly peers: readonly EchoPeer[];
  /** The next peer that connects. */
  nextPeer(): Promise<EchoPeer>;
  close(): Promise<void>;
}

export async function startEchoServer(): Promise<EchoServer> {
  const server = new WebSocketServer({
    port: 0,
    host: '127.0.0.1',
    handleProtocols: (offered) => [...offered][0] ?? false,
  });
  const peers: EchoPeer[] = [];
  const waiting: ((peer: EchoPeer) => void)[] = [];
  server.on('connection', (socket, request) => {
    const received: string[] = [];
    const peer: EchoPeer = {
      header: request.headers,
      received,
      ended: new Promise((resolve) => socket.once('close', resolve)),
      send: (data) => socket.send(data),
      close: (code, reason) => socket.close(code, reason),
      terminate: () => socket.terminate(),
    };
    socket.on('message', (data, isBinary) => {
      received.push(String(data));
      const [verb, code, reason] = String(data).split(':');
      if (!isBinary && verb === 'close') socket.close(Number(code), reason);
      else socket.send(data, { binary: isBinary });
    });
    peers.push(peer);
    waiting.splice(0).forEach((tell) => tell(peer));
  });
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `ws://127.0.0.1:${String((server.address() as AddressInfo).port)}/`,
    peers,
    nextPeer: () => new Promise((resolve) => waiting.push(resolve)),
    close: () =>
      new Promise((resolve) => {
        for (const client of server.clients) client.terminate();
        server.close(() => resolve());
      }),
  };
}

export interface DeafServer {
  readonly url: string;
  close(): Promise<void>;
}

export async function startDeafServer(): Promise<DeafServer> {
  const lines = new Set<net.Socket>();
  const server = net.createServer((line) => {
    lines.add(line);
    line.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `ws://127.0.0.1:${String((server.address() as AddressInfo).port)}/`,
    close: () =>
      new Promise((resolve) => {
        for (const line of lines) line.destroy();
        server.close(() => resolve());
      }),
  };
}
