/**
 * Rows of the fault matrix about the beginning and the end of a connection, as the whole chat sees them.
 */
import {
  bodyText,
  createChatRig,
  errorOf,
  LOBBY,
  ME,
  message,
  roomState,
  type ChatRig,
} from '../../../support/chat-rig';

async function nextConnection(rig: ChatRig): Promise<void> {
  const before = rig.transport.connections.length;
  for (let i = 0; i < 600 && rig.transport.connections.length === before; i += 1)
    await rig.clock.advance(100);
}

test('[FM7] a connection that closes before hello has left takes nothing with it', async () => {
  const rig = createChatRig({ self: ME });
  rig.tickets.answers.push(new Promise<string>(() => undefined));
  rig.chat.start();
  rig.chat.sendText(LOBBY, 'one');
  rig.chat.sendText(LOBBY, 'two');
  await rig.server.accept();
  expect(rig.server.frames).toEqual([]);
  rig.server.connection.close();
  expect(rig.chat.connection).toMatchObject({ state: 'reconnecting', attempt: 1 });
  expect(rig.shown()).toEqual(['queued:one', 'queued:two']);
  await nextConnection(rig);
  await rig.server.accept();
  // The ticket that never came belonged to that attempt; this one has asked for its own.
  await rig.server.welcome();
  expect(rig.server.of('publish').map(({ body }) => bodyText(body))).toEqual(['one', 'two']);
});

test('[FM8] a close between hello and welcome leaves nothing in doubt, because no message was sent before welcome', async () => {
  const rig = createChatRig({ self: ME });
  rig.chat.start();
  rig.chat.sendText(LOBBY, 'one');
  await rig.server.accept();
  rig.chat.sendText(LOBBY, 'two');
  await rig.clock.advance(1_000);
  expect(rig.server.frames.map(({ type }) => type)).toEqual(['hello']);
  rig.server.connection.close();
  expect(rig.chat.connection).toMatchObject({ state: 'reconnecting', attempt: 1 });
  expect(rig.shown()).toEqual(['queued:one', 'queued:two']);
  await nextConnection(rig);
  await rig.server.accept();
  await rig.server.welcome();
  expect(rig.server.of('publish')).toMatchObject([
    { head: true, body: { text: 'one' } },
    { body: { text: 'two' } },
  ]);
});

test('[FM1] {H9} a phone without sockets: attempts that throw are repeated ever more slowly, and it says why; a person can try at once', async () => {
  const rig = createChatRig();
  rig.transport.failWith = new TypeError('wx.connectSocket is not a function');
  const { open } = rig.transport;
  let attempts = 0;
  rig.transport.open = (options, sink) => ((attempts += 1), open(options, sink));
  rig.chat.start();
  await rig.clock.advance(3_600_000);
  expect(rig.chat.connection).toMatchObject({
    state: 'reconnecting',
    reason: expect.stringContaining('wx.connectSocket is not a function') as string,
  });
  // Doubled from half a second to five minutes, and then every five minutes.
  expect(attempts).toBeGreaterThan(12);
  expect(attempts).toBeLessThan(24);
  rig.transport.failWith = null;
  rig.chat.retryNow();
  await rig.server.accept();
  await rig.server.welcome();
  expect(rig.chat.connection.state).toBe('online');
});

test('[FM61] leaving the room from inside its own message ends the room and nothing else', async () => {
  const rig = createChatRig();
  await rig.online([roomState(), roomState({ room: 'tea' })]);
  const heard: string[] = [];
  rig.chat.onChange(() => {
    heard.push(rig.shown().join());
    if (rig.shown().includes('1:m1') && rig.server.of('leave').length === 0) {
      void rig.chat.leaveRoom(LOBBY).catch(() => undefined);
      throw new Error('and the page is broken');
    }
  });
  await rig.server.say(message(1), message(2), message(1, { room: 'tea' }));
  expect(rig.shown()).toEqual(['1:m1', '2:m2']);
  expect(rig.shown('tea')).toEqual(['1:m1']);
  await rig.server.say({ type: 'left', id: rig.server.last('leave').id, room: 'lobby' });
  await rig.server.say(message(3), message(2, { room: 'tea' }));
  expect(rig.shown()).toEqual([]);
  expect(rig.shown('tea')).toEqual(['1:m1', '2:m2']);
});

test('[FM61] closing the chat from inside a message: the rest of it, and what comes later, is nobody’s', async () => {
  const rig = createChatRig();
  await rig.online();
  rig.chat.sendText(LOBBY, 'mine');
  let calls = 0;
  rig.chat.onChange((state) => {
    calls += 1;
    if ((state.timelines['lobby']?.cursor ?? 0) > 0) rig.chat.close();
  });
  await rig.server.say(message(1));
  const { connection } = rig.server;
  const after = calls;
  connection.text(JSON.stringify(message(2)));
  await rig.clock.advance(60_000);
  expect(calls).toBe(after);
  expect(rig.shown()).toEqual(['1:m1', 'queued:mine']);
  expect(rig.chat.connection).toEqual({ state: 'disconnected' });
  expect(rig.clock.pending).toBe(0);
});

test('[SY4] entering and leaving quickly ends in one connection, and no pending one is closed blindly', async () => {
  const rig = createChatRig();
  rig.chat.start();
  for (let i = 0; i < 5; i += 1) {
    await rig.host({ kind: 'hide' });
    await rig.clock.advance(i * 1_000);
    await rig.host({ kind: 'show' });
  }
  await rig.clock.advance(2_000);
  if (rig.server.frames.length === 0) await rig.server.accept();
  await rig.server.welcome();
  expect(rig.chat.connection.state).toBe('online');
  expect(rig.transport.mostLive).toBe(1);
});

test('[SY13] only what was meant decides: an end with 1000 is retried, the own end with any code is not', async () => {
  for (const code of [1000, 1001, 1006, 0, undefined]) {
    const lost = createChatRig();
    await lost.online();
    lost.server.connection.emit({
      kind: 'ended',
      attributed: true,
      evidence: { kind: 'closed', ...(code === undefined ? {} : { code }), reason: 'interrupted' },
    });
    expect(lost.chat.connection.state).toBe('reconnecting');
    const left = createChatRig();
    await left.online();
    left.chat.close();
    left.server.connection.close(code ?? 1006, 'abnormal closure');
    await left.clock.advance(60_000);
    expect(left.transport.connections).toHaveLength(1);
    expect(left.chat.connection.state).toBe('disconnected');
  }
});

test('[SY19] a ticket that the server refuses leads to a fresh sign-in, and who has left is never signed in again', async () => {
  const rig = createChatRig();
  await rig.online();
  rig.server.connection.close(4401, 'auth_failed');
  await rig.clock.advance(0);
  await rig.server.accept();
  await rig.server.welcome();
  expect(rig.chat.connection.state).toBe('online');
  // Asked for anew, not taken from what is kept, and shown.
  expect(rig.tickets.calls).toEqual([false, true]);
  expect(rig.server.last('hello').ticket).toBe('ticket-2');
  const asked = rig.tickets.calls.length;
  rig.chat.close();
  await rig.host({ kind: 'hide' });
  await rig.host({ kind: 'show' });
  await rig.host({ kind: 'network', connected: true, type: '4g' });
  await rig.clock.advance(600_000);
  expect(rig.tickets.calls).toHaveLength(asked);
});

test('[SY16, SY114] a long outage takes nothing away, whatever its reason, which is told each time', async () => {
  const rig = createChatRig();
  await rig.online();
  await rig.server.say(message(1), message(2));
  rig.chat.sendText(LOBBY, 'typed in the outage');
  const storedKeys = [...rig.storage.values.keys()].sort();
  for (let i = 0; i < 30; i += 1) {
    rig.server.connection.emit({
      kind: 'ended',
      attributed: true,
      evidence: { kind: 'connect_failed', reason: 'connection refused' },
    });
    const view = rig.chat.connection;
    expect(view).toMatchObject({ state: 'reconnecting', reason: 'connection refused' });
    await rig.clock.advance(view.state === 'reconnecting' ? view.retryAt - rig.clock.now() : 0);
    await rig.clock.advance(0);
  }
  expect(rig.shown()).toEqual(['1:m1', '2:m2', 'queued:typed in the outage']);
  expect(rig.chat.state.self).toMatchObject({ user: 'me' });
  expect([...rig.storage.values.keys()]).toEqual(expect.arrayContaining(storedKeys));
});

test('[SY115] every attempt has its address and its ticket, and a pull that fails does not end the session', async () => {
  const rig = createChatRig();
  await rig.online();
  await rig.reconnect();
  await rig.server.welcome();
  for (const { options } of rig.transport.connections) expect(options.url).toBe('ws://chat.test/ws');
  expect(rig.server.last('hello').ticket).toMatch(/^ticket-/);
  const failing = errorOf(rig.chat.loadOlder(LOBBY));
  await rig.server.say(message(2));
  await rig.clock.advance(500);
  const { id } = rig.server.last('pull');
  await rig.server.say({ type: 'error', id, code: 'storage', reason: 'x', fatal: false });
  expect(rig.chat.connection.state).toBe('online');
  void failing.catch(() => undefined);
});
