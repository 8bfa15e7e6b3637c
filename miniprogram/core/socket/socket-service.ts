/**
 * THE SOCKET SERVICE: values and bytes over a socket that reconnects, with a queue in front. It knows no chat and no
 * platform, and works against any WebSocket server that speaks JSON, text, or what a codec of one's own makes:
 *
 *   const socket = createSocketService({ transport, url, protocols, clock, random });
 *   socket.onMessage((value) => ...); socket.connect(); await socket.send({ hello: 'world' });
 */
import { createEmitter } from '../base/emitter';
import { silentLogger, type Logger } from '../base/logger';
import { createConnectionMachine } from './connection/connection-machine';
import { chooseCodec, type SafeCodec } from './codec';
import { createServiceHeartbeat, type ServiceHeartbeat } from './service-heartbeat';
import { isFinalRefusal } from './final-refusal';
import { isArrayBuffer } from './json-codec';
import { createSendQueue, type SendQueue } from './send-queue';
import { createSocketError } from './socket-error';
import type {
  BadSocketFrame,
  EndEvidence,
  SocketCodec,
  SocketError,
  SocketErrorKind,
  SocketHeartbeat,
  SocketService,
  SocketServiceOptions,
  SocketState,
} from './socket-types';
import type { IncomingFrame } from './connection/machine-state';
import { pickSocketOptions } from './transport';

export type {
  BadSocketFrame,
  EndEvidence,
  SocketCodec,
  SocketError,
  SocketErrorKind,
  SocketHeartbeat,
  SocketService,
  SocketServiceOptions,
  SocketState,
};

const DEFAULT_QUEUE_LIMIT = 100;

function refuse(kind: SocketErrorKind, message: string): Promise<never> {
  const refusal = Promise.reject<never>(createSocketError(kind, message));
  refusal.catch(() => undefined);
  return refusal;
}

function createEmitters(logger: Logger) {
  return {
    message: createEmitter<unknown>('socket_message', logger),
    binary: createEmitter<ArrayBuffer>('socket_binary', logger),
    badFrame: createEmitter<BadSocketFrame>('socket_bad_frame', logger),
    state: createEmitter<SocketState>('socket_state', logger),
    uncertain: createEmitter<string>('socket_uncertain', logger),
  };
}

type Emitters = ReturnType<typeof createEmitters>;

/** What the heartbeat asked for is told to nobody. */
function deliverFrame(
  { message, binary, badFrame }: Emitters,
  codec: SafeCodec,
  heartbeat: ServiceHeartbeat | null,
  frame: IncomingFrame,
): void {
  const { data } = frame;
  if (typeof data !== 'string') return heartbeat?.hears(data) ? undefined : binary.emit(data);
  const decoded = codec.decode(data);
  if (heartbeat?.hears(decoded.ok ? decoded.value : data)) return;
  if (decoded.ok) message.emit(decoded.value);
  else badFrame.emit(decoded.error);
}

function explain({ why, evidence }: Extract<SocketState, { state: 'failed' }>): string {
  return `${why === 'refused' ? 'the server refused for good' : 'no further attempt'}: ${evidence.reason}`;
}

type Sending = Pick<SocketService, 'send' | 'sendBinary'>;

function createSending(queue: SendQueue, codec: SafeCodec): Sending {
  return {
    send(value) {
      const encoded = codec.encode(value);
      return encoded.ok ? queue.send(encoded.value) : refuse('not_serializable', encoded.error);
    },
    sendBinary(data) {
      if (isArrayBuffer(data)) return queue.send(data);
      return refuse('not_serializable', 'bytes must be an ArrayBuffer');
    },
  };
}

/** Null when the owner wants none. Asks over `sending`, and drops the connection when nothing answers. */
function createOwnHeartbeat(
  { heartbeat, clock, logger = silentLogger }: SocketServiceOptions,
  { send, sendBinary }: Sending,
  drop: (why: string) => void,
): ServiceHeartbeat | null {
  if (!heartbeat) return null;
  return createServiceHeartbeat(heartbeat, {
    clock,
    logger,
    send: (value) => void (isArrayBuffer(value) ? sendBinary(value) : send(value)),
    onDead: (why) => drop(`no answer (${why})`),
  });
}

/** The parts, wired: the queue follows the machine's state, and listeners of `open` are heard before the queue leaves. */
function createParts(options: SocketServiceOptions, codec: SafeCodec, url: () => string) {
  const { queueLimit = DEFAULT_QUEUE_LIMIT, frameLimitBytes = Infinity, logger = silentLogger } = options;
  const emitters = createEmitters(logger);
  const queue = createSendQueue(queueLimit, frameLimitBytes);
  const sending = createSending(queue, codec);
  const heartbeat = createOwnHeartbeat(options, sending, (why) => dispatch({ kind: 'drop', why, how: {} }));
  const machine = createConnectionMachine({
    ...options,
    logger,
    healthyFrom: options.healthyFrom ?? 'open',
    isFinal: options.isFinal ?? isFinalRefusal,
    maxAttempts: options.maxAttempts ?? Infinity,
    connectOptions: () => ({ ...pickSocketOptions(options), url: url() }),
    onState(state) {
      const isOpen = state.state === 'open';
      if (isOpen) heartbeat?.opened();
      else heartbeat?.ended();
      if (isOpen) queue.attach(machine.send);
      else queue.detach(state.state === 'failed' || (state.state === 'closing' && state.next === 'failed'));
      if (state.state === 'failed') queue.refuse(explain(state));
      emitters.state.emit(state);
      if (isOpen) queue.flush();
    },
    onFrame: (frame) => deliverFrame(emitters, codec, heartbeat, frame),
    onUncertain(why) {
      heartbeat?.probe(why);
      emitters.uncertain.emit(why);
    },
  });
  const { dispatch } = machine;
  return { emitters, queue, sending, machine };
}

/** Nothing happens before `connect()`, but values may be sent: they wait. */
export function createSocketService(options: SocketServiceOptions): SocketService {
  let { url } = options;
  const codec = chooseCodec(options.codec);
  const { emitters, queue, sending, machine } = createParts(options, codec, () => url);
  const { dispatch } = machine;
  return {
    get state() {
      return machine.state();
    },
    connect() {
      queue.accept();
      dispatch({ kind: 'connect' });
    },
    ...sending,
    onMessage: emitters.message.on,
    onBinary: emitters.binary.on,
    onBadFrame: emitters.badFrame.on,
    onState: emitters.state.on,
    onUncertain: emitters.uncertain.on,
    close(code, reason) {
      queue.refuse('the socket was closed');
      dispatch({ kind: 'close', code, reason });
    },
    pause: (why, code) => dispatch({ kind: 'pause', why, code }),
    drop: (why, how = {}) => dispatch({ kind: 'drop', why, how }),
    confirm: () => dispatch({ kind: 'confirm' }),
    setUrl(next) {
      url = next;
    },
  };
}
