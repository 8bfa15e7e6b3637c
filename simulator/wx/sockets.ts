/**
 * `wx.connectSocket`, SocketTask and the global socket functions: the shape the app sees, over `SocketSystem`.
 */
import { callBack, createAsyncApi, settleCallbacks, toFailureResult, toOptions } from './api-call';
import type { ApiOptions, ApiResult, AsyncApi } from './api-call';
import type { AppState } from './app-state';
import type { SimulatedSocket } from './socket';
import { createSocketListeners, type SocketEventName, type SocketListeners } from './socket-listeners';
import type { SocketQuirks } from './socket-quirks';
import { SocketSystem, type SocketSystemOptions } from './socket-system';

interface SocketSnapshot {
  readonly id: number;
  readonly url: string;
  readonly phase: SimulatedSocket['phase'];
}

/** What a host or a test does to the connections, and sees of them. */
export interface SocketControl {
  readonly quirks: SocketQuirks;
  setQuirks(change: Partial<SocketQuirks>): void;
  /** Sockets that have not ended: those that count against the limit. */
  readonly live: readonly SocketSnapshot[];
  /** `connectSocket` calls since the start, refused ones included. */
  readonly attempts: number;
  readonly globalListeners: number;
  /** Breaks all connections, as a lost network does. */
  breakAll(why?: string): void;
  /** All connections become half-open: nothing arrives, nothing leaves, nobody is told. */
  silenceAll(): void;
  /** Drops all connections without an event: the app is destroyed. */
  discardAll(): void;
}

export interface Sockets {
  readonly api: Readonly<Record<string, (...values: never[]) => unknown>>;
  readonly control: SocketControl;
}

const EVENT_MEMBERS: readonly (readonly [member: string, name: SocketEventName])[] = [
  ['Open', 'open'],
  ['Message', 'message'],
  ['Error', 'error'],
  ['Close', 'close'],
];

function createTask(
  system: SocketSystem,
  socket: SimulatedSocket | undefined,
  listeners: SocketListeners,
  app: AppState,
): Record<string, unknown> {
  const call = (name: string, work: (options: ApiOptions) => void) => (value: unknown) => {
    const options = toOptions(value);
    const outcome = new Promise<ApiResult>((resolve) => resolve(work(options)));
    settleCallbacks(name, options, outcome, app.deliver);
  };
  const task: Record<string, unknown> = {
    send: call('sendSocketMessage', (options) => system.send(socket, options)),
    close: call('closeSocket', (options) => system.closeTask(socket, options)),
  };
  for (const [member, name] of EVENT_MEMBERS) {
    task[`on${member}`] = (listener: unknown) => listeners.add(name, listener, false);
  }
  return task;
}

function createConnectSocket(system: SocketSystem, app: AppState) {
  return (value: unknown): unknown => {
    const options = toOptions(value);
    const listeners = createSocketListeners();
    let socket: SimulatedSocket | undefined;
    let failure: unknown;
    try {
      socket = system.connect(options, listeners);
    } catch (error) {
      failure = error;
    }
    const { refusal } = system.quirks;
    const result = toFailureResult('connectSocket', failure);
    if (!socket && refusal === 'throws') throw Object.assign(new Error(result.errMsg), result);
    if (!socket && refusal === 'inside') callBack(options, 'fail', result, app.deliver);
    else {
      const outcome = socket ? Promise.resolve() : Promise.reject(failure);
      settleCallbacks('connectSocket', options, outcome, app.deliver);
    }
    if (system.quirks.task === 'none') return undefined;
    const task = createTask(system, socket, listeners, app);
    if (system.quirks.task === 'value') return task;
    return socket ? Promise.resolve(task) : Promise.reject(result);
  };
}

function createControl(system: SocketSystem): SocketControl {
  return {
    get quirks() {
      return system.quirks;
    },
    setQuirks: (change) => void (system.quirks = { ...system.quirks, ...change }),
    get live() {
      return system.live.map(({ id, phase, url }) => ({ id, phase, url }));
    },
    get attempts() {
      return system.attempts;
    },
    get globalListeners() {
      return system.globalListeners.count();
    },
    breakAll: (why = 'connection reset') => system.each((socket) => socket.breakOff(why)),
    silenceAll: () => system.each((socket) => socket.fallSilent()),
    discardAll: () => system.each((socket) => socket.discard()),
  };
}

export function createSockets(options: SocketSystemOptions): Sockets {
  const { app } = options;
  const system = new SocketSystem(options);
  const api: Record<string, AsyncApi | ((value: unknown) => unknown)> = {
    connectSocket: createConnectSocket(system, app),
    sendSocketMessage: createAsyncApi('sendSocketMessage', (o) => system.sendGlobal(o), app.deliver),
    closeSocket: createAsyncApi('closeSocket', (o) => system.closeGlobal(o), app.deliver),
  };
  for (const [member, name] of EVENT_MEMBERS) {
    api[`onSocket${member}`] = (listener: unknown) =>
      system.globalListeners.add(name, listener, system.quirks.registration === 'replace');
  }
  return { api, control: createControl(system) };
}
