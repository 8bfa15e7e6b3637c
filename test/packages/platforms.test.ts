/**
 * The package's socket on every platform: the same matrix for each, over the fakes of `platform-fakes.ts` and a real server.
 */
import {
  createSocket,
  fromAlipay,
  fromCloud,
  fromDouyinCloud,
  fromMpx,
  fromQuickApp,
  fromTaro,
  fromUni,
  fromWebSocket,
  type SocketApi,
  type SocketService,
} from '../../packages/minichat-socket/src/index';
import { WebSocket } from 'ws';
import { startDeafServer, startEchoServer, type EchoServer } from '../support/echo-server';
import { createManualClock, type ManualClock } from '../support/manual-clock';
import { createNodeWx, type NodeWx } from '../support/node-wx';
import * as fakes from '../support/platform-fakes';
import { until } from '../support/transport-rig';

interface Platform {
  readonly name: string;
  /** @param server its address, for what is told no url */
  make(server: string): SocketApi;
  /** The server's code is told. */
  readonly code?: false;
  readonly url?: string;
}

const task = (dialect: fakes.TaskDialect): SocketApi =>
  ({ connectSocket: (option: object) => fakes.connectTask({ ...option }, dialect) }) as SocketApi;
const miniGlobal = (api: unknown, env: string) => ({ miniGlobal: api, getEnv: () => env });

const PLATFORMS: readonly Platform[] = [
  { name: 'qq, ks, jd, xhs (the shape of wx)', make: () => task({}) },
  { name: 'tt of Douyin', make: () => task(fakes.DOUYIN) },
  { name: 'tt of Feishu', make: () => task(fakes.FEISHU) },
  { name: 'my', make: () => fromAlipay(fakes.createMy(fakes.ALIPAY)), code: false },
  { name: 'my as documented', make: () => fromAlipay(fakes.createMy(fakes.ALIPAY_FLAT)), code: false },
  { name: 'a platform with promises', make: () => fakes.createPromisingApi() as unknown as SocketApi },
  { name: 'Taro on WeChat', make: () => fromTaro(miniGlobal(task({}), 'WEAPP')) },
  {
    name: 'Taro on Alipay',
    make: () => fromTaro(miniGlobal(fakes.createMy(fakes.ALIPAY), 'ALIPAY')),
    code: false,
  },
  { name: 'uni-app on WeChat', make: () => fromUni(task({}) as never) },
  { name: 'uni-app on Baidu', make: () => fromUni(task(fakes.UNI_BAIDU) as never, 'mp-baidu') },
  { name: 'uni-app on Alipay', make: () => fromUni(fakes.createMy(fakes.ALIPAY), 'mp-alipay'), code: false },
  { name: 'uni-app on H5', make: () => fromUni(fakes.createUniH5(), 'h5') },
  { name: 'mpx', make: () => fromMpx(fakes.createMpx()) },
  { name: 'quick app', make: () => fromQuickApp(fakes.createQuickFactory()) },
  { name: 'ws', make: () => fromWebSocket(WebSocket, { headers: 'third' }) },
  { name: 'a WebSocket as that of Node 22', make: () => fromWebSocket(fakes.SilentlyRefused) },
  {
    name: 'wx.cloud',
    make: (server) => fromCloud(fakes.createCloud(server, false), { service: 'chat' }),
    url: '/',
  },
  {
    name: 'wx.cloud, open early',
    make: (server) => fromCloud(fakes.createCloud(server, true), { service: 'chat' }),
    url: '/',
  },
  {
    name: 'the cloud of Douyin',
    make: (server) => fromDouyinCloud(fakes.createDouyinCloud(server)),
    url: '/',
  },
];

describe.each(PLATFORMS.map((platform) => [platform.name, platform] as const))('%s', (_name, platform) => {
  let server: EchoServer;
  let clock: ManualClock;
  let socket: SocketService;
  const begin = (address: string): SocketService =>
    createSocket({ url: platform.url ?? address, api: platform.make(address), clock, random: () => 0.5 });

  beforeEach(async () => {
    server = await startEchoServer();
    clock = createManualClock();
    socket = begin(server.url);
  });

  afterEach(async () => {
    socket.close();
    await clock.advance(200_000);
    await server.close();
  });

  const connected = async (): Promise<EchoServer['peers'][number]> => {
    const peer = server.nextPeer();
    socket.connect();
    await until(() => socket.state.state === 'open');
    return peer;
  };

  test('[PL20] connects, and what was sent before comes back decoded and in order, bytes as they were', async () => {
    const told: unknown[] = [];
    socket.onMessage((value) => told.push(value));
    socket.onBinary((data) => told.push([...new Uint8Array(data)]));
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    const sent = [socket.send({ text: '你好 👋' }), socket.sendBinary(bytes.buffer), socket.send('after')];
    await connected();
    await Promise.all(sent);
    await until(() => told.length === 3);
    expect(told).toEqual([{ text: '你好 👋' }, [...bytes], 'after']);
  });

  test('[PL21] the server’s close is told with its code and reason, and the next attempt opens', async () => {
    const peer = await connected();
    peer.close(4001, 'kicked');
    await until(() => socket.state.state === 'waiting');
    const evidence = { kind: 'closed', ...(platform.code === false ? {} : { code: 4001 }), reason: 'kicked' };
    expect(socket.state).toMatchObject({ evidence });
    await clock.advance(1_000);
    await until(() => socket.state.state === 'open');
    expect(server.peers).toHaveLength(2);
  });

  test('[PL21] the own close reaches the server with its code, and then nothing is left', async () => {
    const peer = await connected();
    socket.close(4002, 'bye');
    expect(await peer.ended).toBe(4002);
    await until(() => socket.state.state === 'idle');
  });

  test('[PL22] a refusal is the end of that attempt, which is told once, and attempts go on', async () => {
    const deaf = await startDeafServer();
    await deaf.close();
    const states: string[] = [];
    const refused = begin(deaf.url);
    refused.onState(({ state }) => states.push(state));
    refused.connect();
    for (let round = 1; round < 4; round += 1) {
      await until(() => states.filter((state) => state === 'waiting').length === round);
      await clock.advance(6_000);
    }
    expect(states.slice(0, 6)).toEqual([
      'connecting',
      'waiting',
      'connecting',
      'waiting',
      'connecting',
      'waiting',
    ]);
    refused.close();
  });

  test('[PL23] a line that is cut is opened again, and what was sent meanwhile arrives', async () => {
    const told: unknown[] = [];
    socket.onMessage((value) => told.push(value));
    const peer = await connected();
    peer.terminate();
    await until(() => socket.state.state === 'waiting');
    void socket.send('sent while away');
    await clock.advance(1_000);
    await until(() => told.length === 1);
    expect(told).toEqual(['sent while away']);
  });

  test('[PL24] an attempt that nobody answers is given up, and closing it leaves nobody waiting', async () => {
    const deaf = await startDeafServer();
    const silent = begin(deaf.url);
    silent.connect();
    await clock.advance(13_000);
    expect(['closing', 'waiting']).toContain(silent.state.state);
    silent.close();
    await clock.advance(200_000);
    await until(() => silent.state.state === 'idle');
    await deaf.close();
  });
});

describe('on the simulated phone of WeChat', () => {
  let phone: NodeWx;
  beforeEach(() => (phone = createNodeWx()));
  afterEach(() => phone.close());

  test('[PL10] one call with an address and wx is enough, over real sockets', async () => {
    const server = await startEchoServer();
    const socket = createSocket({ url: server.url, api: phone.wx });
    const told: unknown[] = [];
    socket.onMessage((value) => told.push(value));
    void socket.send({ hello: 'world' });
    socket.connect();
    await until(() => told.length === 1);
    expect(told).toEqual([{ hello: 'world' }]);
    socket.close();
    await until(() => socket.state.state === 'idle');
    await server.close();
  });

  test('[PL10] what cannot connect is refused at once, in words', () => {
    for (const api of [undefined, null, {}, fakes]) {
      expect(() => createSocket({ url: 'wss://a', api: api as never })).toThrow(
        'pass wx, or what a from… function makes',
      );
    }
  });
});
