/**
 * One WebSocket that has said hello, as a person who writes their own client would hold it: sends what it is told, and hands on
 * what comes.
 */
import { randomBytes } from 'node:crypto';
import { WebSocket } from 'ws';

/** A frame from the server, not checked: this is not the phone. */
export type Down = { readonly type: string } & Readonly<Record<string, unknown>>;

export interface Line {
  send(frame: object): void;
  raw(data: string | Buffer): void;
  ping(): void;
  readonly isOpen: boolean;
  /** Bytes that the other side has not taken. */
  readonly buffered: number;
  close(): void;
}

export interface LineOptions {
  readonly socketUrl: string;
  readonly ticket: string;
  readonly device: string;
  readonly cursors?: readonly object[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly onFrame: (frame: Down) => void;
  readonly onEnd: () => void;
}

const framesOf = (data: Buffer): readonly Down[] => {
  const value = JSON.parse(data.toString('utf8')) as Down | readonly Down[];
  return Array.isArray(value) ? (value as readonly Down[]) : [value as Down];
};

/** Opens a WebSocket that says nothing, and closes it at once. False when it was refused. */
export function openBare(socketUrl: string, headers: Readonly<Record<string, string>>): Promise<boolean> {
  const socket = new WebSocket(socketUrl, ['minichat.v1'], { headers });
  return new Promise((resolve) => {
    socket.on('open', () => {
      resolve(true);
      socket.terminate();
    });
    socket.on('error', () => resolve(false));
    socket.on('close', () => resolve(false));
  });
}

/** Resolves when the server has said welcome, or has ended the connection. */
export function openLine(options: LineOptions): Promise<Line> {
  const { socketUrl, ticket, device, cursors = [], headers = {}, onFrame, onEnd } = options;
  const socket = new WebSocket(socketUrl, ['minichat.v1'], { headers });
  const nonce = randomBytes(16).toString('hex').slice(0, 22);
  const tag = nonce.slice(0, 8);
  const line: Line = {
    send: (frame) => line.raw(JSON.stringify({ tag, ...frame })),
    raw(data) {
      if (socket.readyState === WebSocket.OPEN) socket.send(data);
    },
    ping() {
      if (socket.readyState === WebSocket.OPEN) socket.ping();
    },
    get isOpen() {
      return socket.readyState === WebSocket.OPEN;
    },
    get buffered() {
      return socket.bufferedAmount;
    },
    close: () => socket.terminate(),
  };
  return new Promise((resolve) => {
    socket.on('open', () => line.send({ type: 'hello', version: 1, nonce, ticket, device, rooms: cursors }));
    socket.on('message', (data: Buffer) => {
      for (const frame of framesOf(data)) {
        if (frame.type === 'ping') line.send({ type: 'pong' });
        if (frame.type === 'welcome') resolve(line);
        onFrame(frame);
      }
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve(line);
      onEnd();
    });
  });
}
