import { createBench } from './support';

const OPTIONS = {
  url: 'wss://chat.example/ws',
  header: { 'X-App': 'test' },
  protocols: ['minichat.v1'],
  tcpNoDelay: true,
  perMessageDeflate: false,
  timeout: 4_000,
  forceCellularNetwork: false,
};

describe('the states of a socket', () => {
  test('[SK13] connect options reach the transport unchanged, absent ones stay absent, the timeout is 10 s unless told', () => {
    const { url } = OPTIONS;
    const given = createBench(OPTIONS);
    given.socket.connect();
    expect(given.transport.newest.options).toEqual(OPTIONS);
    const bare = createBench({ url, tcpNoDelay: undefined as unknown as boolean });
    bare.socket.connect();
    expect(Object.entries(bare.transport.newest.options).sort()).toEqual([
      ['timeout', 10_000],
      ['url', url],
    ]);
  });

  test('[SK13] setUrl is the address of the next attempt', async () => {
    const { socket, transport, clock, connectAndOpen } = createBench();
    connectAndOpen();
    socket.setUrl('wss://other.example/ws');
    expect(transport.connections).toHaveLength(1);
    transport.newest.close();
    await clock.advance(1_000);
    expect(transport.newest.options.url).toBe('wss://other.example/ws');
  });

  test.each([
    ['10 s', undefined, 13_000],
    ['a timeout of its own', 2_000, 5_000],
  ])(
    '[SK14, FM4] an attempt that stays silent with %s is ended 3 s after it',
    async (_name, timeout, watchdog) => {
      const { socket, transport, clock, states } = createBench(timeout === undefined ? {} : { timeout });
      socket.connect();
      await clock.advance(watchdog - 1);
      expect(socket.state.state).toBe('connecting');
      await clock.advance(1);
      expect(socket.state).toMatchObject({ state: 'closing', next: 'waiting' });
      await clock.advance(5_000);
      expect(states[2]).toMatchObject({ state: 'waiting', evidence: { kind: 'connect_failed' } });
      expect(transport.connections[0]?.isAbandoned).toBe(true);
    },
  );

  test('[SK15, SY6] an end that is not reported is waited for 5 s, then the connection is abandoned, and forgotten after 120 s', async () => {
    const { socket, transport, clock, connectAndOpen } = createBench();
    connectAndOpen();
    socket.drop('test');
    expect(transport.newest.ends).toEqual([[undefined, 'test']]);
    await clock.advance(4_999);
    expect(socket.state.state).toBe('closing');
    const old = transport.newest;
    expect(old.isAbandoned).toBe(false);
    await clock.advance(1);
    expect(old.isAbandoned).toBe(true);
    await clock.advance(119_999);
    expect(old.isReleased).toBe(false);
    await clock.advance(1);
    expect(old.isReleased).toBe(true);
  });

  test('[DL24] while an abandoned connection may still exist the next one is waited for, so there are never more than two', async () => {
    const { socket, transport, clock, connectAndOpen } = createBench();
    connectAndOpen();
    socket.drop('silent');
    await clock.advance(6_000);
    const first = transport.connections[0];
    expect(first?.isAbandoned).toBe(true);
    transport.newest.open();
    const second = transport.newest;
    socket.drop('silent too');
    // The phone's clock is changed: that ends nothing.
    clock.jump(24 * 3_600_000);
    await clock.advance(38_000);
    expect(socket.state.state).toBe('closing');
    expect(second.isAbandoned).toBe(false);
    // Asked again in between, in case the platform listens by now.
    expect(second.ends.length).toBeGreaterThan(1);
    await clock.advance(5_000);
    expect(second.isAbandoned).toBe(true);
    await clock.advance(1_000);
    expect(transport.connections).toHaveLength(3);
  });

  test('[DL25] setting the phone’s clock makes nobody forget that an abandoned connection may still end', async () => {
    const { socket, transport, clock, connectAndOpen } = createBench();
    connectAndOpen();
    const old = transport.newest;
    socket.drop('silent');
    await clock.advance(5_000);
    clock.jump(24 * 3_600_000);
    await clock.advance(2_000);
    expect(transport.connections).toHaveLength(2);
    await clock.advance(112_999);
    expect(old.isReleased).toBe(false);
    await clock.advance(5_001);
    expect(old.isReleased).toBe(true);
  });

  test('[DL24, SK60] an abandoned connection that has surely ended need not be waited for', async () => {
    const { socket, transport, clock, connectAndOpen } = createBench();
    connectAndOpen();
    const first = transport.newest;
    socket.drop('silent');
    await clock.advance(6_000);
    transport.newest.open();
    first.endLate();
    expect(first.isReleased).toBe(true);
    const second = transport.newest;
    socket.drop('silent too');
    await clock.advance(5_000);
    expect(second.isAbandoned).toBe(true);
    socket.close();
    expect(clock.pending).toBe(0);
  });

  test('[DL24] an end that comes in time is not waited for', async () => {
    const { socket, transport, clock, connectAndOpen } = createBench();
    connectAndOpen();
    socket.drop('silent');
    await clock.advance(6_000);
    transport.newest.open();
    socket.drop('again', { now: true });
    transport.newest.close(1000);
    expect(socket.state.state).toBe('connecting');
  });

  test('[SK15] while the socket is closed no timer waits for that; the time that passed meanwhile counts', async () => {
    const { socket, transport, clock, connectAndOpen } = createBench();
    connectAndOpen();
    const old = transport.newest;
    socket.close();
    await clock.advance(5_000);
    expect(socket.state).toEqual({ state: 'idle' });
    expect(clock.pending).toBe(0);
    clock.jump(119_000);
    socket.connect();
    await clock.advance(999);
    expect(old.isReleased).toBe(false);
    await clock.advance(1);
    expect(old.isReleased).toBe(true);
  });

  test('[SK16, SY4, FM52] a pending connection may not be able to end: it is given its own time, and asked again when it opens', async () => {
    const { socket, transport, clock } = createBench();
    socket.connect();
    await clock.advance(2_000);
    socket.close(4000, 'bye');
    await clock.advance(10_999);
    expect(socket.state.state).toBe('closing');
    expect(transport.newest.isAbandoned).toBe(false);
    transport.newest.open();
    expect(transport.newest.ends).toEqual([
      [4000, 'bye'],
      [4000, 'bye'],
    ]);
    await clock.advance(4_999);
    expect(socket.state.state).toBe('closing');
    await clock.advance(1);
    expect(socket.state.state).toBe('idle');
    expect(clock.pending).toBe(0);
  });

  test('[SK16, FM52] connect while closing waits for the end, then connects at once', () => {
    const { socket, transport, names, connectAndOpen } = createBench();
    connectAndOpen();
    socket.close();
    socket.connect();
    expect(socket.state).toMatchObject({ state: 'closing', next: 'connecting' });
    expect(transport.connections).toHaveLength(1);
    transport.newest.close(1000);
    expect(names()).toEqual(['connecting', 'open', 'closing', 'closing', 'connecting']);
  });

  test('[SK10] close is idempotent from every state, and leaves neither timer nor connection', async () => {
    const reach: Record<string, (bench: ReturnType<typeof createBench>) => void> = {
      idle: () => undefined,
      connecting: ({ socket }) => socket.connect(),
      open: ({ connectAndOpen }) => connectAndOpen(),
      closing: ({ socket, connectAndOpen }) => (connectAndOpen(), socket.drop('test')),
      waiting: ({ transport, connectAndOpen }) => (connectAndOpen(), transport.newest.close()),
      paused: ({ socket, transport, connectAndOpen }) => (
        connectAndOpen(),
        socket.pause('hidden'),
        transport.newest.close()
      ),
    };
    for (const [state, go] of Object.entries(reach)) {
      const bench = createBench();
      go(bench);
      expect(bench.socket.state.state).toBe(state);
      bench.socket.close();
      bench.socket.close();
      await bench.clock.advance(13_000);
      expect(bench.socket.state).toEqual({ state: 'idle' });
      expect({ state, timers: bench.clock.pending, live: bench.transport.live }).toEqual({
        state,
        timers: 0,
        live: 0,
      });
      expect(bench.transport.connections.every(({ ends }) => ends.length <= 1)).toBe(true);
    }
  });

  test('[SK10] once closed it stays closed, whatever else is asked of it', async () => {
    const { socket, transport, clock, connectAndOpen } = createBench();
    connectAndOpen();
    socket.close();
    socket.drop('late', { now: true });
    socket.pause('late');
    expect(socket.state).toMatchObject({ state: 'closing', next: 'idle' });
    transport.newest.close();
    socket.drop('later', { after: { minMs: 0, maxMs: 0 } });
    socket.pause('later');
    socket.confirm();
    await clock.advance(100_000);
    expect(socket.state).toEqual({ state: 'idle' });
  });

  test('[SK23] pause ends the connection and keeps the queue until connect', async () => {
    const { socket, transport, clock, connectAndOpen } = createBench();
    connectAndOpen();
    socket.pause('hidden', 1000);
    expect(transport.newest.ends).toEqual([[1000, 'hidden']]);
    void socket.send('kept');
    socket.drop('not now', { now: true });
    transport.newest.close();
    expect(socket.state).toEqual({ state: 'paused', why: 'hidden' });
    await clock.advance(200_000);
    expect(transport.connections).toHaveLength(1);
    expect(clock.pending).toBe(0);
    connectAndOpen();
    expect(transport.newest.sent).toEqual(['"kept"']);
  });

  test('[SK24] an end that may be another socket’s makes the connection uncertain where an owner verifies, and the end where nobody does', () => {
    const owned = createBench({ healthyFrom: 'confirm' });
    owned.connectAndOpen();
    owned.transport.newest.stray();
    expect(owned.uncertain).toEqual(['perhaps ended: interrupted']);
    expect(owned.socket.state.state).toBe('open');
    const alone = createBench();
    alone.connectAndOpen();
    alone.transport.newest.stray();
    expect(alone.uncertain).toEqual([]);
    expect(alone.socket.state).toMatchObject({ state: 'closing', next: 'waiting' });
    alone.transport.newest.close();
    expect(alone.socket.state).toMatchObject({ state: 'waiting', evidence: { reason: 'interrupted' } });
  });

  test('[SK24] while connecting such an end decides nothing, while closing it is enough', () => {
    const { socket, transport } = createBench();
    socket.connect();
    transport.newest.stray();
    expect(socket.state.state).toBe('connecting');
    transport.newest.open();
    socket.close();
    transport.newest.stray();
    expect(socket.state.state).toBe('idle');
    expect(transport.live).toBe(0);
  });

  test('[SK26] a transition is logged once at info and told once, in order also to those whom another listener overtook', () => {
    const { socket, transport, names, log } = createBench();
    const first: string[] = [];
    socket.onState(({ state }) => {
      first.push(state);
      if (state === 'open') socket.close();
    });
    const last: string[] = [];
    socket.onState(({ state }) => last.push(state));
    socket.connect();
    transport.newest.open();
    transport.newest.close();
    const expected = ['connecting', 'open', 'closing', 'idle'];
    expect(names()).toEqual(expected);
    expect(first).toEqual(expected);
    expect(last).toEqual(expected);
    const infos = log.filter(({ level }) => level === 'info');
    expect(infos.map(({ fields }) => fields['to'])).toEqual(expected);
  });

  test('[SK28] a close code or reason that WebSockets refuse is replaced by one that they take', () => {
    const cases: [number | undefined, string | undefined, number | undefined, string | undefined][] = [
      [undefined, undefined, undefined, undefined],
      [1001, 'going', 1000, 'going'],
      [NaN, '', 1000, ''],
      [4409, 'x'.repeat(124), 4409, 'x'.repeat(123)],
      [3000, '你'.repeat(60), 3000, '你'.repeat(41)],
      [5000, '👍'.repeat(60) + '\ud83d', 1000, '👍'.repeat(30)],
    ];
    for (const [code, reason, sentCode, sentReason] of cases) {
      const { socket, transport, connectAndOpen } = createBench();
      connectAndOpen();
      socket.close(code, reason);
      expect(transport.newest.ends).toEqual([[sentCode, sentReason]]);
    }
  });

  test('[SK27] commands that make no sense in a state do nothing', () => {
    const { socket, transport, connectAndOpen } = createBench();
    socket.drop('nothing there', { now: true });
    socket.pause('nothing there');
    socket.confirm();
    expect(socket.state).toEqual({ state: 'idle' });
    connectAndOpen();
    socket.connect();
    expect(transport.connections).toHaveLength(1);
  });
});
