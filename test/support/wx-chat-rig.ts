/**
 * A chat over one of the two real transports and a wx whose events the test delivers by hand, socket by socket: for what
 * older sockets, other modules and odd platforms do to a whole client.
 */
import { createEmitter } from '../../miniprogram/core/base/emitter';
import { silentLogger } from '../../miniprogram/core/base/logger';
import { ManagedChatClient } from '../../miniprogram/core/chat/chat-client';
import type { HostEvent } from '../../miniprogram/core/chat/ports';
import { decodeUp } from '../../miniprogram/core/protocol/codec';
import type { UpFrame, UpFrameOf } from '../../miniprogram/core/protocol/up';
import { createSocketService } from '../../miniprogram/core/socket/socket-service';
import { createGlobalTransport } from '../../miniprogram/platform/global-socket';
import { createTaskTransport } from '../../miniprogram/platform/task-socket';
import { createMemoryKeyValues, ME, roomState } from './chat-rig';
import { createManualClock, flushPromises, type ManualClock } from './manual-clock';
import { createScriptedMedia } from './scripted-media';
import { createSeededRandom } from './seeded-random';
import { createFakeWx, type FakeSocket, type FakeWx, type FakeWxOptions } from './transport-fake-wx';

export type TransportName = 'global' | 'task';

export interface WxChatRig {
  readonly fake: FakeWx;
  readonly chat: ManagedChatClient;
  readonly clock: ManualClock;
  /** What went out over this socket. */
  frames(socket: FakeSocket): readonly UpFrame[];
  of<T extends UpFrame['type']>(socket: FakeSocket, type: T): readonly UpFrameOf<T>[];
  /** The server at the other end of this socket says it, with this socket's tag where `tagged`. */
  say(socket: FakeSocket, frame: object): Promise<void>;
  /** Opens the newest socket and answers its hello. */
  goOnline(): Promise<FakeSocket>;
  /** Waits until there is another socket. */
  nextSocket(): Promise<FakeSocket>;
  /** `seq:text` of what the lobby shows; waiting ones as `status:text`. */
  shown(): readonly string[];
}

const SHARED = new Set(['msg', 'presence', 'typing', 'marker', 'profile', 'reset']);
const LIMITS = { frameBytes: 32_768, textCodePoints: 4_000, inFlight: 8, dedupeDays: 14, turns: true };
const PATIENCE_MS = 120_000;

function createChat(fake: FakeWx, transportName: TransportName, clock: ManualClock): ManagedChatClient {
  const random = createSeededRandom(1);
  const transport =
    transportName === 'global' ? createGlobalTransport(fake.wx) : createTaskTransport(fake.wx);
  const url = 'ws://chat.test/ws';
  const socket = createSocketService({
    transport,
    url,
    clock,
    random,
    healthyFrom: 'confirm',
    isFinal: () => false,
  });
  const host = createEmitter<HostEvent>('host', silentLogger);
  let tickets = 0;
  return new ManagedChatClient({
    socket,
    clock,
    random,
    storage: createMemoryKeyValues(),
    host: { on: (listener) => host.on(listener) },
    tickets: { ticket: () => Promise.resolve(`ticket-${(tickets += 1)}`) },
    media: createScriptedMedia(),
    logger: silentLogger,
    device: 'Device0123456789',
    server: url,
    app: 'test/1',
    self: null,
  });
}

function readShown(chat: ManagedChatClient): readonly string[] {
  const timeline = chat.state.timelines['lobby'];
  return [...(timeline?.items ?? []), ...(timeline?.pending ?? [])].map((item) => {
    if (item.kind === 'gap') return `gap ${item.from}-${item.to}`;
    const { delivery, body } = item;
    const text = body.kind === 'text' ? body.text : body.kind;
    return `${delivery.status === 'sent' ? delivery.seq : delivery.status}:${text}`;
  });
}

export function createWxChatRig(transport: TransportName, options: FakeWxOptions = {}): WxChatRig {
  const fake = createFakeWx({ task: transport === 'global' ? 'none' : 'value', ...options });
  const clock = createManualClock();
  const chat = createChat(fake, transport, clock);
  const rig: WxChatRig = {
    fake,
    chat,
    clock,
    frames: (socket) => socket.sent.flatMap((text) => decodeUp(String(text)).frames),
    of: <T extends UpFrame['type']>(socket: FakeSocket, type: T) =>
      rig.frames(socket).filter((frame): frame is UpFrameOf<T> => frame.type === type),
    async say(socket, frame) {
      const tag = rig.of(socket, 'hello')[0]?.nonce.slice(0, 8);
      const isShared = SHARED.has((frame as { type: string }).type);
      socket.message(JSON.stringify(isShared ? frame : { tag, ...frame }));
      await flushPromises();
    },
    async goOnline() {
      const socket = fake.newest;
      socket.open();
      await flushPromises();
      const nonce = rig.of(socket, 'hello')[0]?.nonce;
      const heartbeat = { everyMs: 20_000, graceMs: 10_000 };
      const base = { type: 'welcome', version: 1, nonce, session: 's1', self: ME, now: 5 };
      await rig.say(socket, { ...base, heartbeat, limits: LIMITS, rooms: [roomState()] });
      return socket;
    },
    async nextSocket() {
      const before = fake.sockets.length;
      for (let waited = 0; fake.sockets.length === before; waited += 100) {
        if (waited > PATIENCE_MS) throw new Error('no further socket was opened');
        await clock.advance(100);
      }
      return fake.newest;
    },
    shown: () => readShown(chat),
  };
  return rig;
}
