/**
 * The socket service over the global calls beside another library of the same app that has a socket too, on every binding
 * and registration rule: nothing of ours reaches its server, nothing of ours ends its connection, and we go on.
 */
import { createSocketService, type SocketService } from '../../miniprogram/core/socket/socket-service';
import { createGlobalTransport } from '../../miniprogram/platform/global-socket';
import { createTaskTransport } from '../../miniprogram/platform/task-socket';
import type { SocketQuirks } from '../../simulator/wx/socket-quirks';
import { createManualClock, type ManualClock } from '../support/manual-clock';
import { createMemoryNetwork, type MemoryNetwork } from '../support/memory-network';
import { createNodeWx, type NodeWx } from '../support/node-wx';

const OURS = 'wss://chat.example/ws';
const THEIRS = 'wss://other.example/ws';
const ignore = (): void => undefined;

interface Bench {
  readonly clock: ManualClock;
  readonly network: MemoryNetwork;
  readonly phone: NodeWx;
  readonly wx: WechatMiniprogram.Wx;
  readonly socket: SocketService;
  readonly heard: unknown[];
}

function createBench(quirks: Partial<SocketQuirks>, keepsCalls = false): Bench {
  const clock = createManualClock();
  const network = createMemoryNetwork(clock);
  const phone = createNodeWx({ clock, quirks, ports: { openSocket: network.openRaw } });
  const { connectSocket } = phone.wx;
  // A platform that does not let its object be changed.
  if (keepsCalls)
    Object.defineProperty(phone.wx, 'connectSocket', { value: connectSocket, configurable: false });
  const socket = createSocketService({
    transport: createGlobalTransport(phone.wx),
    url: OURS,
    clock,
    random: () => 0.5,
    healthyFrom: 'confirm',
  });
  const heard: unknown[] = [];
  socket.onMessage((value) => heard.push(value));
  return { clock, network, phone, wx: phone.wx, socket, heard };
}

/** How the other library uses the platform. */
const LIBRARIES = {
  'a library over SocketTask': ({ wx }: Bench) => {
    const task = wx.connectSocket({ url: THEIRS, fail: ignore });
    task.onOpen(() => task.send({ data: 'theirs', fail: ignore }));
    task.onMessage(ignore);
  },
  'a library over the global calls': ({ wx }: Bench) => {
    wx.onSocketOpen(() => wx.sendSocketMessage({ data: 'theirs', fail: ignore }));
    wx.onSocketMessage(ignore);
    wx.onSocketError(ignore);
    wx.onSocketClose(ignore);
    wx.connectSocket({ url: THEIRS, fail: ignore });
  },
  'a library that only takes the listeners': ({ wx }: Bench) => {
    wx.onSocketOpen(ignore);
    wx.onSocketMessage(ignore);
    wx.onSocketError(ignore);
    wx.onSocketClose(ignore);
  },
} as const;
type Library = keyof typeof LIBRARIES;

const RULES = (['first', 'latest', 'all'] as const).flatMap((binding) =>
  (['replace', 'accumulate'] as const).map((registration) => ({ binding, registration })),
);
const CASES = (Object.keys(LIBRARIES) as Library[]).flatMap((library) =>
  RULES.flatMap((rule) => (['before', 'after'] as const).map((when) => ({ library, when, ...rule }))),
);

const sentTo = (bench: Bench, url: string): unknown[] =>
  bench.network.delivered.filter((one) => one.url === url && one.data !== 'theirs').map(({ data }) => data);

async function meet(bench: Bench, library: Library, when: 'before' | 'after'): Promise<void> {
  if (when === 'before') LIBRARIES[library](bench);
  // Theirs is on its way, or open, when ours begins.
  await bench.clock.advance(when === 'before' ? 10 : 0);
  bench.socket.connect();
  await bench.clock.advance(1_000);
  if (when === 'after') LIBRARIES[library](bench);
  await bench.clock.advance(100);
}

/** Sends and hears something within 3 s, whatever happened. */
async function talk(bench: Bench): Promise<void> {
  void bench.socket.send('ours');
  bench.network.say(OURS, '"hello"');
  bench.network.say(THEIRS, '"not for us"');
  await bench.clock.advance(3_000);
}

describe('the global transport beside another library', () => {
  test.each(CASES)(
    '[SK67, SK68] $library, $when ours, binding $binding, registration $registration: each its own',
    async ({ library, when, binding, registration }) => {
      const bench = createBench({ binding, registration });
      await meet(bench, library, when);
      await talk(bench);
      expect(bench.heard).toEqual(['hello']);
      expect(sentTo(bench, OURS)).toEqual(['"ours"']);
      expect(sentTo(bench, THEIRS)).toEqual([]);
      bench.socket.drop('again', { now: true });
      await bench.clock.advance(1_000);
      await talk(bench);
      expect(bench.heard).toEqual(['hello', 'hello']);
      expect(sentTo(bench, OURS)).toEqual(['"ours"', '"ours"']);
      expect(sentTo(bench, THEIRS)).toEqual([]);
      bench.socket.close();
      await bench.clock.advance(1_000);
      expect(bench.socket.state.state).toBe('idle');
      expect(bench.network.ended.filter((url) => url === THEIRS)).toEqual([]);
      const theirs = library === 'a library that only takes the listeners' ? [] : [THEIRS];
      expect(bench.phone.control.sockets.live.map(({ url }) => url)).toEqual(theirs);
      await bench.phone.close();
    },
  );

  test.each(CASES.filter(({ when }) => when === 'after'))(
    '[SK67, SK68] $library, binding $binding, registration $registration, on a platform that lets nothing be watched: noticed by what sockets tell',
    async ({ library, binding, registration }) => {
      const bench = createBench({ binding, registration }, true);
      await meet(bench, library, 'after');
      bench.network.say(OURS, '"first"');
      await bench.clock.advance(100);
      await talk(bench);
      expect(bench.heard).toEqual(['first', 'hello']);
      expect(sentTo(bench, OURS)).toEqual(['"ours"']);
      expect(sentTo(bench, THEIRS)).toEqual([]);
      bench.socket.close();
      await bench.clock.advance(1_000);
      expect(bench.network.ended.filter((url) => url === THEIRS)).toEqual([]);
      await bench.phone.close();
    },
  );

  test('[SK69] the state says that it goes on over its SocketTask, and why; so does onUncertain, and the next connection', async () => {
    const bench = createBench({ binding: 'latest', registration: 'replace' });
    const states: unknown[] = [];
    const uncertain: string[] = [];
    bench.socket.onState((state) => states.push(state));
    bench.socket.onUncertain((why) => uncertain.push(why));
    bench.socket.connect();
    await bench.clock.advance(100);
    expect(bench.socket.state).not.toHaveProperty('fallback');
    LIBRARIES['a library over SocketTask'](bench);
    expect(bench.socket.state).toMatchObject({
      state: 'open',
      fallback: 'another library of this app opened a socket',
    });
    expect(uncertain).toEqual(['goes on over its SocketTask: another library of this app opened a socket']);
    expect(states).toHaveLength(2);
    bench.socket.drop('again', { now: true });
    await bench.clock.advance(1_000);
    expect(bench.socket.state).toMatchObject({ state: 'open', fallback: expect.any(String) });
    expect(states[states.length - 1]).toBe(bench.socket.state);
    await bench.phone.close();
  });

  test('[SK68] alone, it uses the global calls, and goes back to them when only an older socket of its own had them', async () => {
    const bench = createBench({ binding: 'first' });
    const sends: unknown[] = [];
    const { sendSocketMessage } = bench.wx;
    bench.wx.sendSocketMessage = ((option: WechatMiniprogram.SendSocketMessageOption) => {
      sends.push(option.data);
      return sendSocketMessage(option);
    }) as typeof sendSocketMessage;
    bench.socket.connect();
    await bench.clock.advance(100);
    await bench.socket.send(1);
    expect(sends).toEqual(['1']);
    // The first one dies silently and is given up; the next one cannot have the global calls.
    bench.phone.control.sockets.silenceAll();
    bench.socket.drop('silent');
    await bench.clock.advance(6_000);
    expect(bench.socket.state).toMatchObject({ state: 'open', fallback: expect.any(String) });
    await bench.socket.send(2);
    expect(sends).toEqual(['1']);
    expect(sentTo(bench, OURS)).toEqual(['1', '2']);
    await bench.clock.advance(60_000);
    bench.socket.drop('again', { now: true });
    await bench.clock.advance(1_000);
    await bench.socket.send(3);
    expect(sends).toEqual(['1', '3']);
    expect(bench.socket.state).not.toHaveProperty('fallback');
    await bench.phone.close();
  });

  test('[SK68] a global send that is refused because the calls are another socket’s goes over the task, in order', async () => {
    const bench = createBench({ binding: 'latest', registration: 'replace' }, true);
    bench.socket.connect();
    await bench.clock.advance(100);
    // Theirs is being opened: the global calls are its own already.
    LIBRARIES['a library over SocketTask'](bench);
    const sent = [1, 2, 3].map((n) => bench.socket.send(n));
    await Promise.all(sent);
    await bench.socket.send(4);
    await bench.clock.advance(100);
    expect(sentTo(bench, OURS)).toEqual(['1', '2', '3', '4']);
    expect(bench.socket.state).toMatchObject({ fallback: 'the global calls refused what the task took' });
    await bench.phone.close();
  });

  test('[SK68] a second service of the same app, over SocketTask, is another socket too', async () => {
    const bench = createBench({ binding: 'latest' });
    bench.socket.connect();
    await bench.clock.advance(100);
    const { clock, wx } = bench;
    const other = createSocketService({
      transport: createTaskTransport(wx),
      url: THEIRS,
      clock,
      random: () => 0.5,
    });
    other.connect();
    await talk(bench);
    expect(sentTo(bench, OURS)).toEqual(['"ours"']);
    expect(sentTo(bench, THEIRS)).toEqual([]);
    await bench.phone.close();
  });

  test.each(RULES)(
    '[SK68] without tasks, binding $binding, registration $registration: nothing of ours goes to theirs or ends it, and it tries again',
    async ({ binding, registration }) => {
      const bench = createBench({ binding, registration, task: 'none' });
      bench.socket.connect();
      await bench.clock.advance(100);
      bench.wx.connectSocket({ url: THEIRS, fail: ignore });
      expect(bench.socket.state).toMatchObject({ state: 'closing', next: 'waiting' });
      void bench.socket.send('ours');
      await bench.clock.advance(5_000);
      expect(bench.socket.state).toMatchObject({ state: 'waiting', evidence: { kind: 'closed' } });
      await bench.clock.advance(60_000);
      expect(sentTo(bench, THEIRS)).toEqual([]);
      expect(bench.phone.control.sockets.attempts).toBeGreaterThan(2);
      bench.socket.close();
      await bench.clock.advance(60_000);
      expect(bench.network.ended.filter((url) => url === THEIRS)).toEqual([]);
      await bench.phone.close();
    },
  );

  test('[SK67] one attempt that nobody heard of does not make the tasks mute', async () => {
    const bench = createBench({ binding: 'latest' });
    const { connectSocket } = bench.wx;
    let hangs = true;
    // A phone that never reports this attempt, in any way.
    bench.wx.connectSocket = (option) => {
      if (!hangs) return connectSocket(option);
      hangs = false;
      return { onOpen: ignore, onMessage: ignore, onError: ignore, onClose: ignore, close: ignore } as never;
    };
    bench.socket.connect();
    await bench.clock.advance(30_000);
    expect(bench.socket.state.state).toBe('open');
    LIBRARIES['a library over the global calls'](bench);
    await talk(bench);
    expect(bench.heard).toEqual(['hello']);
    expect(bench.socket.state).toMatchObject({ state: 'open', fallback: expect.any(String) });
    await bench.phone.close();
  });

  test('[SK67] a platform whose tasks never tell anything: after one attempt it goes on without a witness', async () => {
    const bench = createBench({ binding: 'latest' });
    const { connectSocket } = bench.wx;
    const mute = {
      onOpen: ignore,
      onMessage: ignore,
      onError: ignore,
      onClose: ignore,
      send: ignore,
      close: ignore,
    };
    bench.wx.connectSocket = (option) => {
      connectSocket(option);
      return mute as unknown as WechatMiniprogram.SocketTask;
    };
    bench.socket.connect();
    await bench.clock.advance(60_000);
    expect(bench.socket.state).toMatchObject({ state: 'open' });
    await talk(bench);
    expect(bench.heard).toContain('hello');
    expect(sentTo(bench, OURS)).toEqual(['"ours"']);
    await bench.phone.close();
  });
});
