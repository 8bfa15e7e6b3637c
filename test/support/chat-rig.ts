/**
 * A chat on a manual clock with a server that says what the test says: frames in, frames out, over the real socket service
 * and a transport that is moved by hand.
 */
import { ManagedChatClient } from '../../miniprogram/core/chat/chat-client';
import { ChatError } from '../../miniprogram/core/chat/chat-error';
import type { HostEvent, HostEvents, KeyValueStorage } from '../../miniprogram/core/chat/ports';
import { createEmitter } from '../../miniprogram/core/base/emitter';
import { silentLogger, type Logger } from '../../miniprogram/core/base/logger';
import { decodeUp } from '../../miniprogram/core/protocol/codec';
import type { Message, RoomId, RoomState, User, UserId } from '../../miniprogram/core/protocol/fields';
import type { UpFrame, UpFrameOf } from '../../miniprogram/core/protocol/up';
import { createSocketService } from '../../miniprogram/core/socket/socket-service';
import { createManualClock, flushPromises, type ManualClock } from './manual-clock';
import { createScriptedMedia, type ScriptedMedia } from './scripted-media';
import { createSeededRandom } from './seeded-random';
import { createFakeTransport, type FakeConnection, type FakeTransport } from './transport-fake';

export const ME = { user: 'me', name: 'Ming', avatar: '' } as User;
export const ANN = 'ann' as UserId;
export const RIG_URL = 'ws://chat.test/ws';
export const LOBBY = 'lobby' as RoomId;

export interface MemoryStorage extends KeyValueStorage {
  readonly values: Map<string, unknown>;
  /** Writes throw this. */
  failWith: Error | null;
  /** Keys that cannot be read now; the list of keys is `null`. */
  isUnreadable: (key: string | null) => boolean;
  /** As a phone's: what would go beyond it is refused. */
  limitChars: number;
  /** Keys that were written, in order. */
  readonly writes: string[];
  /** Called after each change. */
  onChange: () => void;
}

const sizeOf = (entries: readonly (readonly [string, unknown])[]): number =>
  entries.reduce((sum, [key, value]) => sum + key.length + JSON.stringify(value).length, 0);

export function createMemoryKeyValues(values = new Map<string, unknown>()): MemoryStorage {
  const storage: MemoryStorage = {
    values,
    failWith: null,
    isUnreadable: () => false,
    limitChars: Infinity,
    writes: [],
    onChange: () => undefined,
    get(key) {
      if (storage.isUnreadable(key)) throw new ChatError('unreadable', `cannot read ${key}`);
      return values.get(key);
    },
    set(key, value) {
      if (storage.failWith) throw storage.failWith;
      const others = [...values].filter(([name]) => name !== key);
      if (storage.limitChars < Infinity && sizeOf([...others, [key, value]]) > storage.limitChars) {
        throw new ChatError('storage_full', 'exceed storage max size');
      }
      values.set(key, JSON.parse(JSON.stringify(value)));
      storage.writes.push(key);
      storage.onChange();
    },
    remove(key) {
      values.delete(key);
      storage.onChange();
    },
    keys() {
      if (storage.isUnreadable(null)) throw new ChatError('unreadable', 'cannot read the keys');
      return [...values.keys()];
    },
  };
  return storage;
}

interface ScriptedTickets {
  /** `fresh` of each call. */
  readonly calls: boolean[];
  /** What the next calls answer: a ticket, or an error to reject with. Default: `ticket-<n>`. */
  readonly answers: (string | Error | Promise<string>)[];
  ticket(fresh: boolean): Promise<string>;
}

function createScriptedTickets(): ScriptedTickets {
  const tickets: ScriptedTickets = {
    calls: [],
    answers: [],
    ticket(fresh) {
      tickets.calls.push(fresh);
      const answer = tickets.answers.shift() ?? `ticket-${tickets.calls.length}`;
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
  return tickets;
}

export function message(seq: number, more: Partial<Record<keyof Message, unknown>> = {}): Message {
  const base = { type: 'msg', room: 'lobby', epoch: 'e1', seq, user: 'ann', clientId: `ann-1-${seq}` };
  return { ...base, at: 1_000 + seq, body: { kind: 'text', text: `m${seq}` }, ...more } as Message;
}

export function roomState(more: Partial<Record<keyof RoomState, unknown>> = {}): RoomState {
  const base = {
    room: 'lobby',
    name: 'Lobby',
    epoch: 'e1',
    head: 0,
    from: 1,
    read: 0,
    online: 1,
    members: 2,
  };
  return { ...base, ...more } as RoomState;
}

/** What a published body says in words. */
export const bodyText = (body: UpFrameOf<'publish'>['body']): string =>
  body.kind === 'text' ? body.text : '';

interface ScriptedServer {
  readonly connection: FakeConnection;
  /** Frames that came over the newest connection. */
  readonly frames: readonly UpFrame[];
  of<T extends UpFrame['type']>(type: T): readonly UpFrameOf<T>[];
  last<T extends UpFrame['type']>(type: T): UpFrameOf<T>;
  /** Sends frames as one message, with the tag of the newest hello where it belongs. */
  say(...frames: readonly object[]): Promise<void>;
  /** Sends anything, without a tag. */
  raw(value: unknown): Promise<void>;
  /** Opens the newest connection and waits for its hello. */
  accept(): Promise<void>;
  welcome(rooms?: readonly RoomState[], more?: object): Promise<void>;
  ack(publish: UpFrameOf<'publish'>, seq: number, more?: object): Promise<void>;
}

const SHARED = new Set(['msg', 'presence', 'typing', 'marker', 'profile', 'reset']);

function createScriptedServer(transport: FakeTransport): ScriptedServer {
  const hello = (): UpFrameOf<'hello'> => server.last('hello');
  const addTag = (frame: object): object =>
    SHARED.has((frame as { type: string }).type) ? frame : { tag: hello().nonce.slice(0, 8), ...frame };
  const server: ScriptedServer = {
    get connection() {
      return transport.newest;
    },
    get frames() {
      return transport.newest.sent.flatMap((text) => decodeUp(String(text)).frames);
    },
    of: <T extends UpFrame['type']>(type: T) =>
      server.frames.filter((frame): frame is UpFrameOf<T> => frame.type === type),
    last(type) {
      const found = server.of(type);
      const newest = found[found.length - 1];
      if (!newest) throw new Error(`no ${type} among ${server.frames.map((frame) => frame.type).join()}`);
      return newest;
    },
    async say(...frames) {
      await server.raw(frames.length === 1 ? addTag(frames[0] ?? {}) : frames.map(addTag));
    },
    async raw(value) {
      transport.newest.text(JSON.stringify(value));
      await flushPromises();
    },
    async accept() {
      transport.newest.open();
      await flushPromises();
    },
    async welcome(rooms = [roomState()], more = {}) {
      const limits = { frameBytes: 32_768, textCodePoints: 4_000, inFlight: 8, dedupeDays: 14, turns: true };
      const heartbeat = { everyMs: 20_000, graceMs: 10_000 };
      const { nonce } = hello();
      const base = { type: 'welcome', version: 1, nonce, session: 's1', self: ME, now: 5, heartbeat, limits };
      await server.say({ ...base, rooms, ...more });
    },
    async ack(publish, seq, more = {}) {
      const { id, room, clientId } = publish;
      await server.say({ type: 'ack', id, room, clientId, epoch: 'e1', seq, at: 2_000 + seq, ...more });
    },
  };
  return server;
}

export interface ChatRigOptions {
  readonly storage?: MemoryStorage;
  readonly self?: User | null;
  /** Address of the server: what is kept belongs to it. */
  readonly url?: string;
  readonly seed?: number;
  readonly logger?: Logger;
}

export interface ChatRig {
  readonly chat: ManagedChatClient;
  readonly clock: ManualClock;
  readonly transport: FakeTransport;
  readonly server: ScriptedServer;
  readonly storage: MemoryStorage;
  readonly tickets: ScriptedTickets;
  readonly media: ScriptedMedia;
  host(event: HostEvent): Promise<void>;
  /** Starts, accepts the connection and says welcome. */
  online(rooms?: readonly RoomState[]): Promise<void>;
  /** The connection breaks; the next attempt is made and accepted, its hello is there. */
  reconnect(): Promise<void>;
  /** `seq:text` of what the room shows; `gap from-to`; waiting ones as `status:text`. */
  shown(room?: string): readonly string[];
}

/** Ends that are asked for come at once. */
function answerEnds(transport: FakeTransport, clock: ManualClock): FakeTransport {
  const { open } = transport;
  transport.open = (options, sink) => {
    const connection = open(options, sink);
    const newest = transport.newest;
    return {
      send: (data) => connection.send(data),
      abandon: (onEnded) => connection.abandon(onEnded),
      end(code, reason) {
        connection.end(code, reason);
        clock.after(0, () => newest.close(code ?? 1000, reason));
      },
    };
  };
  return transport;
}

export function createChatRig(options: ChatRigOptions = {}): ChatRig {
  const { storage = createMemoryKeyValues(), self = null, seed = 1, logger = silentLogger } = options;
  const { url = RIG_URL } = options;
  const clock = createManualClock();
  const random = createSeededRandom(seed);
  const transport = answerEnds(createFakeTransport(), clock);
  const tickets = createScriptedTickets();
  const events = createEmitter<HostEvent>('host', silentLogger);
  const host: HostEvents = { on: (listener) => events.on(listener) };
  const socket = createSocketService({
    transport,
    url,
    clock,
    random,
    logger,
    healthyFrom: 'confirm',
    isFinal: () => false,
  });
  const media = createScriptedMedia();
  const ports = { socket, clock, random, storage, host, tickets, media, logger };
  const chat = new ManagedChatClient({
    ...ports,
    device: 'Device0123456789',
    server: url,
    app: 'test/1',
    self,
  });
  const server = createScriptedServer(transport);

  const rig: ChatRig = {
    chat,
    clock,
    transport,
    server,
    storage,
    tickets,
    media,
    async host(event) {
      events.emit(event);
      await flushPromises();
    },
    async online(rooms) {
      chat.start();
      await server.accept();
      await server.welcome(rooms);
    },
    async reconnect() {
      const before = transport.connections.length;
      server.connection.close(1006, 'cut');
      while (transport.connections.length === before) await clock.advance(100);
      await server.accept();
    },
    shown(room = 'lobby') {
      const timeline = chat.state.timelines[room];
      const items = [...(timeline?.items ?? []), ...(timeline?.pending ?? [])];
      return items.map((item) => {
        if (item.kind === 'gap') return `${item.lost ? 'lost' : 'gap'} ${item.from}-${item.to}`;
        const { delivery, body } = item;
        return `${delivery.status === 'sent' ? delivery.seq : delivery.status}:${body.kind === 'text' ? body.text : body.kind}`;
      });
    },
  };
  return rig;
}

/** What the promise rejects with; fails when it does not. */
export async function errorOf(promise: Promise<unknown>): Promise<ChatError> {
  try {
    await promise;
  } catch (thrown) {
    if (thrown instanceof ChatError) return thrown;
    throw thrown;
  }
  throw new Error('it did not reject');
}
