/** What single platforms need that the matrix does not show. */
import {
  fromAlipay,
  fromCloud,
  fromTaro,
  fromUni,
  fromWebSocket,
  createSocket,
  type SocketApi,
} from '../../packages/minichat-socket/src/index';
import { flushPromises, createManualClock } from '../support/manual-clock';
import { createRecorder } from '../support/transport-rig';
import { createTaskTransport } from '../../miniprogram/platform/task-socket';

type Fn = (given?: unknown) => unknown;

/** A task that remembers what it is asked; `tell` speaks for the platform. */
function createTask(more: object = {}) {
  const told: Record<string, Fn> = {};
  const asked: [string, unknown][] = [];
  const note = (name: string) => (given: unknown) => void asked.push([name, given]);
  const on = (name: string) => (listener: Fn) => void (told[name] = listener);
  const task = {
    ...{ onOpen: on('open'), onMessage: on('message'), onError: on('error'), onClose: on('close') },
    ...{ send: note('send'), close: note('close'), ...more },
  };
  return { task, asked, tell: (name: string, given?: unknown) => told[name]?.(given) };
}

const open = (api: SocketApi, url = 'ws://a') => {
  const record = createRecorder();
  return { record, connection: createTaskTransport(api).open({ url }, record.sink) };
};

test('[PL25] a call that rejects a promise beside its callback leaves no unhandled rejection', async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  const rejecting = ({ fail }: { fail?: Fn }): Promise<never> => {
    fail?.({ errMsg: 'no' });
    return Promise.reject(new Error('closeSocket:fail'));
  };
  const { task, tell } = createTask({ send: rejecting, close: rejecting });
  const { connection } = open({ connectSocket: () => task });
  tell('open');
  await expect(connection.send('x')).rejects.toThrow('no');
  connection.end();
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});

test('[PL25] a task without onError opens and ends', () => {
  const { task, tell } = createTask({ onError: undefined });
  const { record } = open({ connectSocket: () => task });
  tell('open');
  tell('close', { code: '4001', reason: 'r' });
  const evidence = { kind: 'closed', code: 4001, reason: 'r' };
  expect(record.events).toEqual([{ kind: 'open' }, { kind: 'ended', attributed: true, evidence }]);
});

test.each([
  ['4001', 4001],
  [1006, 1006],
  ['', undefined],
  ['10060', undefined],
  ['four', undefined],
  [null, undefined],
])('[PL21] the close code %p is read as %p', (code, read) => {
  const { task, tell } = createTask();
  const { record } = open({ connectSocket: () => task });
  tell('close', { code, reason: '' });
  expect(record.events).toMatchObject([{ evidence: { kind: 'closed' } }]);
  const [event] = record.events;
  expect(event?.kind === 'ended' && event.evidence.code).toBe(read);
});

test.each([
  [2, 'socket_limit'],
  [3, 'socket_limit'],
  [12, 'connect_failed'],
])('[PL26] the failure %i of my is a %s, in its words', async (error, kind) => {
  const asked: unknown[] = [];
  const { task } = createTask();
  const my = {
    connectSocket(option: { fail: Fn }) {
      asked.push(option);
      option.fail({ error, errorMessage: 'exists' });
      return task;
    },
  };
  const { record } = open(fromAlipay(my));
  await flushPromises();
  expect(asked).toMatchObject([{ multiple: true, url: 'ws://a' }]);
  expect(record.events).toMatchObject([
    { kind: 'ended', evidence: { kind, reason: expect.stringContaining('exists') } },
  ]);
});

test('[PL26] an old my, which gives no task, is unsupported', async () => {
  const { record } = open(fromAlipay({ connectSocket: () => undefined }));
  await flushPromises();
  expect(record.events).toMatchObject([{ kind: 'ended', evidence: { kind: 'unsupported' } }]);
});

test('[PL27] Taro is passed by: its native object, or the WebSocket of the browser', () => {
  const native = { connectSocket: () => createTask().task };
  expect(fromTaro({ miniGlobal: native, getEnv: () => 'WEAPP' })).toBe(native);
  const places = globalThis as { WebSocket?: unknown };
  const before = places.WebSocket;
  const urls: string[] = [];
  places.WebSocket = class {
    readonly readyState = 0;
    constructor(url: string) {
      urls.push(url);
    }
  };
  open(fromTaro({ getEnv: () => 'WEB' }));
  places.WebSocket = undefined;
  expect(() => fromTaro({ getEnv: () => 'WEB' })).toThrow('no WebSocket here');
  places.WebSocket = before;
  expect(urls).toEqual(['ws://a']);
});

describe('[PL28] a WebSocket', () => {
  function createClass(readyState: number) {
    const made: unknown[][] = [];
    const closes: unknown[][] = [];
    class Fake {
      static readonly made = made;
      readonly readyState = readyState;
      constructor(...given: unknown[]) {
        made.push(given);
      }
      close(...given: unknown[]): void {
        closes.push(given);
      }
    }
    return { Fake: Fake as never, made, closes };
  }
  const option = { url: 'ws://a', header: { a: 'b' }, protocols: ['p'] };

  test('[PL28] takes headers in the argument it is told, or refuses them', () => {
    const { Fake, made } = createClass(0);
    fromWebSocket(Fake, { headers: 'second' }).connectSocket(option);
    fromWebSocket(Fake, { headers: 'third' }).connectSocket(option);
    fromWebSocket(Fake).connectSocket({ url: 'ws://a', protocols: ['p'] });
    fromWebSocket(Fake).connectSocket({ url: 'ws://a' });
    expect(made).toEqual([
      ['ws://a', { headers: { a: 'b' }, protocols: ['p'] }],
      ['ws://a', ['p'], { headers: { a: 'b' } }],
      ['ws://a', ['p']],
      ['ws://a'],
    ]);
    expect(() => fromWebSocket(Fake).connectSocket(option)).toThrow('takes no header');
  });

  test('[PL28] and the H5 side of uni-app are closed by codes that they take', () => {
    const { Fake, closes } = createClass(1);
    const task = fromWebSocket(Fake).connectSocket({ url: 'ws://a' });
    for (const code of [undefined, 1000, 1001, 2999, 3000, 4999, 5000])
      task?.close(code === undefined ? {} : { code });
    expect(closes.map(([code]) => code)).toEqual([1000, 1000, 1000, 1000, 3000, 4999, 1000]);
    const h5 = createTask();
    fromUni({ connectSocket: () => h5.task }, 'h5')
      .connectSocket({ url: 'ws://a' })
      ?.close({ code: 1001 });
    expect(h5.asked).toEqual([['close', { code: 1000 }]]);
  });
});

describe('a container', () => {
  const later = () => {
    let settle: { give: Fn; refuse: Fn } | null = null;
    const asked: unknown[] = [];
    const cloud = {
      connectContainer(option: unknown) {
        asked.push(option);
        return new Promise((give, refuse) => (settle = { give, refuse }));
      },
    };
    return {
      cloud,
      asked,
      give: (task: unknown) => settle?.give(task),
      refuse: (why: unknown) => settle?.refuse(why),
    };
  };

  test('[PL29] is asked by its path, without callbacks and without what it does not know', () => {
    const { cloud, asked } = later();
    open(fromCloud(cloud, { service: 'chat', env: 'prod' }), '/ws');
    expect(asked).toEqual([{ path: '/ws', service: 'chat', config: { env: 'prod' } }]);
  });

  test('[PL29] an end that is asked for before the task has come reaches it', async () => {
    const { cloud, give } = later();
    const { task, asked } = createTask();
    const { connection } = open(fromCloud(cloud, { service: 'chat' }));
    connection.end(4001, 'left');
    give({ socketTask: task });
    await flushPromises();
    expect(asked).toMatchObject([['close', { code: 4001, reason: 'left' }]]);
  });

  test('[PL29] a message that comes before open shows that it is open', async () => {
    const { cloud, give } = later();
    const { task, tell } = createTask();
    const { record } = open(fromCloud(cloud, { service: 'chat' }));
    give({ socketTask: task });
    await flushPromises();
    tell('message', { data: 'first' });
    tell('open');
    expect(record.events).toEqual([{ kind: 'open' }, { kind: 'text', data: 'first' }]);
  });

  test.each([
    ['none', undefined],
    ['nothing that is a task', { socketTask: {} }],
  ])('[PL29] one that gives %s is a refused attempt', async (_name, given) => {
    const { cloud, give } = later();
    const { record } = open(fromCloud(cloud, { service: 'chat' }));
    give(given);
    await flushPromises();
    expect(record.events).toMatchObject([{ kind: 'ended', evidence: { kind: 'error' } }]);
  });

  test('[PL29] one that refuses is tried again, with its words in the state', async () => {
    const { cloud, asked, refuse } = later();
    const clock = createManualClock();
    const socket = createSocket({
      url: '/ws',
      api: fromCloud(cloud, { service: 'chat' }),
      clock,
      random: () => 0.5,
    });
    socket.connect();
    refuse({ errMsg: 'connectContainer:fail no service' });
    await flushPromises();
    expect(socket.state).toMatchObject({
      state: 'waiting',
      evidence: { reason: 'connectContainer:fail no service' },
    });
    await clock.advance(1_000);
    expect(asked).toHaveLength(2);
    socket.close();
  });
});
