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
import { isFinalRefusal } from './final-refusal';
import { isArrayBuffer } from './json-codec';
import { createSendQueue } from './send-queue';
import { createSocketError } from './socket-error';
import type {
  BadSocketFrame,
  EndEvidence,
  SocketCodec,
  SocketError,
  SocketErrorKind,
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
    doubt: createEmitter<string>('socket_doubt', logger),
  };
}

type Emitters = ReturnType<typeof createEmitters>;

function deliverFrame({ message, binary, badFrame }: Emitters, codec: SafeCodec, frame: IncomingFrame): void {
  if (frame.kind === 'binary') return binary.emit(frame.data);
  const decoded = codec.decode(frame.data);
  if (decoded.ok) message.emit(decoded.value);
  else badFrame.emit(decoded.error);
}

/** The parts, wired: the queue follows the machine's state, and listeners of `open` are heard before the queue leaves. */
function createParts(options: SocketServiceOptions, codec: SafeCodec, url: () => string) {
  const { queueLimit = DEFAULT_QUEUE_LIMIT, frameLimitBytes = Infinity, logger = silentLogger } = options;
  const emitters = createEmitters(logger);
  const queue = createSendQueue(queueLimit, frameLimitBytes);
  const machine = createConnectionMachine({
    ...options,
    logger,
    healthyFrom: options.healthyFrom ?? 'open',
    isFinal: options.isFinal ?? isFinalRefusal,
    connectOptions: () => ({ ...pickSocketOptions(options), url: url() }),
    onState(state) {
      const isOpen = state.state === 'open';
      if (isOpen) queue.attach(machine.send);
      else queue.detach(state.state === 'failed' || (state.state === 'closing' && state.next === 'failed'));
      if (state.state === 'failed') queue.refuse(`the server refused for good: ${state.evidence.reason}`);
      emitters.state.emit(state);
      if (isOpen) queue.flush();
    },
    onFrame: (frame) => deliverFrame(emitters, codec, frame),
    onDoubt: emitters.doubt.emit,
  });
  return { emitters, queue, machine };
}

/** Nothing happens before `connect()`, but values may be sent: they wait. */
export function createSocketService(options: SocketServiceOptions): SocketService {
  let { url } = options;
  const codec = chooseCodec(options.codec);
  const { emitters, queue, machine } = createParts(options, codec, () => url);
  const { dispatch } = machine;
  return {
    get state() {
      return machine.state();
    },
    connect() {
      queue.accept();
      dispatch({ kind: 'connect' });
    },
    send(value) {
      const encoded = codec.encode(value);
      return encoded.ok ? queue.send(encoded.value) : refuse('not_serializable', encoded.error);
    },
    sendBinary(data) {
      if (isArrayBuffer(data)) return queue.send(data);
      return refuse('not_serializable', 'bytes must be an ArrayBuffer');
    },
    onMessage: emitters.message.on,
    onBinary: emitters.binary.on,
    onBadFrame: emitters.badFrame.on,
    onState: emitters.state.on,
    onDoubt: emitters.doubt.on,
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
