/**
 * The socket functions of `wx` whose events the test delivers by hand, one by one, in any order. It decides nothing by
 * itself beyond the vendor's word: tasks hear their own events, global listeners those of the newest socket.
 */
import type {
  WxCloseOption,
  WxConnectSocketOption,
  WxFailure,
  WxGlobalSocketApi,
  WxSendOption,
  WxSocketClose,
  WxSocketMessage,
  WxSocketTask,
} from '../../miniprogram/platform/wx-socket-api';

interface Listeners {
  open: () => void;
  message: (message: WxSocketMessage) => void;
  error: (failure: WxFailure) => void;
  close: (close: WxSocketClose) => void;
}
type EventName = keyof Listeners;

export interface FakeWxOptions {
  /** What `connectSocket` returns. */
  readonly task?: 'value' | 'promise' | 'rejected promise' | 'none';
  /** What registering a global listener again does. */
  readonly registration?: 'replace' | 'accumulate';
}

export class FakeSocket {
  readonly sent: (string | ArrayBuffer)[] = [];
  readonly closes: WxCloseOption[] = [];
  readonly own: Partial<Listeners> = {};
  onSend: (option: WxSendOption) => void = (option) => option.success?.();
  /** As on phones, whoever closes what has ended is told so. */
  onClose: (option: WxCloseOption) => void = (option) => {
    if (this.hasEnded) option.fail?.({ errMsg: 'closeSocket:fail WebSocket is not connected' });
    else option.success?.();
  };
  private hasEnded = false;

  constructor(
    readonly option: WxConnectSocketOption,
    private readonly tell: <Name extends EventName>(
      socket: FakeSocket,
      name: Name,
      ...event: Parameters<Listeners[Name]>
    ) => void,
  ) {}

  open(): void {
    this.tell(this, 'open');
  }

  message(data: unknown): void {
    this.tell(this, 'message', { data: data as string });
  }

  error(errMsg = 'connection refused'): void {
    this.tell(this, 'error', { errMsg });
  }

  close(code = 1006, reason = 'abnormal closure'): void {
    this.hasEnded = true;
    this.tell(this, 'close', { code, reason });
  }

  fail(errMsg = 'connectSocket:fail'): void {
    this.option.fail?.({ errMsg });
  }

  send(option: WxSendOption): void {
    this.sent.push(option.data);
    this.onSend(option);
  }

  end(option: WxCloseOption): void {
    this.closes.push(option);
    this.onClose(option);
  }
}

export interface FakeWx {
  readonly wx: WxGlobalSocketApi;
  readonly sockets: readonly FakeSocket[];
  readonly newest: FakeSocket;
  /** How often each global listener was registered. */
  readonly registrations: Readonly<Record<EventName, number>>;
  /** A platform that forgets who listens. */
  dropListeners(): void;
  /** Called inside `connectSocket`. */
  onConnect: (socket: FakeSocket) => void;
}

function createTask(socket: FakeSocket): WxSocketTask {
  return {
    send: (option) => socket.send(option),
    close: (option) => socket.end(option),
    onOpen: (listener) => (socket.own.open = listener),
    onMessage: (listener) => (socket.own.message = listener),
    onError: (listener) => (socket.own.error = listener),
    onClose: (listener) => (socket.own.close = listener),
  };
}

export function createFakeWx(options: FakeWxOptions = {}): FakeWx {
  const sockets: FakeSocket[] = [];
  const registrations = { open: 0, message: 0, error: 0, close: 0 };
  const global: { readonly [Name in EventName]: Listeners[Name][] } = {
    open: [],
    message: [],
    error: [],
    close: [],
  };
  const register = <Name extends EventName>(name: Name, listener: Listeners[Name]): void => {
    registrations[name] += 1;
    if (options.registration !== 'accumulate') global[name].length = 0;
    global[name].push(listener);
  };
  const newest = (): FakeSocket => {
    const socket = sockets[sockets.length - 1];
    if (!socket) throw new Error('connectSocket was not called');
    return socket;
  };
  const tell = <Name extends EventName>(
    socket: FakeSocket,
    name: Name,
    ...event: Parameters<Listeners[Name]>
  ): void => {
    const call = (listener: (...event: Parameters<Listeners[Name]>) => void): void => listener(...event);
    const own = socket.own[name] as ((...event: Parameters<Listeners[Name]>) => void) | undefined;
    if (own) call(own);
    for (const listener of [...global[name]]) {
      call(listener as (...event: Parameters<Listeners[Name]>) => void);
    }
  };
  const fake: FakeWx = {
    sockets,
    registrations,
    dropListeners: () => Object.values(global).forEach((list) => void (list.length = 0)),
    onConnect: () => undefined,
    get newest() {
      return newest();
    },
    wx: {
      connectSocket(option) {
        const socket = new FakeSocket(option, tell);
        sockets.push(socket);
        fake.onConnect(socket);
        switch (options.task) {
          case 'none':
            return undefined;
          case 'promise':
            return Promise.resolve(createTask(socket));
          case 'rejected promise':
            return Promise.reject(new Error('connectSocket:fail'));
          default:
            return createTask(socket);
        }
      },
      sendSocketMessage: (option) => newest().send(option),
      closeSocket: (option) => newest().end(option),
      onSocketOpen: (listener) => register('open', listener),
      onSocketMessage: (listener) => register('message', listener),
      onSocketError: (listener) => register('error', listener),
      onSocketClose: (listener) => register('close', listener),
    },
  };
  return fake;
}
