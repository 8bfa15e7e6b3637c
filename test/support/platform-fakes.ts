/**
 * The socket calls of platforms that cannot run here, over real sockets of `ws`. Each fake does what the sentence of the
 * documentation or the measurement beside it says, and nothing more; none of them was ever a phone.
 */
import { WebSocket } from 'ws';

export type Given = Readonly<Record<string, unknown>>;
type Listener = (result?: unknown) => void;

/** What a platform's task does differently from that of `wx`. */
export interface TaskDialect {
  /** What a listener of messages is given. */
  readonly message?: (data: string | ArrayBuffer) => unknown;
  /** What a listener of ends is given. */
  readonly close?: (code: number, reason: string) => unknown;
  readonly failure?: (words: string) => unknown;
  /** What `send` was given, as a frame. */
  readonly frame?: (option: Given) => string | ArrayBuffer;
  readonly without?: readonly string[];
}

const toBuffer = (data: Buffer): ArrayBuffer => new Uint8Array(data).buffer;

function call(fn: unknown, ...given: unknown[]): void {
  if (typeof fn === 'function')
    void Promise.resolve().then(() => (fn as (...all: unknown[]) => void)(...given));
}

/** A task as `wx.connectSocket` returns it, in this dialect. */
export function connectTask(option: Given, dialect: TaskDialect = {}): Given {
  const { message = (data) => ({ data }), failure = (errMsg) => ({ errMsg }) } = dialect;
  const { close = (code, reason) => ({ code, reason }), frame = ({ data }) => data as string } = dialect;
  const heard: Record<string, Listener[]> = { open: [], message: [], error: [], close: [] };
  const tell = (name: string, result?: unknown): void => heard[name]?.forEach((listener) => listener(result));
  const socket = new WebSocket(String(option.url), option.protocols as string[] | undefined, {
    headers: option.header as Record<string, string> | undefined,
  });
  socket.binaryType = 'arraybuffer';
  socket.on('open', () => tell('open', {}));
  socket.on('message', (data: Buffer | ArrayBuffer, isBinary: boolean) => {
    if (isBinary) return tell('message', message(data instanceof ArrayBuffer ? data : toBuffer(data)));
    tell('message', message(Buffer.from(data as ArrayBuffer).toString()));
  });
  socket.on('error', ({ message: words }) => tell('error', failure(words)));
  socket.on('close', (code, reason) => tell('close', close(code, String(reason))));
  call(option.success, { errMsg: 'connectSocket:ok', socketTaskId: 1 });
  const task: Record<string, unknown> = {
    onOpen: (listener: Listener) => heard.open?.push(listener),
    onMessage: (listener: Listener) => heard.message?.push(listener),
    onError: (listener: Listener) => heard.error?.push(listener),
    onClose: (listener: Listener) => heard.close?.push(listener),
    send(sent: Given) {
      if (socket.readyState !== WebSocket.OPEN) return call(sent.fail, failure('not open'));
      socket.send(frame(sent));
      call(sent.success, {});
    },
    close(asked: Given) {
      if (socket.readyState > WebSocket.OPEN) return call(asked.fail, failure('taskID not exist'));
      socket.close((asked.code as number | undefined) ?? 1000, asked.reason as string | undefined);
      call(asked.success, {});
    },
  };
  for (const name of dialect.without ?? []) delete task[name];
  return task;
}

/** my: `{ error, errorMessage }`; base64 with `isBuffer`; `multiple: true` gives a task; `onClose` names no code. */
export const ALIPAY: TaskDialect = {
  // @mini-types/my 3.0.14: `{ data: { socketTaskID, data, isBuffer } }`.
  message: (data) =>
    typeof data === 'string'
      ? { data: { socketTaskID: '1', data, isBuffer: false } }
      : { data: { socketTaskID: '1', data: Buffer.from(data).toString('base64'), isBuffer: true } },
  close: (_code, reason) => ({ data: { reason } }),
  failure: (errorMessage) => ({ error: 12, errorMessage }),
  frame: ({ data, isBuffer }) =>
    isBuffer === true ? toBuffer(Buffer.from(String(data), 'base64')) : String(data),
};

/** open-docs of Alipay: "same as my.onSocketMessage", which is flat. */
export const ALIPAY_FLAT: TaskDialect = {
  ...ALIPAY,
  message: (data) =>
    typeof data === 'string' ? { data } : { data: Buffer.from(data).toString('base64'), isBuffer: true },
};

/** The task that `my.connectSocket` gives, and only with `multiple`. */
export const createMy = (dialect: TaskDialect) => ({
  connectSocket: (option: Given) => (option.multiple === true ? connectTask(option, dialect) : undefined),
});

/** tt: "code: string | number" (@douyin-microapp/typings 1.3.1); errors have errNo. */
export const DOUYIN: TaskDialect = {
  close: (code, reason) => ({ code: String(code), reason }),
  failure: (errMsg) => ({ errMsg, errNo: 10001 }),
};

/** Feishu's list of methods of a task: send, close, onOpen, onClose, onMessage. */
export const FEISHU: TaskDialect = { without: ['onError'] };

/** uni-app on Baidu: "every failure and error event says '<api>:ok'". */
export const UNI_BAIDU: TaskDialect = { failure: () => ({ errMsg: 'onSocketError:ok', errCode: 1 }) };

/** uni-app's H5 side: "1001 etc. -> fail 'InvalidAccessError', socket stays open"; a send fails twice. */
export function createUniH5() {
  return {
    connectSocket(option: Given): Given {
      const task = connectTask(option);
      const end = task.close as (asked: Given) => void;
      return {
        ...task,
        close(asked: Given) {
          const code = (asked.code as number | undefined) ?? 1000;
          if (code === 1000 || (code >= 3000 && code <= 4999)) return end(asked);
          call(asked.fail, { errMsg: 'closeSocket:fail InvalidAccessError' });
        },
      };
    },
  };
}

/** mpx 2.10.20 with `usePromise`: a promise whose `__returned` is the task, unless the call says otherwise. */
export const createMpx = () => ({
  connectSocket(option: Given): unknown {
    if (option.usePromise === false) return connectTask(option);
    return Object.assign(Promise.reject(new Error('connectSocket:fail')), {
      __returned: connectTask(option),
    });
  },
});

/** A promise beside every callback, which rejects beside `fail` (Taro 4.2.1). */
export function createPromisingApi() {
  const promise = (work: (option: Given) => void) => (option: Given) =>
    new Promise((resolve, reject) => {
      const fail = (result: unknown): void => {
        call(option.fail, result);
        reject(new Error('closeSocket:fail'));
      };
      const success = (result: unknown): void => {
        call(option.success, result);
        resolve(result);
      };
      work({ ...option, fail, success });
    });
  return {
    connectSocket(option: Given): Given {
      const task = connectTask(option);
      const { send, close } = task as {
        readonly send: (option: Given) => void;
        close: (option: Given) => void;
      };
      return { ...task, send: promise(send), close: promise(close) };
    },
  };
}

/** system.websocketfactory: handlers are properties, `fail(data, code)`. */
export const createQuickFactory = () => ({
  create(option: Given): Given {
    const task = connectTask(option) as Record<string, (given: unknown) => void>;
    const made: Record<string, unknown> = {};
    for (const name of ['onopen', 'onmessage', 'onerror', 'onclose']) {
      const on = `on${name.charAt(2).toUpperCase()}${name.slice(3)}`;
      task[on]?.((result: unknown) => (made[name] as Listener | undefined)?.(result));
    }
    const loud = (option: Given): Given => ({ ...option, fail: () => (option.fail as Listener)('not open') });
    made.send = (given: Given) => task.send?.(loud(given));
    made.close = (given: Given) => task.close?.(loud(given));
    return made;
  },
});

/** wx.cloud 5.2.3: without callbacks a promise of `{ socketTask }`; no url. @param isEarly it is open before the task is given */
export const createCloud = (server: string, isEarly: boolean) => ({
  async connectContainer(option: Given): Promise<Given> {
    if ('url' in option || 'success' in option || 'fail' in option) throw new Error('not documented');
    if (option.service !== 'chat')
      throw Object.assign(new Error('no'), { errMsg: 'connectContainer:fail no service' });
    const task = connectTask({ ...option, url: server + String(option.path).slice(1) });
    if (!isEarly) return { socketTask: task };
    await new Promise<void>((resolve, reject) => {
      (task.onOpen as (listener: () => void) => void)(resolve);
      (task.onError as (listener: (failure: unknown) => void) => void)(reject);
    });
    return { socketTask: { ...task, readyState: 1 } };
  },
});

/** Douyin: "connectContainer({path, serviceID?, header?}) -> task at once". */
export const createDouyinCloud = (server: string) => ({
  connectContainer: (option: Given) =>
    connectTask({ ...option, url: server + String(option.path).slice(1) }, DOUYIN),
});

/** Node 22.23.3: "refused: error only, readyState 0 for good", and closing it then tells further errors. */
export class SilentlyRefused extends WebSocket {
  private hasOpened = false;

  constructor(url: string, protocols?: string[]) {
    super(url, protocols);
    this.on('open', () => {
      this.hasOpened = true;
      Reflect.deleteProperty(this, 'readyState');
    });
    Object.defineProperty(this, 'readyState', { value: 0, configurable: true });
  }

  override emit(name: string | symbol, ...given: unknown[]): boolean {
    return name === 'close' && !this.hasOpened ? false : super.emit(name, ...given);
  }
}
