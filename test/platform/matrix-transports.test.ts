/**
 * Rows of the fault matrix about what the platform does to sockets, seen from the whole chat, over both transports.
 */
import { LOBBY, message } from '../support/chat-rig';
import { flushPromises } from '../support/manual-clock';
import { createWxChatRig, type TransportName } from '../support/wx-chat-rig';

const BOTH: readonly TransportName[] = ['global', 'task'];
const NOT_CONNECTED = { errMsg: 'sendSocketMessage:fail WebSocket is not connected' };

describe.each(BOTH)('an attempt that fails (%s)', (transport) => {
  test('[FM2, SY22] a fail inside connectSocket is told once, later, in the platform’s words', async () => {
    const { fake, chat, clock } = createWxChatRig(transport);
    fake.onConnect = (socket) => socket.fail('connectSocket:fail url not in domain list');
    chat.start();
    expect(chat.connection.state).toBe('connecting');
    await flushPromises();
    const view = chat.connection;
    const reason = 'connectSocket:fail url not in domain list';
    expect(view).toMatchObject({ state: 'reconnecting', attempt: 1, reason });
    expect(fake.sockets).toHaveLength(1);
    await clock.advance(view.state === 'reconnecting' ? view.retryAt - clock.now() : 0);
    expect(fake.sockets).toHaveLength(2);
  });

  test('[FM3] success means nothing: a fail after it ends the attempt, a fail after open ends nothing', async () => {
    const rig = createWxChatRig(transport);
    rig.chat.start();
    rig.fake.newest.option.success?.();
    rig.fake.newest.fail('connectSocket:fail refused');
    await flushPromises();
    expect(rig.chat.connection).toMatchObject({ state: 'reconnecting', attempt: 1 });
    await rig.nextSocket();
    const socket = await rig.goOnline();
    socket.fail('connectSocket:fail late');
    await flushPromises();
    expect(rig.chat.connection).toMatchObject({ state: 'online' });
    expect(rig.fake.sockets).toHaveLength(2);
  });

  test('[FM4] success and then nothing: the platform is given 10 s, we 3 s more, then another one is tried', async () => {
    const { fake, chat, clock } = createWxChatRig(transport);
    fake.onConnect = (socket) => socket.option.success?.();
    chat.start();
    expect(fake.newest.option.timeout).toBe(10_000);
    await clock.advance(13_000);
    expect(fake.sockets).toHaveLength(1);
    expect(fake.newest.closes.length).toBeGreaterThan(0);
    await clock.advance(5_000);
    expect(chat.connection).toMatchObject({ state: 'reconnecting', attempt: 1 });
    await clock.advance(500);
    expect(fake.sockets).toHaveLength(2);
  });

  test.each(['error', 'close', 'error close', 'close error', 'error error close close'])(
    '[FM5, FM6] "%s" before open is one end, and the next attempt is its own',
    async (signals) => {
      const rig = createWxChatRig(transport);
      rig.chat.start();
      const failed = rig.fake.newest;
      for (const signal of signals.split(' ')) failed[signal as 'error' | 'close']();
      expect(rig.chat.connection).toMatchObject({ state: 'reconnecting', attempt: 1 });
      await rig.nextSocket();
      await rig.goOnline();
      expect(rig.chat.connection.state).toBe('online');
      expect(rig.fake.sockets).toHaveLength(2);
    },
  );
});

/** The first socket went silent, was given up without its end being told, and a second one is online. */
async function withOlderSocket(transport: TransportName) {
  const rig = createWxChatRig(transport);
  rig.chat.start();
  const older = await rig.goOnline();
  older.onClose = (option) => option.success?.();
  await rig.nextSocket();
  const socket = await rig.goOnline();
  return { ...rig, older, socket };
}

describe('an older global socket', () => {
  test('[FM45] its late open begins no second session: whoever answers our nonce is the connection', async () => {
    const rig = createWxChatRig('global');
    rig.chat.start();
    const older = rig.fake.newest;
    const socket = await rig.nextSocket();
    // wx: a send goes to the newest socket, which is not open yet.
    socket.onSend = (option) => option.fail?.(NOT_CONNECTED);
    older.open();
    await flushPromises();
    expect(rig.chat.connection.state).toBe('connecting');
    socket.onSend = (option) => option.success?.();
    socket.open();
    const hellos = rig.of(socket, 'hello');
    expect(hellos).toHaveLength(1);
    const next = await rig.nextSocket();
    await rig.goOnline();
    expect(rig.chat.connection.state).toBe('online');
    expect(rig.of(next, 'hello')[0]?.nonce).not.toBe(hellos[0]?.nonce);
    expect(rig.of(older, 'hello')).toEqual([]);
  });

  test('[FM46] its messages are dropped by their tag, and those of a room are only ever shown once', async () => {
    const rig = await withOlderSocket('global');
    const { chat, older, say, socket } = rig;
    chat.sendText(LOBBY, 'mine');
    const [publish] = rig.of(socket, 'publish');
    if (!publish) throw new Error('nothing was sent');
    const { id, room, clientId } = publish;
    await say(socket, message(1));
    const before = chat.state;
    await say(older, message(1));
    await say(older, { type: 'ack', id, room, clientId, epoch: 'e1', seq: 9, at: 1 });
    await say(older, { type: 'nack', id, room, clientId, code: 'muted', reason: 'x' });
    await say(older, { type: 'bye', code: 'banned', reconnect: false });
    await say(older, { type: 'error', code: 'auth_failed', reason: 'x', fatal: true });
    expect(chat.state).toBe(before);
    expect(rig.shown()).toEqual(['1:m1', 'sending:mine']);
    expect(chat.connection).toMatchObject({ state: 'online' });
    expect(rig.fake.sockets).toHaveLength(2);
  });

  test('[FM47] its close is verified instead of ending the session; an error too', async () => {
    const rig = await withOlderSocket('global');
    for (const signal of ['error', 'close'] as const) {
      rig.older[signal]();
      await flushPromises();
      expect(rig.chat.connection).toMatchObject({ state: 'online', checking: true });
      const pings = rig.of(rig.socket, 'ping');
      await rig.say(rig.socket, { type: 'pong', id: pings[pings.length - 1]?.id, now: 1 });
      expect(rig.chat.connection).toMatchObject({ state: 'online', checking: false });
    }
    await rig.clock.advance(10_000);
    expect(rig.fake.sockets).toHaveLength(2);
  });

  test('[FM47] a close that was the own one after all is found by that verification', async () => {
    const rig = await withOlderSocket('global');
    rig.socket.close();
    expect(rig.chat.connection).toMatchObject({ state: 'online', checking: true });
    await rig.clock.advance(3_000);
    expect(rig.chat.connection.state).not.toBe('online');
    await rig.nextSocket();
    await rig.goOnline();
    expect(rig.chat.connection.state).toBe('online');
  });
});

test('[FM48] a send that the platform gave to an older socket is sent again to the right one, under the same id', async () => {
  const rig = await withOlderSocket('global');
  const { sendSocketMessage } = rig.fake.wx;
  rig.fake.wx.sendSocketMessage = (option) => rig.older.send(option);
  const clientId = rig.chat.sendText(LOBBY, 'astray');
  const [astray] = rig.of(rig.older, 'publish');
  // The tag is not that of the older socket's session, so the server refuses it and ends that socket.
  expect(astray?.tag).not.toBe(rig.of(rig.older, 'hello')[0]?.nonce.slice(0, 8));
  expect(astray?.tag).toBe(rig.of(rig.socket, 'hello')[0]?.nonce.slice(0, 8));
  rig.fake.wx.sendSocketMessage = sendSocketMessage;
  rig.older.close(4412, 'stale_connection');
  await rig.say(rig.socket, { type: 'pong', id: rig.of(rig.socket, 'ping')[0]?.id, now: 1 });
  expect(rig.shown()).toEqual(['sending:astray']);
  await rig.clock.advance(8_000);
  await rig.say(rig.socket, { type: 'pong', id: rig.of(rig.socket, 'ping')[1]?.id, now: 1 });
  expect(rig.of(rig.socket, 'publish')).toMatchObject([{ clientId, head: true }]);
  expect(rig.fake.sockets).toHaveLength(2);
});

test('[FM47] a SocketTask’s close says whose it is: that of an older one is not even looked at', async () => {
  const { chat, older, socket, fake, of } = await withOlderSocket('task');
  older.own.close?.({ code: 1000, reason: 'interrupted' });
  expect(chat.connection).toMatchObject({ state: 'online', checking: false });
  expect(of(socket, 'ping')).toEqual([]);
  expect(fake.sockets).toHaveLength(2);
});

/** Another module of the same mini program takes the global listeners. */
function stealListeners({ wx }: { wx: ReturnType<typeof createWxChatRig>['fake']['wx'] }): void {
  const ignore = (): void => undefined;
  for (const on of ['onSocketOpen', 'onSocketMessage', 'onSocketError', 'onSocketClose'] as const)
    wx[on](ignore);
}

test.each(['replace', 'accumulate'] as const)(
  '[FM49, SK70] listeners that another module took away, without tasks: after an attempt without any event they are registered anew (%s)',
  async (registration) => {
    const rig = createWxChatRig('global', { registration });
    rig.chat.start();
    const first = await rig.goOnline();
    if (registration === 'replace') stealListeners(rig.fake);
    else rig.fake.dropListeners();
    first.close();
    expect(rig.chat.connection.state).toBe('online');
    const second = await rig.nextSocket();
    second.open();
    expect(rig.chat.connection.state).toBe('connecting');
    const before = rig.clock.now();
    while (second.closes.length === 0) await rig.clock.advance(1_000);
    expect(rig.clock.now() - before).toBeLessThanOrEqual(13_000);
    // Heard again: its end is known, and the next one comes at once.
    second.close();
    expect(rig.chat.connection).toMatchObject({ state: 'reconnecting', reason: 'not open after 13000 ms' });
    await rig.nextSocket();
    await rig.goOnline();
    await rig.say(rig.fake.newest, message(1));
    expect(rig.chat.connection.state).toBe('online');
    expect(rig.shown()).toEqual(['1:m1']);
  },
);

test('[SK70] listeners of before that are heard after all tell nothing twice', async () => {
  const rig = createWxChatRig('global', { registration: 'accumulate' });
  rig.chat.start();
  await rig.clock.advance(13_000);
  expect(rig.fake.registrations).toEqual({ open: 2, message: 2, error: 2, close: 2 });
  rig.fake.newest.close();
  await rig.nextSocket();
  const socket = await rig.goOnline();
  expect(rig.of(socket, 'hello')).toHaveLength(1);
  rig.chat.sendText(LOBBY, 'mine');
  await rig.say(socket, { type: 'ping', heads: [] });
  expect(rig.of(socket, 'pong')).toHaveLength(1);
  // What was heard once is not registered again.
  expect(rig.fake.registrations).toEqual({ open: 2, message: 2, error: 2, close: 2 });
});

test('[FM49] SocketTask does not need those listeners', async () => {
  const rig = createWxChatRig('task', { registration: 'replace' });
  rig.chat.start();
  const first = await rig.goOnline();
  stealListeners(rig.fake);
  await rig.say(first, message(1));
  first.close();
  expect(rig.chat.connection.state).toBe('reconnecting');
  await rig.nextSocket();
  await rig.goOnline();
  expect(rig.chat.connection.state).toBe('online');
  expect(rig.shown()).toEqual(['1:m1']);
});

test('[SY10] what readyState says is not looked at', async () => {
  const rig = createWxChatRig('task');
  const { connectSocket } = rig.fake.wx;
  let readyState = 3;
  rig.fake.wx.connectSocket = (option) => Object.assign(connectSocket(option) as object, { readyState });
  rig.chat.start();
  const socket = await rig.goOnline();
  rig.chat.sendText(LOBBY, 'hello');
  expect(rig.of(socket, 'publish')).toHaveLength(1);
  readyState = 1;
  socket.close();
  rig.chat.sendText(LOBBY, 'later');
  expect(rig.shown()).toEqual(['queued:hello', 'queued:later']);
});

test('[SY11] reconnecting closes the own socket and no other', async () => {
  const rig = createWxChatRig('task');
  rig.fake.wx.connectSocket({ url: 'ws://other.test/' });
  const other = rig.fake.newest;
  other.open();
  rig.chat.start();
  const own = await rig.goOnline();
  await rig.nextSocket();
  await rig.goOnline();
  expect(own.closes.length).toBeGreaterThan(0);
  expect(other.closes).toEqual([]);
});
