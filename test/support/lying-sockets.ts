/**
 * The socket functions of a `wx` that tells what a script says while the sockets go on living: `success` and `fail` of the
 * call, open, error and close, each never, once, twice or late. What is true is only here: a socket lives from its call
 * until the app or the server closes it. Knows no client.
 */
import type {
  WxCloseOption,
  WxConnectSocketOption,
  WxGlobalSocketApi,
  WxSendOption,
  WxSocketTask,
} from '../../miniprogram/platform/wx-socket-api';
import type { ManualClock } from './manual-clock';

type Told = 'success' | 'fail' | 'open' | 'error' | 'close';
/** When each is told, in ms after the call, or for `open` after the socket has opened. */
export type Script = Readonly<Record<Told, readonly number[]>>;

export interface LyingOptions {
  readonly clock: ManualClock;
  readonly script: Script;
  readonly task: 'value' | 'promise' | 'none';
  readonly binding: 'first' | 'latest' | 'all';
  /** Whether a socket that has not opened can be closed by its task. */
  readonly closesPending: boolean;
  /** How long a close takes; on a phone whose other side is silent it may be half a minute. */
  readonly closesAfterMs?: number;
}

export interface LyingSockets {
  readonly wx: WxGlobalSocketApi;
  /** Sockets now, and at the worst moment. */
  readonly living: number;
  readonly most: number;
  readonly calls: number;
}

const OPENS_AFTER_MS = 40;
/** The server closes whoever says nothing. */
const HELLO_MS = 10_000;

type Listener = (event: never) => void;
type Listeners = Record<'open' | 'message' | 'error' | 'close', Listener | undefined>;
const EVENTS = {
  open: {},
  error: { errMsg: 'told on purpose' },
  close: { code: 1006, reason: 'told on purpose' },
};

interface LyingSocket {
  phase: 'pending' | 'open' | 'dead';
  hasSaid: boolean;
  readonly own: Listeners;
}

const noListeners = (): Listeners => ({
  open: undefined,
  message: undefined,
  error: undefined,
  close: undefined,
});
const isAlive = ({ phase }: LyingSocket): boolean => phase !== 'dead';

class LyingPhone {
  readonly sockets: LyingSocket[] = [];
  most = 0;
  private readonly global = noListeners();

  constructor(private readonly options: LyingOptions) {}

  get living(): number {
    return this.sockets.filter(isAlive).length;
  }

  connect(option: WxConnectSocketOption): unknown {
    const { clock, script, task } = this.options;
    const socket: LyingSocket = { phase: 'pending', hasSaid: false, own: noListeners() };
    this.sockets.push(socket);
    this.most = Math.max(this.most, this.living);
    for (const ms of script.success) clock.after(ms, () => option.success?.());
    for (const ms of script.fail) clock.after(ms, () => option.fail?.({ errMsg: 'connectSocket:fail' }));
    for (const name of ['error', 'close'] as const)
      for (const ms of script[name]) clock.after(ms, () => this.tell(socket, name));
    clock.after(OPENS_AFTER_MS, () => this.open(socket));
    if (task === 'none') return undefined;
    return task === 'promise' ? Promise.resolve(this.taskOf(socket)) : this.taskOf(socket);
  }

  send({ success, fail }: WxSendOption, socket = this.bound()): void {
    if (socket?.phase !== 'open') return fail?.({ errMsg: 'send:fail' });
    socket.hasSaid = true;
    success?.();
  }

  close({ success, fail }: WxCloseOption, socket = this.bound(), closesPending = false): void {
    const may = socket?.phase === 'open' || (socket?.phase === 'pending' && closesPending);
    if (!may) return fail?.({ errMsg: 'closeSocket:fail WebSocket is not connected' });
    success?.();
    this.options.clock.after(this.options.closesAfterMs ?? 20, () => this.die(socket));
  }

  listen(name: keyof Listeners, listener: Listener): void {
    this.global[name] = listener;
  }

  private open(socket: LyingSocket): void {
    const { clock, script } = this.options;
    if (socket.phase !== 'pending') return;
    socket.phase = 'open';
    for (const ms of script.open) clock.after(ms, () => isAlive(socket) && this.tell(socket, 'open'));
    clock.after(HELLO_MS, () => socket.hasSaid || this.die(socket));
  }

  private die(socket: LyingSocket): void {
    if (!isAlive(socket)) return;
    this.tell(socket, 'close');
    socket.phase = 'dead';
  }

  private bound(): LyingSocket | undefined {
    return this.options.binding === 'first'
      ? this.sockets.find(isAlive)
      : this.sockets[this.sockets.length - 1];
  }

  private tell(socket: LyingSocket, name: keyof typeof EVENTS): void {
    const { binding } = this.options;
    socket.own[name]?.(EVENTS[name] as never);
    if (binding === 'all' || socket === this.bound()) this.global[name]?.(EVENTS[name] as never);
  }

  private taskOf(socket: LyingSocket): WxSocketTask {
    const { closesPending } = this.options;
    return {
      send: (option) => this.send(option, socket),
      close: (option) => this.close(option, socket, closesPending),
      onOpen: (listener) => (socket.own.open = listener),
      onMessage: (listener) => (socket.own.message = listener),
      onError: (listener) => (socket.own.error = listener),
      onClose: (listener) => (socket.own.close = listener),
    };
  }
}

export function createLyingSockets(options: LyingOptions): LyingSockets {
  const phone = new LyingPhone(options);
  return {
    wx: {
      connectSocket: (option) => phone.connect(option),
      sendSocketMessage: (option) => phone.send(option),
      closeSocket: (option) => phone.close(option),
      onSocketOpen: (listener) => phone.listen('open', listener),
      onSocketMessage: (listener) => phone.listen('message', listener),
      onSocketError: (listener) => phone.listen('error', listener),
      onSocketClose: (listener) => phone.listen('close', listener),
    },
    get living() {
      return phone.living;
    },
    get most() {
      return phone.most;
    },
    get calls() {
      return phone.sockets.length;
    },
  };
}
