import { ChatError } from '../../../../miniprogram/core/chat/chat-error';
import { flushPromises } from '../../../support/manual-clock';
import { createChatRig, LOBBY, message, roomState } from '../../../support/chat-rig';

describe('the handshake', () => {
  test('[SS1] hello comes first, with a nonce of 22 characters, the ticket and the cursors, and no ticket in the URL', async () => {
    const rig = createChatRig();
    rig.chat.start();
    await rig.server.accept();
    const [hello] = rig.server.frames;
    expect(hello).toMatchObject({ type: 'hello', version: 1, ticket: 'ticket-1', rooms: [] });
    expect(rig.server.last('hello').nonce).toMatch(/^[A-Za-z0-9]{22}$/);
    expect(rig.server.connection.options.url).not.toContain('ticket');
    expect(rig.chat.connection.state).toBe('connecting');
  });

  test('[SS2] the ticket is asked for when the attempt begins, before the socket is open', () => {
    const rig = createChatRig();
    rig.chat.start();
    expect(rig.tickets.calls).toEqual([false]);
    expect(rig.server.connection.sent).toEqual([]);
  });

  test('[SS3, FM10] frames before welcome, and a welcome with another nonce, change nothing', async () => {
    const rig = createChatRig();
    rig.chat.start();
    await rig.server.accept();
    await rig.server.say(message(1), { type: 'presence', room: 'lobby', online: 5, members: 9 });
    await rig.server.welcome([roomState()], { nonce: 'n'.repeat(22) });
    await rig.server.welcome([roomState()], { tag: 'other' });
    expect(rig.chat.connection.state).toBe('connecting');
    expect(rig.chat.state.loaded).toBe(false);
    await rig.server.welcome();
    expect(rig.chat.connection).toMatchObject({ state: 'online', checking: false, catchingUp: 0 });
    expect(rig.chat.state.self?.name).toBe('Ming');
    // A second welcome, even with the right nonce, is nobody's.
    await rig.server.welcome([roomState({ name: 'Twice' })]);
    expect(rig.chat.state.rooms.byId['lobby']?.name).toBe('Lobby');
  });

  test('[SS4, FM46] frames with a foreign tag are dropped', async () => {
    const rig = createChatRig();
    await rig.online();
    rig.chat.sendText(LOBBY, 'hello');
    await rig.server.ack(rig.server.last('publish'), 1, { tag: 'foreign0' });
    await rig.server.raw({ type: 'bye', tag: 'foreign0', code: 'banned', reconnect: false });
    await rig.server.raw({ type: 'bye', code: 'banned', reconnect: false });
    expect(rig.shown()).toEqual(['sending:hello']);
    expect(rig.chat.connection.state).toBe('online');
  });

  test('[SS5, FM9] without a welcome for 10 s the connection is given up and tried again', async () => {
    const rig = createChatRig();
    rig.chat.start();
    await rig.server.accept();
    await rig.clock.advance(9_999);
    expect(rig.transport.connections).toHaveLength(1);
    await rig.clock.advance(2);
    expect(rig.chat.connection.state).not.toBe('online');
    await rig.clock.advance(1_000);
    expect(rig.transport.connections).toHaveLength(2);
  });

  test('[SS6] when sign-in fails the attempt is repeated with backoff, and the view says why', async () => {
    const rig = createChatRig();
    rig.tickets.answers.push(new ChatError('network', 'down'));
    rig.chat.start();
    await rig.server.accept();
    await rig.clock.advance(0);
    expect(rig.chat.connection).toMatchObject({ state: 'reconnecting', reason: 'sign-in failed: network' });
    await rig.clock.advance(1_000);
    await rig.server.accept();
    await rig.server.welcome();
    expect(rig.chat.connection.state).toBe('online');
  });

  test('[SS7, SY14] with the server down at start it keeps trying, and the time of the next attempt is told', async () => {
    const rig = createChatRig();
    rig.chat.start();
    for (let i = 0; i < 5; i += 1) {
      rig.server.connection.emit({
        kind: 'ended',
        attributed: true,
        evidence: { kind: 'connect_failed', reason: 'refused' },
      });
      const view = rig.chat.connection;
      expect(view).toMatchObject({ state: 'reconnecting', reason: 'refused' });
      await rig.clock.advance(view.state === 'reconnecting' ? view.retryAt - rig.clock.now() : 0);
    }
    expect(rig.transport.connections).toHaveLength(6);
    await rig.server.accept();
    await rig.server.welcome();
    expect(rig.chat.connection.state).toBe('online');
  });
});

describe('staying alive', () => {
  test('[SS8, SY3, FM11] silence for 30 s leads to a probe, and 3 s without an answer to a new connection', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.clock.advance(29_999);
    expect(rig.server.of('ping')).toHaveLength(0);
    await rig.clock.advance(1);
    expect(rig.server.of('ping')).toHaveLength(1);
    expect(rig.chat.connection).toMatchObject({ state: 'online', checking: true });
    await rig.clock.advance(3_000);
    expect(rig.chat.connection.state).not.toBe('online');
  });

  test('[SS9] an answer to the probe keeps the connection, and the server is answered its pings', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.clock.advance(30_000);
    await rig.server.say({ type: 'pong', id: rig.server.last('ping').id, now: 9 });
    expect(rig.chat.connection).toMatchObject({ state: 'online', checking: false });
    await rig.server.say({ type: 'ping', heads: [] });
    expect(rig.server.of('pong')).toHaveLength(1);
    await rig.clock.advance(29_999);
    expect(rig.transport.connections).toHaveLength(1);
  });

  test('[SS10] frames that may be of another connection do not answer a probe', async () => {
    const rig = createChatRig();
    await rig.online();
    rig.server.connection.emit({ kind: 'uncertain', why: 'odd' });
    await rig.server.say({ type: 'presence', room: 'lobby', online: 2, members: 3 });
    expect(rig.chat.connection).toMatchObject({ checking: true });
    await rig.clock.advance(3_001);
    expect(rig.chat.connection.state).not.toBe('online');
  });

  test("[SS11, FM47, FM41] an end that may be another socket's leads to a probe, not to a new connection", async () => {
    const rig = createChatRig();
    await rig.online();
    rig.server.connection.stray();
    expect(rig.server.of('ping')).toHaveLength(1);
    await rig.server.say({ type: 'pong', id: rig.server.last('ping').id, now: 9 });
    await rig.clock.advance(5_000);
    expect(rig.transport.connections).toHaveLength(1);
    expect(rig.chat.connection.state).toBe('online');
  });

  test('[SS12] {P10} on a weak network a probe may take 8 s', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.host({ kind: 'weak_network', weak: true });
    rig.server.connection.emit({ kind: 'uncertain', why: 'odd' });
    await rig.clock.advance(7_999);
    expect(rig.chat.connection.state).toBe('online');
    await rig.clock.advance(1);
    expect(rig.chat.connection.state).not.toBe('online');
  });

  test('[SS13, FM32] five frames that cannot be read within 10 s end the connection; four do not', async () => {
    const rig = createChatRig();
    await rig.online();
    for (let i = 0; i < 4; i += 1) rig.server.connection.text('{nonsense');
    await rig.clock.advance(10_000);
    for (let i = 0; i < 4; i += 1) await rig.server.raw([7]);
    expect(rig.chat.connection.state).toBe('online');
    await rig.server.raw('not an object');
    expect(rig.chat.connection.state).not.toBe('online');
  });
});

describe('when the server ends it', () => {
  test('[SS14] bye with a range reconnects inside it, without counting an attempt', async () => {
    const rig = createChatRig();
    await rig.online();
    const after = { minMs: 5_000, maxMs: 6_000 };
    await rig.server.say({ type: 'bye', code: 'draining', reconnect: true, after });
    await rig.clock.advance(0);
    expect(rig.chat.connection).toMatchObject({ state: 'reconnecting', attempt: 0, reason: 'draining' });
    await rig.clock.advance(4_999);
    expect(rig.transport.connections).toHaveLength(1);
    await rig.clock.advance(1_001);
    expect(rig.transport.connections).toHaveLength(2);
  });

  test('[SS15] {D7} banned and version stop for good, and only a person tries again', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.server.say({ type: 'error', code: 'banned', reason: 'no', fatal: true });
    expect(rig.chat.connection).toEqual({ state: 'stopped', code: 'banned', reason: 'no' });
    await rig.host({ kind: 'hide' });
    await rig.host({ kind: 'show' });
    await rig.clock.advance(120_000);
    expect(rig.transport.connections).toHaveLength(1);
    rig.chat.retryNow();
    await rig.clock.advance(0);
    expect(rig.transport.connections).toHaveLength(2);
  });

  test('[SS16, SY18] {D7} superseded stops, and comes back on show at most once per 30 s', async () => {
    const rig = createChatRig();
    await rig.online();
    const takeOver = (): Promise<void> =>
      rig.server.say({ type: 'bye', code: 'superseded', reconnect: false });
    await takeOver();
    expect(rig.chat.connection).toMatchObject({ state: 'stopped', code: 'superseded' });
    await rig.clock.advance(60_000);
    expect(rig.transport.connections).toHaveLength(1);
    await rig.host({ kind: 'show' });
    expect(rig.transport.connections).toHaveLength(2);
    await rig.server.accept();
    await rig.server.welcome();
    await takeOver();
    await rig.clock.advance(10);
    await rig.host({ kind: 'show' });
    expect(rig.chat.connection.state).toBe('stopped');
    await rig.clock.advance(30_000);
    await rig.host({ kind: 'show' });
    expect(rig.transport.connections).toHaveLength(3);
  });

  test('[SS17, SY19, FM57] {P2} a refused ticket is replaced by one fresh ticket; the second refusal is final', async () => {
    const rig = createChatRig();
    rig.chat.start();
    await rig.server.accept();
    await rig.server.raw({ type: 'error', code: 'auth_failed', reason: 'unknown ticket', fatal: true });
    await rig.clock.advance(0);
    expect(rig.tickets.calls).toEqual([false, true]);
    await rig.server.accept();
    await rig.server.raw({ type: 'error', code: 'auth_failed', reason: 'unknown ticket', fatal: true });
    await rig.clock.advance(60_000);
    expect(rig.chat.connection).toMatchObject({ state: 'stopped', code: 'auth_failed' });
    expect(rig.transport.connections).toHaveLength(2);
  });

  test('[SS18] {P2} an expired ticket is renewed at once, and not in a hot loop', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.server.say({ type: 'error', code: 'auth_expired', reason: 'old', fatal: true });
    await rig.clock.advance(0);
    expect(rig.tickets.calls).toEqual([false, true]);
    expect(rig.transport.connections).toHaveLength(2);
    await rig.server.accept();
    await rig.server.raw({ type: 'error', code: 'auth_expired', reason: 'old', fatal: true });
    await rig.clock.advance(0);
    expect(rig.chat.connection.state).toBe('reconnecting');
  });

  test('[SS19, SY13] an end without a word is judged by its code: 4401 fresh ticket, 1012 spreads, 4409 and 1000 are transient', async () => {
    const codeLeadsTo = async (code: number): Promise<string> => {
      const rig = createChatRig();
      await rig.online();
      rig.server.connection.close(code, 'over');
      await rig.clock.advance(0);
      const view = rig.chat.connection;
      if (view.state !== 'reconnecting') return `${view.state} ${String(rig.tickets.calls)}`;
      return view.retryAt - rig.clock.now() >= 1_000 ? 'spread' : 'soon';
    };
    expect(await codeLeadsTo(4401)).toBe('connecting false,true');
    // Said in words when it is this connection's; the code alone may be an older socket's.
    expect(await codeLeadsTo(4409)).toBe('soon');
    expect(await codeLeadsTo(1012)).toBe('spread');
    expect(await codeLeadsTo(1000)).toBe('soon');
    expect(await codeLeadsTo(4412)).toBe('soon');
  });
});

describe('background and network', () => {
  test('[SS20, SY1, SY2] {D6} hidden for 4 s it says bye and rests; shown again it connects at once', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.host({ kind: 'hide' });
    await rig.clock.advance(3_999);
    expect(rig.chat.connection.state).toBe('online');
    await rig.clock.advance(1);
    expect(rig.server.last('bye').code).toBe('background');
    await rig.clock.advance(600_000);
    expect(rig.chat.connection.state).toBe('paused');
    expect(rig.transport.connections).toHaveLength(1);
    await rig.host({ kind: 'show' });
    expect(rig.transport.connections).toHaveLength(2);
  });

  test('[SS21, FM39] {D6} a short hide, as for choosing a picture, keeps the connection and only probes it', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.host({ kind: 'hide' });
    await rig.clock.advance(3_000);
    await rig.host({ kind: 'show' });
    await rig.server.say({ type: 'pong', id: rig.server.last('ping').id, now: 9 });
    await rig.clock.advance(10_000);
    expect(rig.transport.connections).toHaveLength(1);
    expect(rig.chat.connection.state).toBe('online');
  });

  test('[SS22, FM44] a flapping network makes one probe and no parallel connection', async () => {
    const rig = createChatRig();
    await rig.online();
    for (let i = 0; i < 10; i += 1) {
      await rig.host({ kind: 'network', connected: i % 2 === 1, type: 'wifi' });
    }
    await rig.clock.advance(300);
    expect(rig.server.of('ping')).toHaveLength(1);
    await rig.clock.advance(60_000);
    expect(rig.transport.mostLive).toBe(1);
  });

  test('[SS23, FM43] when the network is back a waiting connection tries within half a second', async () => {
    const rig = createChatRig({ seed: 3 });
    rig.chat.start();
    for (let i = 0; i < 8; i += 1) {
      rig.server.connection.close();
      await rig.clock.advance(i < 7 ? 40_000 : 0);
    }
    const before = rig.transport.connections.length;
    expect(rig.chat.connection.state).toBe('reconnecting');
    await rig.host({ kind: 'network', connected: true, type: 'wifi' });
    await rig.clock.advance(500);
    expect(rig.transport.connections).toHaveLength(before + 1);
  });

  test('[SS24, FM53] closed it is silent for good: no timer, no listener, no connection', async () => {
    const rig = createChatRig();
    await rig.online();
    rig.chat.sendText(LOBBY, 'on its way');
    rig.chat.setTyping(LOBBY, true);
    rig.chat.close();
    rig.chat.close();
    await rig.clock.advance(20_000);
    await rig.host({ kind: 'show' });
    await rig.host({ kind: 'network', connected: true, type: 'wifi' });
    rig.chat.retryNow();
    await flushPromises();
    expect(rig.chat.connection).toEqual({ state: 'disconnected' });
    expect(rig.transport.connections).toHaveLength(1);
    expect(rig.clock.pending).toBe(0);
  });
});
