/**
 * Which socket the global functions mean when several exist, and what `connectSocket` returns: the documentation only says
 * that "the wx. methods may behave unexpectedly" then (wx.connectSocket, warning), so each report is a knob.
 */
import type { SocketQuirks } from '../../../simulator/wx/socket-quirks';
import { startEchoServer, type EchoServer } from '../../support/echo-server';
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
