/**
 * THE SOCKET SERVICE: JSON values and bytes over a socket that reconnects, with a queue in front. It knows no chat and no
 * platform, and works against any WebSocket server that speaks JSON text:
 *
 *   const socket = createSocketService({ transport, url, protocols, clock, random });
 *   socket.onMessage((value) => ...); socket.connect(); await socket.send({ hello: 'world' });
 */
import { createEmitter } from '../base/emitter';
import { silentLogger } from '../base/logger';
import { createConnectionMachine } from './connection-machine';
import { decodeJson, encodeJson, isArrayBuffer } from './json-codec';
import { createSendQueue } from './send-queue';
import { createSocketError } from './socket-error';
import type {
  BadSocketFrame,
  SocketError,
  SocketErrorKind,
  SocketService,
  SocketServiceOptions,
  SocketState,
} from './socket-types';
import type { SocketEventOf } from './state-table';
import { pickSocketOptions } from './transport';

export type {
  BadSocketFrame,
  SocketError,
  SocketErrorKind,
  SocketService,
  SocketServiceOptions,
  SocketState,
};

const DEFAULT_QUEUE_LIMIT = 100;
const CLOSED_BY_OWNER = 'the socket was closed';

function refuse(kind: SocketErrorKind, message: string): Promise<never> {
  const refusal = Promise.reject<never>(createSocketError(kind, message));
  refusal.catch(() => undefined);
  return refusal;
}

function createEmitters(options: SocketServiceOptions) {
  const logger = options.logger ?? silentLogger;
  return {
    message: createEmitter<unknown>('socket_message', logger),
    binary: createEmitter<ArrayBuffer>('socket_binary', logger),
    badFrame: createEmitter<BadSocketFrame>('socket_bad_frame', logger),
    state: createEmitter<SocketState>('socket_state', logger),
    doubt: createEmitter<string>('socket_doubt', logger),
  };
}

type Emitters = ReturnType<typeof createEmitters>;

function deliverFrame(emitters: Emitters, frame: SocketEventOf<'text'> | SocketEventOf<'binary'>): void {
  if (frame.kind === 'binary') return emitters.binary.emit(frame.data);
  const decoded = decodeJson(frame.data);
  if (decoded.ok) emitters.message.emit(decoded.value);
  else emitters.badFrame.emit({ reason: decoded.error, text: frame.data });
}

/** The parts, wired: the queue follows the machine's state, and listeners of `open` are heard before the queue leaves. */
function createParts(options: SocketServiceOptions, emitters: Emitters, url: () => string) {
  const queue = createSendQueue({
    frames: options.queueLimit ?? DEFAULT_QUEUE_LIMIT,
    frameBytes: options.frameLimitBytes ?? Infinity,
  });
  const machine = createConnectionMachine({
    transport: options.transport,
    clock: options.clock,
    random: options.random,
    logger: options.logger ?? silentLogger,
    healthyFrom: options.healthyFrom ?? 'open',
    connectOptions: () => ({ ...pickSocketOptions(options), url: url() }),
    onState(state) {
      if (state.state === 'open') queue.attach((frame) => machine.send(frame));
      else queue.detach();
      if (state.state === 'failed') queue.refuse(`sockets do not work here: ${state.evidence.reason}`);
      emitters.state.emit(state);
      if (state.state === 'open') queue.flush();
    },
    onFrame: (frame) => deliverFrame(emitters, frame),
    onDoubt: (why) => emitters.doubt.emit(why),
  });
  return { queue, machine };
}

/** Nothing happens before `connect()`, but values may be sent: they wait. */
export function createSocketService(options: SocketServiceOptions): SocketService {
  let url = options.url;
  const emitters = createEmitters(options);
  const { queue, machine } = createParts(options, emitters, () => url);
  return {
    get state() {
      return machine.state;
    },
    connect() {
      queue.accept();
      machine.dispatch({ kind: 'connect' });
    },
    send(value) {
      const encoded = encodeJson(value);
      return encoded.ok ? queue.send(encoded.value) : refuse('not_serializable', encoded.error);
    },
    sendBinary(data) {
      if (isArrayBuffer(data)) return queue.send(data);
      return refuse('not_serializable', 'bytes must be an ArrayBuffer; of a view, pass a copy of its part');
    },
    onMessage: (listener) => emitters.message.on(listener),
    onBinary: (listener) => emitters.binary.on(listener),
    onBadFrame: (listener) => emitters.badFrame.on(listener),
    onState: (listener) => emitters.state.on(listener),
    onDoubt: (listener) => emitters.doubt.on(listener),
    close(code, reason) {
      queue.refuse(CLOSED_BY_OWNER);
      machine.dispatch({
        kind: 'close',
        ...(code === undefined ? {} : { code }),
        ...(reason === undefined ? {} : { reason }),
      });
    },
    pause: (why, code) => machine.dispatch({ kind: 'pause', why, ...(code === undefined ? {} : { code }) }),
    drop: (why, how = {}) => machine.dispatch({ kind: 'drop', why, how }),
    confirm: () => machine.dispatch({ kind: 'confirm' }),
    setUrl(next) {
      url = next;
    },
  };
}
