/**
 * Sockets of the simulated runtime over real connections. Each test is named after the sentence it models: from
 * developers.weixin.qq.com/miniprogram/dev/api/network/websocket unless another source is named.
 */
import { startEchoServer, type EchoServer } from '../../support/echo-server';
import { createDiary, createPhones, listenGlobally, listenToTask } from './phones';

const phones = createPhones();
let echo: EchoServer;

beforeAll(async () => {
  echo = await startEchoServer();
});
afterEach(() => phones.closeAll());
afterAll(() => echo.close());

async function connect(options: Parameters<typeof phones.create>[0] = {}) {
  const phone = phones.create(options);
  const diary = createDiary();
  listenGlobally(phone.wx, diary);
  const coming = echo.nextPeer();
  const task = phone.wx.connectSocket({ url: echo.url });
  await diary.until('open');
  return { ...phone, diary, task, peer: await coming };
}

test('[SM5] connectSocket: "creates a WebSocket connection", ok first, then onSocketOpen', async () => {
  const { wx } = phones.create();
  const diary = createDiary();
  wx.connectSocket({
    url: echo.url,
    success: ({ errMsg }) => diary.add(errMsg),
    complete: ({ errMsg }) => diary.add(`complete ${errMsg}`),
  });
  listenGlobally(wx, diary);
  expect(diary.lines).toEqual([]);
  await diary.until('open');
  expect(diary.lines).toEqual(['connectSocket:ok', 'complete connectSocket:ok', 'open']);
});

test('[SM5] listeners that come after the open have missed it (vendor answer on SocketTask.onOpen)', async () => {
  const { task } = await connect();
  const diary = createDiary();
  listenToTask(task, diary);
  task.send({ data: 'late', success: () => undefined });
  await diary.until('message late');
  expect(diary.lines).toEqual(['message late']);
});

test('[SM6] header: "Referer cannot be set"', async () => {
  const { wx } = phones.create();
  const coming = echo.nextPeer();
  wx.connectSocket({ url: echo.url, header: { 'X-Room': 'tea', referer: 'https://elsewhere.example' } });
  const { header } = await coming;
  expect(header['x-room']).toBe('tea');
  expect(header.referer).toMatch(/^https:\/\/servicewechat\.com\/touristappid\//);
});

test('[SM6] protocols: "array of subprotocols"; onSocketOpen tells the header of the answer', async () => {
  const { wx } = phones.create();
  const opened = new Promise<Record<string, string>>((resolve) =>
    wx.onSocketOpen(({ header }) => resolve(header as Record<string, string>)),
  );
  wx.connectSocket({ url: echo.url, protocols: ['minichat.v1', 'other'] });
  expect((await opened)['sec-websocket-protocol']).toBe('minichat.v1');
});

test.each([
  [undefined, 'parameter error: parameter.url should be String instead of Undefined;'],
  ['http://a.example', 'invalid url "http://a.example"'],
])('[SM5] url: "address of the developer server, wss"; %s is refused', async (url, reason) => {
  const { control, wx } = phones.create();
  const failed = new Promise((resolve) => wx.connectSocket({ url: url as string, fail: resolve }));
  expect(await failed).toMatchObject({ errMsg: `connectSocket:fail ${reason}` });
  expect(control.sockets.live).toEqual([]);
});

test('[SM7] data: "the content to be sent", string', async () => {
  const { diary, wx } = await connect();
  const result = await wx.sendSocketMessage({ data: '你好 🍵' });
  expect(result).toEqual({ errMsg: 'sendSocketMessage:ok' });
  await diary.until('message 你好 🍵');
});

test('[SM7] data: "the content to be sent", ArrayBuffer', async () => {
  const { task, wx } = await connect();
  const arrived = new Promise<unknown>((resolve) => task.onMessage(({ data }) => resolve(data)));
  void wx.sendSocketMessage({ data: new Uint8Array([1, 0, 255]).buffer });
  const data = (await arrived) as ArrayBuffer;
  expect(Object.prototype.toString.call(data)).toBe('[object ArrayBuffer]');
  expect([...new Uint8Array(data)]).toEqual([1, 0, 255]);
});

test('[SM7] anything but string and ArrayBuffer is a parameter error (protoBufferForWechat#1 sent an object)', async () => {
  const { wx } = await connect();
  const data = new Uint8Array([1]) as unknown as ArrayBuffer;
  await expect(wx.sendSocketMessage({ data })).rejects.toMatchObject({
    errMsg: expect.stringContaining('should be String or ArrayBuffer instead of Uint8Array') as string,
  });
});

test('[SM8] sendSocketMessage: "only after the callback of wx.onSocketOpen"', async () => {
  const { wx } = phones.create();
  const refusal = { errMsg: 'sendSocketMessage:fail WebSocket is not connected' };
  await expect(wx.sendSocketMessage({ data: 'no socket' })).rejects.toEqual(refusal);
  wx.connectSocket({ url: echo.url });
  await expect(wx.sendSocketMessage({ data: 'not open' })).rejects.toEqual(refusal);
});

test('[SM8] after the end nothing can be sent (miniprogram-demo#17)', async () => {
  const { diary, peer, task, wx } = await connect();
  peer.close(4001, 'enough');
  await diary.until('close 4001 enough');
  const failed = new Promise((resolve) => task.send({ data: 'x', fail: resolve }));
  expect(await failed).toEqual({ errMsg: 'sendSocketMessage:fail WebSocket is not connected' });
  await expect(wx.sendSocketMessage({ data: 'x' })).rejects.toBeDefined();
});

test('[SM9] closeSocket: "must be called while the WebSocket is open"', async () => {
  const { wx } = phones.create();
  const diary = createDiary();
  listenGlobally(wx, diary);
  wx.connectSocket({ url: echo.url });
  await expect(wx.closeSocket()).rejects.toEqual({ errMsg: 'closeSocket:fail WebSocket is not connected' });
  await diary.until('open');
  await expect(wx.closeSocket()).resolves.toEqual({ errMsg: 'closeSocket:ok' });
  await diary.until('close 1000 normal closure');
});

test('[SM9] closeBeforeOpen: ignored says ok and does nothing, closes closes', async () => {
  const ignoring = phones.create({ quirks: { closeBeforeOpen: 'ignored' } });
  const diary = createDiary();
  listenGlobally(ignoring.wx, diary);
  ignoring.wx.connectSocket({ url: echo.url });
  await ignoring.wx.closeSocket();
  await diary.until('open');

  const closing = phones.create({ quirks: { closeBeforeOpen: 'closes' } });
  const other = createDiary();
  listenGlobally(closing.wx, other);
  closing.wx.connectSocket({ url: echo.url });
  await closing.wx.closeSocket({ code: 4002, reason: 'changed my mind' });
  await other.until('close 4002 changed my mind');
  expect(other.lines).not.toContain('open');
});

test('[SM9] SocketTask.close: "closes the WebSocket connection", also before it is open', async () => {
  const { control, wx } = phones.create();
  const diary = createDiary();
  const task = wx.connectSocket({ url: echo.url });
  listenToTask(task, diary);
  task.close({ code: 4003, reason: 'left' });
  await diary.until('close 4003 left');
  expect(diary.lines).toEqual(['close 4003 left']);
  expect(control.sockets.live).toEqual([]);
});

test('[SM10] reason: "UTF-8 text of at most 123 bytes (not characters)"', async () => {
  const { control, diary, wx } = await connect();
  const words = '茶'.repeat(41);
  await expect(wx.closeSocket({ reason: `${words}a` })).rejects.toMatchObject({
    errMsg: expect.stringContaining('123 bytes') as string,
  });
  expect(control.sockets.live).toMatchObject([{ phase: 'open' }]);
  await wx.closeSocket({ code: 4999, reason: words });
  await diary.until(`close 4999 ${words}`);
});

test.each([1001, 1006, 2999, 5000])('[SM10] code %d is not one an app may close with', async (code) => {
  const { control, wx } = await connect();
  await expect(wx.closeSocket({ code })).rejects.toMatchObject({
    errMsg: expect.stringContaining('either 1000, or between 3000 and 4999') as string,
  });
  expect(control.sockets.live).toHaveLength(1);
});

test('[SM11] connectSocket: "at most 5 WebSocket connections at the same time"', async () => {
  const { control, diary, wx } = await connect();
  for (let i = 0; i < 4; i += 1) wx.connectSocket({ url: echo.url });
  const failed = new Promise((resolve) => wx.connectSocket({ url: echo.url, fail: resolve }));
  expect(await failed).toMatchObject({ errMsg: expect.stringContaining('exceed max') as string });
  expect(control.sockets.live).toHaveLength(5);

  await diary.until('open');
  control.sockets.breakAll();
  expect(control.sockets.live).toHaveLength(0);
  const accepted = new Promise((resolve) => wx.connectSocket({ url: echo.url, success: resolve }));
  expect(await accepted).toEqual({ errMsg: 'connectSocket:ok' });
});

test('[SM11] socketLimit: remote debugging has 2 (community report)', async () => {
  const { control, wx } = phones.create({ quirks: { socketLimit: 2 } });
  for (let i = 0; i < 3; i += 1) wx.connectSocket({ url: echo.url });
  expect(control.sockets.live).toHaveLength(2);
  expect(control.sockets.attempts).toBe(3);
});

test('[SM14] SocketTask.onMessage accumulates; each listener runs though one throws', async () => {
  const errors: unknown[] = [];
  const phone = phones.create({ onListenerError: (error) => errors.push(error) });
  const diary = createDiary();
  const task = phone.wx.connectSocket({ url: echo.url });
  task.onOpen(() => {
    throw new Error('in a listener');
  });
  listenToTask(task, diary, 'a ');
  listenToTask(task, diary, 'b ');
  await diary.until('b open');
  task.send({ data: 'x' });
  await diary.until('b message x');
  expect(diary.lines).toEqual(['a open', 'b open', 'a message x', 'b message x']);
  expect(errors).toEqual([new Error('in a listener')]);
});

test('[SM14] registration replace: "only the last onSocketOpen works" (vendor answer)', async () => {
  const { wx } = phones.create({ quirks: { registration: 'replace' } });
  const diary = createDiary();
  listenGlobally(wx, diary, 'a ');
  listenGlobally(wx, diary, 'b ');
  wx.connectSocket({ url: echo.url });
  await diary.until('b open');
  expect(diary.lines).toEqual(['b open']);
});

test('[SM14] registration accumulate: N reconnects give N heartbeats (juejin 7408606153393209356)', async () => {
  const { wx } = phones.create({ quirks: { registration: 'accumulate' } });
  const diary = createDiary();
  listenGlobally(wx, diary, 'a ');
  listenGlobally(wx, diary, 'b ');
  wx.connectSocket({ url: echo.url });
  await diary.until('b open');
  expect(diary.lines).toEqual(['a open', 'b open']);
});
