/**
 * One phone as the server sees it: a real WebSocket that speaks minichat.v1, remembers every frame and lets a test wait
 * for the next one of a kind. Every frame that comes in is checked by the protocol's own decoder.
 */
import { WebSocket } from 'ws';
import { decodeDown } from '../../miniprogram/core/protocol/codec';
import type { DownFrame, DownFrameOf } from '../../miniprogram/core/protocol/down';
import type { TestServer } from './test-server';

interface Closed {
  readonly code: number;
  readonly reason: string;
}

type Match<F> = (frame: F) => boolean;

export interface TestPhone {
  readonly tag: string;
  readonly device: string;
  readonly socket: WebSocket;
  /** Every frame so far, batches taken apart. */
  readonly frames: readonly DownFrame[];
  /** Sends a frame with the tag; `raw` sends anything. */
  send(frame: object): void;
  raw(data: string | Buffer): void;
  /** The next frame of `type` that no earlier call has returned. */
  next<T extends DownFrame['type']>(type: T, match?: Match<DownFrameOf<T>>): Promise<DownFrameOf<T>>;
  hello(more?: object): Promise<DownFrameOf<'welcome'>>;
  publish(room: string, text: string, more?: object): string;
  closed: Promise<Closed>;
  close(): Promise<Closed>;
}

const WAIT_MS = 5_000;
let counter = 0;

function randomNonce(): string {
  return Array.from({ length: 22 }, () => Math.floor(Math.random() * 36).toString(36)).join('');
}

/** Opens the socket and nothing more. */
export async function openPhone(
  server: Pick<TestServer, 'socketUrl'>,
  options: { ticket?: string; device?: string; protocols?: string[] } = {},
): Promise<TestPhone> {
  const { ticket = '', device = `device-${(counter += 1)}`, protocols = ['minichat.v1'] } = options;
  const nonce = randomNonce();
  const tag = nonce.slice(0, 8);
  const socket = new WebSocket(server.socketUrl, protocols);
  const frames: DownFrame[] = [];
  const taken = new Set<DownFrame>();
  const waiters = new Set<() => void>();
  socket.on('message', (data: Buffer) => {
    const decoded = decodeDown(JSON.parse(data.toString('utf8')));
    if (decoded.bad.length + decoded.unknown.length > 0)
      throw new Error(`bad frame: ${data.toString('utf8')}`);
    frames.push(...decoded.frames);
    for (const wake of [...waiters]) wake();
  });
  const closed = new Promise<Closed>((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  socket.on('error', () => undefined);

  const phone: TestPhone = {
    tag,
    device,
    socket,
    frames,
    closed,
    send: (frame) => socket.send(JSON.stringify({ tag, ...frame })),
    raw: (data) => socket.send(data),
    next(type, match = () => true) {
      type Wanted = DownFrameOf<typeof type>;
      return new Promise<Wanted>((resolve, reject) => {
        const look = (): boolean => {
          const found = frames.find(
            (frame): frame is Wanted => frame.type === type && !taken.has(frame) && match(frame as Wanted),
          );
          if (!found) return false;
          taken.add(found);
          clearTimeout(timer);
          waiters.delete(look);
          resolve(found);
          return true;
        };
        const timer = setTimeout(() => {
          waiters.delete(look);
          reject(new Error(`no frame "${type}" came; last: ${JSON.stringify(frames.slice(-3))}`));
        }, WAIT_MS);
        if (!look()) waiters.add(look);
      });
    },
    hello(more = {}) {
      const hello = { type: 'hello', version: 1, nonce, ticket, device, rooms: [] };
      phone.raw(JSON.stringify({ ...hello, ...more }));
      return phone.next('welcome');
    },
    publish(room, text, more = {}) {
      const id = `${device}-${(counter += 1)}`;
      phone.send({ type: 'publish', id, room, clientId: id, body: { kind: 'text', text }, ...more });
      return id;
    },
    close() {
      socket.close();
      return closed;
    },
  };
  return phone;
}

/** Opens the socket and says hello. */
export async function connectPhone(
  server: TestServer,
  name: string,
  more: { device?: string; rooms?: object[] } = {},
): Promise<TestPhone & { welcome: DownFrameOf<'welcome'> }> {
  const { ticket } = await server.login(name);
  const phone = await openPhone(server, { ticket, ...(more.device ? { device: more.device } : {}) });
  const welcome = await phone.hello({ rooms: more.rooms ?? [] });
  return Object.assign(phone, { welcome });
}
