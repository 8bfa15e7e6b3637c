/**
 * Foreground, background and suspension of the simulated app. Sentences are from framework/runtime/operating-mechanism and
 * framework/ability/network on developers.weixin.qq.com/miniprogram/dev. Connections are real, time is moved by hand.
 */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  startDeafServer,
  startEchoServer,
  type DeafServer,
  type EchoServer,
} from '../../support/echo-server';
import { createManualClock, flushPromises } from '../../support/manual-clock';
import type { NodeWxOptions } from '../../support/node-wx';
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
  phone.wx.onAppShow(() => diary.add('show'));
  phone.wx.onAppHide(() => diary.add('hide'));
  return { ...phone, clock, diary };
}

async function connect(options: NodeWxOptions = {}) {
  const phone = start(options);
  listenGlobally(phone.wx, phone.diary);
  const coming = echo.nextPeer();
  phone.wx.connectSocket({ url: echo.url });
  await phone.diary.until('open');
  return { ...phone, peer: await coming };
}

test('[SM19] the photo picker hides the app for 3 s: the socket lives on', async () => {
  const { clock, control, diary, peer } = await connect();
  control.hide();
  peer.send('in the background');
  await diary.until('message in the background');
  await clock.advance(3_000);
  control.show();
  await clock.advance(60_000);
  expect(diary.lines).toEqual(['open', 'hide', 'message in the background', 'show']);
  expect(control.sockets.live).toMatchObject([{ phase: 'open' }]);
});

test('[SM19] "after 5 s in the background the JS thread stops; events fire when the app returns"', async () => {
  const { clock, control, diary, wx } = start();
  wx.onMemoryWarning(({ level }) => diary.add(`memory ${String(level)}`));
  wx.onNetworkStatusChange(({ networkType }) => diary.add(networkType));
  control.hide();
  await clock.advance(4_999);
  control.memoryWarning(5);
  await clock.advance(1);
  expect(control.phase).toBe('suspended');
  control.memoryWarning(15);
  control.setNetwork('4g');
  void wx.login().then(() => diary.add('login'));
  await flushPromises();
  expect(diary.lines).toEqual(['hide', 'memory 5']);
  control.show();
  await flushPromises();
  expect(diary.lines).toEqual(['hide', 'memory 5', 'show', 'memory 15', '4g', 'login']);
});

test('[SM19] hiding twice and showing twice tells once', async () => {
  const { clock, control, diary } = start();
  control.show();
  control.hide();
  await clock.advance(4_000);
  control.hide();
  await clock.advance(1_000);
  expect(control.phase).toBe('suspended');
  control.show();
  control.show();
  expect(diary.lines).toEqual(['hide', 'show']);
  expect(clock.pending).toBe(0);
});

test('[SM20] the system closes the socket with 1000 interrupted, told on the return (S13)', async () => {
  const { clock, control, diary, peer } = await connect();
  control.hide();
  await clock.advance(5_000);
  await peer.ended;
  expect(diary.lines).toEqual(['open', 'hide']);
  expect(control.sockets.live).toEqual([]);
  control.show();
  await flushPromises();
  expect(diary.lines).toEqual(['open', 'hide', 'show', 'close 1000 interrupted']);
});

test('[SM20] replay before-show: the old events can come before onAppShow', async () => {
  const { clock, control, diary } = await connect({ quirks: { replay: 'before-show' } });
  control.hide();
  await clock.advance(60_000);
  control.show();
  await flushPromises();
  expect(diary.lines).toEqual(['open', 'hide', 'close 1000 interrupted', 'show']);
});

test('[SM20] interruption silent: the socket is dead and no event tells it (iOS)', async () => {
  const { clock, control, diary, peer, wx } = await connect({ quirks: { interruption: 'silent' } });
  control.hide();
  await clock.advance(5_000);
  await peer.ended;
  control.show();
  await flushPromises();
  expect(diary.lines).toEqual(['open', 'hide', 'show']);
  await expect(wx.sendSocketMessage({ data: 'x' })).rejects.toBeDefined();
});

test('[SM21] "not finished within 5 s in the background: fail interrupted"', async () => {
  const server = http.createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
  const { clock, control, diary, wx } = start();
  wx.request({ url, fail: ({ errMsg }) => diary.add(errMsg) });
  control.hide();
  await clock.advance(5_000);
  wx.request({ url, fail: ({ errMsg }) => diary.add(`late ${errMsg}`) });
  wx.connectSocket({ url: echo.url, fail: ({ errMsg }) => diary.add(errMsg) });
  await flushPromises();
  expect(diary.lines).toEqual(['hide']);
  control.show();
  expect(diary.lines).toEqual([
    'hide',
    'show',
    'request:fail interrupted',
    'late request:fail interrupted',
    'connectSocket:fail interrupted',
  ]);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test('[SM21] a handshake that is under way at the suspension fails', async () => {
  const { clock, control, diary, wx } = start();
  listenGlobally(wx, diary);
  wx.connectSocket({ url: deaf.url });
  control.hide();
  await clock.advance(5_000);
  control.show();
  await flushPromises();
  expect(diary.lines).toEqual(['hide', 'show', 'error interrupted', 'close 1000 interrupted']);
});

test('[SM22] timers stop with the app: late, once, and not at all when cleared', async () => {
  const { clock, control, diary } = start();
  const { timers } = control;
  timers.setTimeout((word) => diary.add(`timeout ${String(word)}`), 6_000, 'late');
  const cleared = timers.setTimeout(() => diary.add('cleared'), 6_000);
  const interval = timers.setInterval(() => diary.add('tick'), 2_000);
  const cancel = timers.clock.after(7_000, () => diary.add('cancelled'));
  control.hide();
  await clock.advance(60_000);
  expect(diary.lines).toEqual(['hide', 'tick', 'tick']);
  timers.clearTimeout(cleared);
  cancel();
  control.show();
  expect(diary.lines).toEqual(['hide', 'tick', 'tick', 'show', 'timeout late', 'tick']);
  await clock.advance(4_000);
  expect(diary.lines.slice(-2)).toEqual(['tick', 'tick']);
  timers.clearInterval(interval);
  expect([timers.pending, clock.pending]).toEqual([0, 0]);
});

test('[SM22] the app sees the time go on: 60 s later it is 60 s later', async () => {
  const { clock, control } = start();
  const before = control.timers.clock.now();
  control.hide();
  await clock.advance(60_000);
  expect(control.timers.clock.now() - before).toBe(60_000);
});

test('[SM23] an app that is destroyed in the background hears nothing when the phone returns', async () => {
  const { clock, control, diary, wx } = await connect();
  control.hide();
  await clock.advance(5_000);
  void wx.login().then(() => diary.add('login'));
  await flushPromises();
  control.destroy();
  control.show();
  await flushPromises();
  expect(diary.lines).toEqual(['open', 'hide']);
});

test('[SM4] on accumulates, off with the function removes it, off without removes everybody', () => {
  const { control, diary, wx } = start();
  const mine = (): void => diary.add('mine');
  wx.onThemeChange(mine);
  wx.onThemeChange(() => diary.add('yours'));
  control.setTheme('dark');
  wx.offThemeChange(mine);
  control.setTheme('light');
  wx.offThemeChange();
  control.setTheme('dark');
  expect(diary.lines).toEqual(['mine', 'yours', 'yours']);
  expect(control.listenerCount('ThemeChange')).toBe(0);
});

test('[SM3] a listener that throws is reported and the others still run', () => {
  const errors: unknown[] = [];
  const { control, diary, wx } = start({ onListenerError: (error) => errors.push(error) });
  wx.onKeyboardHeightChange(() => {
    throw new Error('broken page');
  });
  wx.onKeyboardHeightChange(({ height }) => diary.add(String(height)));
  control.setKeyboardHeight(300);
  expect(diary.lines).toEqual(['300']);
  expect(errors).toEqual([new Error('broken page')]);
});

test('[SM3] without a reporter what a listener throws surfaces as an uncaught error', async () => {
  const { clock, control, wx } = start();
  wx.onNetworkWeakChange(() => {
    throw new Error('unreported');
  });
  control.setWeak(true);
  control.setWeak(true);
  await expect(clock.advance(0)).rejects.toThrow('unreported');
});
