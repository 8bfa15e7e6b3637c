/**
 * Which socket the global functions mean when several exist, and what `connectSocket` returns: the documentation only says
 * that "the wx. methods may behave unexpectedly" then (wx.connectSocket, warning), so each report is a knob.
 */
import { DEFAULT_SOCKET_QUIRKS, type SocketQuirks } from '../../../simulator/wx/socket-quirks';
import { startEchoServer, type EchoServer } from '../../support/echo-server';
import { createManualClock, flushPromises } from '../../support/manual-clock';
import { listFiles, readText } from '../../support/source-files';
import { createDiary, createPhones, listenGlobally, listenToTask } from './phones';

const phones = createPhones();
let echo: EchoServer;

beforeAll(async () => {
  echo = await startEchoServer();
});
afterEach(() => phones.closeAll());
afterAll(() => echo.close());

/** Two open sockets, the second made after the first was open. */
async function connectTwo(binding: SocketQuirks['binding']) {
  const { control, wx } = phones.create({ quirks: { binding } });
  const global = createDiary();
  const own = createDiary();
  listenGlobally(wx, global);
  const open = async (mark: string) => {
    const coming = echo.nextPeer();
    const task = wx.connectSocket({ url: echo.url });
    listenToTask(task, own, `${mark} `);
    await own.until(`${mark} open`);
    return { task, peer: await coming };
  };
  const first = await open('first');
  const second = await open('second');
  return { control, wx, global, own, first, second };
}

test('[SM15] binding latest: "the current one is the most recently created" (vendor answer)', async () => {
  const { global, own, second, first, wx } = await connectTwo('latest');
  expect(global.lines).toEqual(['open', 'open']);
  await wx.sendSocketMessage({ data: 'global' });
  await own.until('second message global');
  first.peer.close(4001, 'old');
  await own.until('first close 4001 old');
  second.peer.send('news');
  await global.until('message news');
  expect(global.lines).toEqual(['open', 'open', 'message global', 'message news']);
});

test('[SM15] binding first: "only the first connection", chosen again by the next connectSocket', async () => {
  const { global, own, second, first, wx } = await connectTwo('first');
  expect(global.lines).toEqual(['open']);
  await wx.sendSocketMessage({ data: 'global' });
  await own.until('first message global');
  first.peer.close(4001, 'old');
  await own.until('first close 4001 old');
  second.peer.send('unheard');
  await own.until('second message unheard');
  await expect(wx.sendSocketMessage({ data: 'nobody' })).rejects.toBeDefined();

  wx.connectSocket({ url: echo.url });
  second.peer.send('heard');
  await own.until('second message heard');
  expect(global.lines).toEqual(['open', 'message global', 'close 4001 old', 'message heard']);
});

test('[SM15] binding first: "connectSocket succeeds, but onSocketOpen is never called" while an older one closes (develop/doc/0008405033c78878df88080dd51800)', async () => {
  const { control, wx, own, global } = await connectTwo('first');
  control.sockets.silenceAll();
  await wx.closeSocket({ code: 4000 });
  const connected = new Promise((resolve) => {
    listenToTask(wx.connectSocket({ url: echo.url, success: resolve }), own, 'third ');
  });
  expect(await connected).toEqual({ errMsg: 'connectSocket:ok' });
  await own.until('third open');
  expect(global.lines).toEqual(['open']);
});

test('[SM17] eventDelayMs: the messages and the close of an older socket reach the new one’s handlers (dcloudio/uni-app#2144)', async () => {
  const clock = createManualClock();
  const { control, wx } = phones.create({ clock });
  const global = createDiary();
  listenGlobally(wx, global);
  const coming = echo.nextPeer();
  wx.connectSocket({ url: echo.url });
  await global.until('open');
  const peer = await coming;
  control.sockets.setQuirks({ eventDelayMs: 500 });
  peer.send('old news');
  peer.close(4001, 'old');
  while (control.sockets.live.length > 0) await new Promise((resolve) => setImmediate(resolve));
  control.sockets.setQuirks({ eventDelayMs: 0 });
  wx.connectSocket({ url: echo.url });
  await global.until('open');
  while (control.sockets.live[0]?.phase !== 'open') await new Promise((resolve) => setImmediate(resolve));
  await flushPromises();
  expect(global.lines).toEqual(['open', 'open']);
  await clock.advance(500);
  expect(global.lines).toEqual(['open', 'open', 'message old news', 'close 4001 old']);
});

test('[SM15] binding all: the messages of another SDK arrive too (juejin 7231118884861444151)', async () => {
  const { control, first, global, own, second, wx } = await connectTwo('all');
  first.peer.send('one');
  await global.until('message one');
  second.peer.send('two');
  await global.until('message two');
  await wx.sendSocketMessage({ data: 'global' });
  await own.until('second message global');
  // closeSocket ends all sockets, not its own (easemob/webim-weixin-xcx PR#27).
  await wx.closeSocket({ code: 4001 });
  await Promise.all([own.until('first close 4001 '), own.until('second close 4001 ')]);
  expect(control.sockets.live).toEqual([]);
});

test('[SM37] refusal later: "fail: called when the call failed", after the call', async () => {
  const { wx } = phones.create({ quirks: { socketLimit: 0 } });
  const diary = createDiary();
  wx.connectSocket({ url: echo.url, fail: () => diary.add('fail'), complete: () => diary.add('complete') });
  expect(diary.lines).toEqual([]);
  await diary.until('complete');
  expect(diary.lines).toEqual(['fail', 'complete']);
});

test('[SM37] refusal inside: fail comes before connectSocket has returned, and once', async () => {
  const { wx } = phones.create({ quirks: { socketLimit: 0, refusal: 'inside' } });
  const diary = createDiary();
  wx.connectSocket({ url: echo.url, fail: ({ errMsg }) => diary.add(errMsg) });
  diary.add('returned');
  await flushPromises();
  expect(diary.lines).toEqual([
    'connectSocket:fail createSocketTask:fail exceed max concurrent count',
    'returned',
  ]);
});

test('[SM37] refusal throws: "not supported in plugins"', async () => {
  const { wx } = phones.create({ quirks: { socketLimit: 0, refusal: 'throws' } });
  const fail = jest.fn();
  expect(() => wx.connectSocket({ url: echo.url, fail })).toThrow('connectSocket:fail');
  await flushPromises();
  expect(fail).not.toHaveBeenCalled();
});

test('[SM36] every knob has a test that names it', () => {
  const told = listFiles('test/simulator/wx', ['.test.ts']).map(readText).join('\n');
  const titles = [...told.matchAll(/'(\[SM[^\n]*)'/g)].map((match) => match[1]);
  const silent = Object.keys(DEFAULT_SOCKET_QUIRKS).filter(
    (knob) => !titles.some((title) => new RegExp(`\\b${knob}\\b`).test(title ?? '')),
  );
  expect(silent).toEqual([]);
});

test('[SM16] task value: "returns a SocketTask" (1.7.0), a dead one after a refusal', async () => {
  const { control, wx } = phones.create({ quirks: { socketLimit: 0 } });
  const task = wx.connectSocket({ url: echo.url, fail: () => undefined });
  const refused = new Promise((resolve) => task.send({ data: 'x', fail: resolve }));
  expect(await refused).toEqual({ errMsg: 'sendSocketMessage:fail WebSocket is not connected' });
  expect(control.sockets.attempts).toBe(1);
});

test('[SM16] task promise: Taro and uni-app wrap the task (NervJS/taro#181)', async () => {
  const { control, wx } = phones.create({ quirks: { task: 'promise' } });
  const diary = createDiary();
  const task = (await wx.connectSocket({ url: echo.url })) as WechatMiniprogram.SocketTask;
  listenToTask(task, diary);
  await diary.until('open');
  control.sockets.setQuirks({ socketLimit: 1 });
  await expect(wx.connectSocket({ url: echo.url })).rejects.toMatchObject({
    errMsg: expect.stringContaining('exceed max') as string,
  });
});

test('[SM16] task none: below 1.7.0 there is only the global API', async () => {
  const { wx } = phones.create({ quirks: { task: 'none' } });
  const diary = createDiary();
  listenGlobally(wx, diary);
  expect(wx.connectSocket({ url: echo.url })).toBeUndefined();
  await diary.until('open');
});
