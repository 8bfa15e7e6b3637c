/**
 * How sockets of the simulated runtime end, and how little of it an app may be told: timeouts, failed handshakes, broken,
 * silent and badly reported connections. Connections are real, time is moved by hand.
 */
import type { RawSocketFactory } from '../../../simulator/wx/ports';
import type { WxControl } from '../../../simulator/wx/wx-control';
import {
  startDeafServer,
  startEchoServer,
  type DeafServer,
  type EchoServer,
} from '../../support/echo-server';
import { createManualClock, flushPromises } from '../../support/manual-clock';
import { createWsSocketFactory, type NodeWxOptions } from '../../support/node-wx';
import { createDiary, createPhones, listenGlobally } from './phones';

const phones = createPhones();
let echo: EchoServer;
let deaf: DeafServer;

beforeAll(async () => {
  echo = await startEchoServer();
  deaf = await startDeafServer();
});
afterEach(() => phones.closeAll());
afterAll(async () => {
  await echo.close();
  await deaf.close();
});

function start(options: NodeWxOptions = {}) {
  const clock = createManualClock();
  const phone = phones.create({ clock, ...options });
  const diary = createDiary();
  listenGlobally(phone.wx, diary);
  return { ...phone, clock, diary };
}

async function connect(options: NodeWxOptions = {}) {
  const phone = start(options);
  const coming = echo.nextPeer();
  const task = phone.wx.connectSocket({ url: echo.url });
  await phone.diary.until('open');
  return { ...phone, task, peer: await coming };
}

/** Real input and output goes on in between; what happened is told by then. */
async function untilNoneLive(control: WxControl): Promise<void> {
  while (control.sockets.live.length > 0) await new Promise((resolve) => setImmediate(resolve));
  await flushPromises();
}

test.each([
  [{ timeout: 8_000 }, undefined, 8_000],
  [{}, 20_000, 20_000],
  [{ timeout: 8_000 }, 20_000, 8_000],
  [{}, undefined, 60_000],
])('[SM12] timeout: %j, then app.json %s, then 60 s: %d ms', async (option, connectTimeoutMs, expected) => {
  const { clock, control, diary, wx } = start(connectTimeoutMs === undefined ? {} : { connectTimeoutMs });
  wx.connectSocket({ url: deaf.url, ...option });
  await clock.advance(expected - 1);
  expect(diary.lines).toEqual([]);
  await clock.advance(1);
  expect(diary.lines).toEqual(['error timeout', 'close 1006 abnormal closure']);
  expect(control.sockets.live).toEqual([]);
  expect(clock.pending).toBe(0);
});

test('[SM12] the timeout is over when the socket is open', async () => {
  const { clock, diary } = await connect();
  await clock.advance(120_000);
  expect(diary.lines).toEqual(['open']);
});

test('[SM12] a closing handshake that nobody answers is over after 30 s', async () => {
  const { clock, control, diary, wx } = await connect();
  control.sockets.silenceAll();
  await wx.closeSocket({ code: 4000 });
  await clock.advance(29_999);
  expect(control.sockets.live).toMatchObject([{ phase: 'closing' }]);
  await clock.advance(1);
  expect(diary.lines).toEqual(['open', 'close 1006 abnormal closure']);
});

test.each([
  ['error', ['error']],
  ['close', ['close']],
  ['error-close', ['error', 'close']],
  ['close-error', ['close', 'error']],
] as const)('[SM13] connectFailure %s: a refused connection tells %j', async (connectFailure, expected) => {
  const gone = await startEchoServer();
  await gone.close();
  const { control, diary, wx } = start({ quirks: { connectFailure } });
  wx.connectSocket({ url: gone.url });
  await untilNoneLive(control);
  expect(diary.lines.map((line) => line.split(' ')[0])).toEqual(expected);
});

test('[SM13] an open connection that breaks tells error and close, by default', async () => {
  const { diary, peer } = await connect();
  peer.terminate();
  await diary.until('close 1006 abnormal closure');
  expect(diary.lines).toEqual(['open', 'error abnormal closure', 'close 1006 abnormal closure']);
});

test('[SM13] brokenConnection error: no close follows (develop/doc/0008ec30098bc8f6631ed91c35b400)', async () => {
  const { control, diary } = await connect({ quirks: { brokenConnection: 'error' } });
  control.sockets.breakAll('gone');
  await flushPromises();
  expect(diary.lines).toEqual(['open', 'error gone']);
  expect(control.sockets.live).toEqual([]);
});

test.each([0, 1, 2] as const)(
  '[SM17] closeEvents %d: phones lose a close, or tell it twice (weapp.socket.io#56)',
  async (closeEvents) => {
    const { control, diary, wx } = await connect({ quirks: { closeEvents } });
    await wx.closeSocket({ code: 4000, reason: 'bye' });
    await untilNoneLive(control);
    expect(diary.lines).toEqual(['open', ...Array<string>(closeEvents).fill('close 4000 bye')]);
  },
);

test('[SM17] closeAgainMs: the same close is told once more, that much later', async () => {
  const { clock, control, diary } = await connect({
    quirks: { closeAgainMs: 250, brokenConnection: 'close' },
  });
  control.sockets.breakAll();
  const told = 'close 1006 abnormal closure';
  await clock.advance(249);
  expect(diary.lines).toEqual(['open', told]);
  await clock.advance(1);
  expect(diary.lines).toEqual(['open', told, told]);
  await clock.advance(60_000);
  expect(diary.lines).toHaveLength(3);
});

test('[SM17] closeDelayMs: a late close, and the socket counts as existing until then', async () => {
  const { clock, control, diary } = await connect({
    quirks: { closeDelayMs: 4_000, brokenConnection: 'close' },
  });
  control.sockets.breakAll();
  await clock.advance(3_999);
  expect(diary.lines).toEqual(['open']);
  expect(control.sockets.live).toHaveLength(1);
  await clock.advance(1);
  expect(diary.lines).toEqual(['open', 'close 1006 abnormal closure']);
  expect(control.sockets.live).toHaveLength(0);
});

test('[SM17] an attempt whose failure was told has freed its place, however late its close comes', async () => {
  const clock = createManualClock();
  const diary = createDiary();
  const { control, wx } = phones.create({ clock, quirks: { closeDelayMs: 4_000 } });
  listenGlobally(wx, diary);
  control.setNetwork('none');
  wx.connectSocket({ url: 'ws://127.0.0.1:9', success: () => undefined });
  await clock.advance(1);
  expect(diary.lines).toHaveLength(1);
  expect(diary.lines[0]).toMatch(/^error /);
  expect(control.sockets.live).toEqual([]);
  await clock.advance(4_000);
  expect(diary.lines[1]).toMatch(/^close 1006 /);
});

test('[SM17] eventDelayMs: everything a socket does is heard late and in order, also after its end', async () => {
  const { clock, control, diary, peer } = await connect();
  control.sockets.setQuirks({ eventDelayMs: 3_000 });
  peer.send('stale');
  peer.close(4000, 'bye');
  await untilNoneLive(control);
  expect(diary.lines).toEqual(['open']);
  await clock.advance(2_999);
  expect(diary.lines).toEqual(['open']);
  await clock.advance(1);
  expect(diary.lines).toEqual(['open', 'message stale', 'close 4000 bye']);
});

test('[SM17] mangleEnd: a close with code 0 (develop/doc/0008ec30098bc8f6631ed91c35b400)', async () => {
  const { diary, peer } = await connect({ quirks: { mangleEnd: () => ({ code: 0, reason: '' }) } });
  peer.close(4409, 'superseded');
  await diary.until('close 0 ');
});

test('[SM18] half-open: dead, and neither onError nor onClose fires (easemob/webim-weixin-xcx#11)', async () => {
  const { clock, control, diary, peer, wx } = await connect();
  control.sockets.silenceAll();
  const before = peer.received.length;
  await wx.sendSocketMessage({ data: 'lost' });
  peer.send('unheard');
  peer.close(1001, 'going away');
  await peer.ended;
  await clock.advance(600_000);
  expect(peer.received).toHaveLength(before);
  expect(diary.lines).toEqual(['open']);
  expect(control.sockets.live).toMatchObject([{ phase: 'open' }]);
});

test('[SM18] sendReports ok: success with the network gone (dcloudio/uni-app#744)', async () => {
  const { control, diary, wx } = await connect({ quirks: { sendReports: 'ok' } });
  control.sockets.breakAll();
  await diary.until('close 1006 abnormal closure');
  await expect(wx.sendSocketMessage({ data: 'x' })).resolves.toEqual({ errMsg: 'sendSocketMessage:ok' });
});

test('[SM24] setNetwork breaks connections and tells the new type once', async () => {
  const { control, diary, wx } = await connect();
  const told: unknown[] = [];
  wx.onNetworkStatusChange((result) => told.push(result));
  control.setNetwork('none');
  control.setNetwork('none');
  await flushPromises();
  expect(diary.lines).toEqual(['open', 'error network changed', 'close 1006 abnormal closure']);
  expect(told).toEqual([{ isConnected: false, networkType: 'none' }]);
  expect(await wx.getNetworkType()).toMatchObject({ networkType: 'none', weakNet: false });
});

test('[SM24] without network a connection fails and is not even tried; with it again it succeeds', async () => {
  const tried: string[] = [];
  const openRaw = createWsSocketFactory(new Set());
  const openSocket: RawSocketFactory = (request, events) => {
    tried.push(request.url);
    return openRaw(request, events);
  };
  const { control, diary, wx } = start({ ports: { openSocket } });
  control.setNetwork('none');
  wx.connectSocket({ url: echo.url });
  await diary.until('close 1006 abnormal closure');
  expect(tried).toEqual([]);
  control.setNetwork('4g');
  wx.connectSocket({ url: echo.url });
  await diary.until('open');
});

test('[SM24] the same type again is no change', async () => {
  const { control, diary } = await connect();
  control.setNetwork('wifi');
  await flushPromises();
  expect(diary.lines).toEqual(['open']);
});

test('[SM24] networkLoss silent: some phones notice nothing for minutes (leancloud/js-realtime-sdk PR#501)', async () => {
  const { clock, control, diary, peer } = await connect({ quirks: { networkLoss: 'silent' } });
  control.setNetwork('4g');
  peer.send('unheard');
  await clock.advance(180_000);
  expect(diary.lines).toEqual(['open']);
});

test('[SM23] a destroyed app gets nothing and leaves nothing', async () => {
  const { clock, control, diary, peer, wx } = await connect();
  wx.connectSocket({ url: deaf.url });
  control.timers.setTimeout(() => diary.add('timer'), 10);
  wx.onThemeChange(() => diary.add('theme'));
  control.destroy();
  control.destroy();
  expect(clock.pending).toBe(0);
  control.setTheme('dark');
  await peer.ended;
  await clock.advance(100_000);
  expect(diary.lines).toEqual(['open']);
  expect(control.sockets.live).toEqual([]);
});
