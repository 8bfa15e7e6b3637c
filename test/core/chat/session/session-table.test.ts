import { createChatRig, LOBBY, message, roomState, type ChatRig } from '../../../support/chat-rig';

const attempts = (rig: ChatRig): number => rig.transport.connections.length;
const waitOf = (rig: ChatRig): number => {
  const view = rig.chat.connection;
  return view.state === 'reconnecting' ? view.retryAt - rig.clock.now() : NaN;
};
/** The connection has been given up; the next one is made and welcomed. */
async function comeBack(rig: ChatRig, rooms = [roomState()]): Promise<void> {
  expect(rig.chat.connection.state).toBe('reconnecting');
  await rig.clock.advance(waitOf(rig));
  await rig.server.accept();
  await rig.server.welcome(rooms);
}
const answerProbe = (rig: ChatRig): Promise<void> =>
  rig.server.say({ type: 'pong', id: rig.server.last('ping').id, now: 9 });

describe('how a connection ends', () => {
  const RANGES: readonly (readonly [code: number, min: number, max: number])[] = [
    [1012, 1_000, 15_000],
    [4410, 1_000, 15_000],
    [1013, 5_000, 60_000],
    [4429, 5_000, 60_000],
    [1009, 250, 1_000],
    [4408, 250, 1_000],
  ];
  test.each(RANGES)('[SS72] code %i leads to a new attempt after %i to %i ms', async (code, min, max) => {
    const waits: number[] = [];
    for (let seed = 1; seed <= 40; seed += 1) {
      const rig = createChatRig({ seed });
      await rig.online();
      rig.server.connection.close(code, 'over');
      waits.push(waitOf(rig));
    }
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(min);
    expect(Math.max(...waits)).toBeLessThanOrEqual(max);
    if (max > 1_000) expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan((max - min) / 2);
  });

  test.each([
    [4400, 'bad_frame'],
    [4403, 'banned'],
    [4426, 'version'],
  ])('[SS72] code %i stops with %s', async (code, kind) => {
    const rig = createChatRig();
    await rig.online();
    rig.server.connection.close(code, 'over');
    await rig.clock.advance(120_000);
    expect(rig.chat.connection).toMatchObject({ state: 'stopped', code: kind });
    expect(attempts(rig)).toBe(1);
  });

  test('[SS72] overload in words waits as the server asks, and 5 to 60 s when it does not say', async () => {
    for (const [after, min, max] of [
      [{ minMs: 90_000, maxMs: 91_000 }, 90_000, 91_000],
      [undefined, 5_000, 60_000],
    ] as const) {
      const rig = createChatRig();
      await rig.online();
      await rig.server.say({ type: 'bye', code: 'overload', reconnect: true, ...(after ? { after } : {}) });
      await rig.clock.advance(0);
      expect(waitOf(rig)).toBeGreaterThanOrEqual(min);
      expect(waitOf(rig)).toBeLessThanOrEqual(max);
    }
  });

  test('[SS72, FM63] a server that turns everybody away is asked after its time, and never more than 10 times a minute', async () => {
    const rig = createChatRig();
    const starts: number[] = [];
    rig.chat.start();
    for (let i = 0; i < 30; i += 1) {
      starts.push(rig.clock.now());
      await rig.server.accept();
      const after = i % 2 === 0 ? { minMs: 0, maxMs: 100 } : { minMs: 4_000, maxMs: 5_000 };
      await rig.server.say({ type: 'bye', code: 'overload', reconnect: true, after });
      await rig.clock.advance(0);
      expect(waitOf(rig)).toBeGreaterThanOrEqual(Math.max(250, after.minMs));
      await rig.clock.advance(waitOf(rig));
    }
    for (const start of starts) {
      expect(starts.filter((at) => at >= start && at < start + 60_000).length).toBeLessThanOrEqual(10);
    }
  });

  test('[SS73, FM64] a server too slow to say welcome is tried less and less often, because no connection was good', async () => {
    const longest = async (seed: number): Promise<number[]> => {
      const rig = createChatRig({ seed });
      rig.chat.start();
      const waits: number[] = [];
      for (let i = 0; i < 6; i += 1) {
        await rig.server.accept();
        await rig.clock.advance(10_000);
        const view = rig.chat.connection;
        expect(view).toMatchObject({ state: 'reconnecting', attempt: i + 1, reason: 'no welcome' });
        waits.push(waitOf(rig));
        await rig.clock.advance(waitOf(rig));
      }
      return waits;
    };
    const runs = await Promise.all(Array.from({ length: 40 }, (_, seed) => longest(seed + 1)));
    for (const [i, limit] of [500, 1_000, 2_000, 4_000, 8_000, 16_000].entries()) {
      const waits = runs.map((run) => run[i] ?? NaN);
      expect(Math.max(...waits)).toBeLessThanOrEqual(limit);
      expect(Math.max(...waits)).toBeGreaterThan(limit * 0.6);
      expect(Math.min(...waits)).toBeGreaterThanOrEqual(250);
    }
  });

  test('[SS74, FM57] each attempt asks for a ticket, so that one that ran out while waiting is replaced before hello', async () => {
    const rig = createChatRig();
    await rig.online();
    rig.tickets.answers.push('ticket-fresh');
    await rig.reconnect();
    expect(rig.tickets.calls).toEqual([false, false]);
    expect(rig.server.last('hello').ticket).toBe('ticket-fresh');
    await rig.server.welcome();
    expect(rig.chat.connection.state).toBe('online');
  });
});

describe('another device', () => {
  const supersede = (rig: ChatRig): Promise<void> =>
    rig.server.say({ type: 'bye', code: 'superseded', reconnect: false });
  /** The hello of a first connection was left without an answer. */
  async function leaveHello(rig: ChatRig): Promise<void> {
    rig.chat.start();
    await rig.server.accept();
    await rig.reconnect();
    await rig.server.welcome();
  }

  test('[SS80] that is a late hello of our own is no other device: it connects again, once', async () => {
    const rig = createChatRig();
    await leaveHello(rig);
    await supersede(rig);
    await rig.clock.advance(0);
    await comeBack(rig);
    expect(rig.chat.connection.state).toBe('online');
    await supersede(rig);
    await rig.clock.advance(0);
    expect(rig.chat.connection).toMatchObject({ state: 'stopped', code: 'superseded' });
  });

  test('[SS80] no hello is on its way for ever, and one that was answered or not said is none', async () => {
    const old = createChatRig();
    await leaveHello(old);
    for (let i = 0; i < 12; i += 1) {
      await old.clock.advance(10_000);
      await old.server.say({ type: 'ping', heads: [] });
    }
    const answered = createChatRig();
    await answered.online();
    await answered.reconnect();
    await answered.server.welcome();
    for (const rig of [old, answered]) {
      await supersede(rig);
      expect(rig.chat.connection).toMatchObject({ state: 'stopped', code: 'superseded' });
      rig.chat.close();
      await rig.clock.advance(10_000);
      expect(rig.clock.pending).toBe(0);
    }
  });
});

describe('commands that come at the wrong time', () => {
  test('[SS75, FM51] started twice, or from inside a listener, it makes one attempt; after close none', async () => {
    const rig = createChatRig();
    rig.chat.onConnection(() => rig.chat.start());
    rig.chat.start();
    rig.chat.start();
    rig.chat.retryNow();
    expect(attempts(rig)).toBe(1);
    await rig.server.accept();
    await rig.server.welcome();
    rig.chat.retryNow();
    await answerProbe(rig);
    expect(attempts(rig)).toBe(1);
    rig.chat.close();
    rig.chat.start();
    await rig.clock.advance(60_000);
    expect(attempts(rig)).toBe(1);
    expect(rig.chat.connection).toEqual({ state: 'disconnected' });
  });

  test('[SS76, FM52] closed while connecting it is over at once, and a late open says no hello', async () => {
    const rig = createChatRig();
    rig.chat.start();
    rig.chat.close();
    expect(rig.chat.connection).toEqual({ state: 'disconnected' });
    rig.server.connection.open();
    await rig.clock.advance(20_000);
    expect(rig.server.frames).toEqual([]);
    expect(rig.transport.live).toBe(0);
    expect(rig.clock.pending).toBe(0);
  });
});

describe('what the phone says about a connection', () => {
  test('[SS77, FM17] a refused send is a reason to ask, not a failure of the message', async () => {
    const rig = createChatRig();
    await rig.online();
    const { answer } = rig.server.connection;
    rig.server.connection.answer = () => Promise.reject(new Error('sendSocketMessage:fail'));
    rig.chat.sendText(LOBBY, 'one');
    rig.server.connection.answer = answer;
    await rig.clock.advance(0);
    expect(rig.chat.connection).toMatchObject({ state: 'online', checking: true });
    expect(rig.shown()).toEqual(['sending:one']);
    await rig.clock.advance(3_000);
    await comeBack(rig);
    await rig.server.ack(rig.server.last('publish'), 1);
    expect(rig.shown()).toEqual(['1:one']);
  });

  test('[SS78, FM40] killed without a word while the app was frozen: found out within 3 s of the return, nothing lost', async () => {
    const rig = createChatRig();
    await rig.online([roomState({ head: 1, from: 1 })]);
    await rig.server.say(message(1));
    rig.chat.sendText(LOBBY, 'mine');
    await rig.host({ kind: 'hide', covered: true });
    rig.clock.jump(60_000);
    await rig.host({ kind: 'show' });
    await rig.clock.advance(3_000);
    await comeBack(rig, [roomState({ head: 2, from: 2 })]);
    expect(rig.server.last('hello').rooms).toEqual([{ room: 'lobby', epoch: 'e1', seq: 1 }]);
    await rig.server.say(message(2));
    await rig.server.ack(rig.server.last('publish'), 3);
    expect(rig.shown()).toEqual(['1:m1', '2:m2', '3:mine']);
  });
});
