import type { LogFields, Logger } from '../../../../miniprogram/core/base/logger';
import { silentLogger } from '../../../../miniprogram/core/base/logger';
import { createChatRig, LOBBY, message, roomState, type ChatRig } from '../../../support/chat-rig';

const DAY_MS = 24 * 3_600_000;
const wifi = { kind: 'network', connected: true, type: 'wifi' } as const;
const noNetwork = { kind: 'network', connected: false, type: 'none' } as const;

const answerProbe = (rig: ChatRig): Promise<void> =>
  rig.server.say({ type: 'pong', id: rig.server.last('ping').id, now: 9 });
const attempts = (rig: ChatRig): number => rig.transport.connections.length;
/** The phone loses its network and the connection with it. */
async function goOffline(rig: ChatRig): Promise<void> {
  await rig.online();
  await rig.host(noNetwork);
  await rig.clock.advance(2_300);
}

describe('the network', () => {
  test('[SS60, FM43] without a network, once the probe has failed, nothing is tried for 60 s, and people are told why', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.host(noNetwork);
    await rig.clock.advance(2_299);
    expect(rig.chat.connection).toMatchObject({ state: 'online', checking: true });
    await rig.clock.advance(1);
    const since = rig.clock.now();
    const offline = { state: 'reconnecting', reason: 'no network', offline: true };
    expect(rig.chat.connection).toMatchObject({ ...offline, retryAt: since + 60_000 });
    await rig.clock.advance(59_999);
    expect(attempts(rig)).toBe(1);
    await rig.clock.advance(1);
    expect(attempts(rig)).toBe(2);
    rig.server.connection.close(1006);
    expect(rig.chat.connection).toMatchObject({ ...offline, retryAt: rig.clock.now() + 60_000 });
  });

  test('[SS60] a wait for the next attempt becomes a wait for the network', async () => {
    const rig = createChatRig();
    await rig.online();
    rig.server.connection.close(1006);
    expect(rig.chat.connection).toMatchObject({ state: 'reconnecting', offline: false });
    await rig.host(noNetwork);
    await rig.host(noNetwork);
    expect(rig.chat.connection).toMatchObject({ offline: true, retryAt: rig.clock.now() + 60_000 });
    rig.chat.retryNow();
    expect(attempts(rig)).toBe(2);
  });

  test('[SS61, FM43] when it is back one attempt is made within half a second, as the first of its series', async () => {
    for (const seed of [1, 2, 3, 4]) {
      const rig = createChatRig({ seed });
      await goOffline(rig);
      await rig.clock.advance(10_000);
      await rig.host(wifi);
      await rig.host({ ...wifi, type: '4g' });
      await rig.clock.advance(500);
      expect(attempts(rig)).toBe(2);
      rig.server.connection.close(1006);
      expect(rig.chat.connection).toMatchObject({ state: 'reconnecting', attempt: 1, offline: false });
    }
  });

  test('[SS61] a network that is gone again at once is not tried', async () => {
    const rig = createChatRig();
    await goOffline(rig);
    await rig.host(wifi);
    await rig.host(noNetwork);
    await rig.clock.advance(5_000);
    expect(attempts(rig)).toBe(1);
  });

  test('[SS62, FM43] on another network a connection that does not answer for 2 s is replaced at once', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.host({ ...wifi, type: '4g' });
    await rig.clock.advance(2_299);
    expect(rig.chat.connection).toMatchObject({ state: 'online', checking: true });
    await rig.clock.advance(1);
    expect(attempts(rig)).toBe(2);
    expect(rig.transport.mostLive).toBe(1);
  });

  test('[SS62] one that answers is kept, and a later silence is an ordinary one', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.host({ ...wifi, type: '4g' });
    await rig.clock.advance(300);
    await answerProbe(rig);
    rig.server.connection.emit({ kind: 'uncertain', why: 'odd' });
    await rig.clock.advance(3_000);
    expect(rig.chat.connection.state).toBe('reconnecting');
    expect(attempts(rig)).toBe(1);
  });

  test('[SS63, FM44] ten changes within two seconds are one probe, and never two connections', async () => {
    const rig = createChatRig();
    await rig.online();
    for (let i = 0; i < 10; i += 1) {
      await rig.host(i % 2 === 0 ? noNetwork : wifi);
      await rig.clock.advance(200);
    }
    expect(rig.server.of('ping')).toHaveLength(1);
    await answerProbe(rig);
    await rig.clock.advance(5_000);
    expect(rig.server.of('ping')).toHaveLength(1);
    expect(rig.transport.mostLive).toBe(1);
    expect(attempts(rig)).toBe(1);
  });

  test('[SS64] an answer outweighs what the phone says about its network', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.host(noNetwork);
    await rig.clock.advance(300);
    await answerProbe(rig);
    rig.server.connection.close(1006);
    expect(rig.chat.connection).toMatchObject({ state: 'reconnecting', offline: false });
    await rig.host(noNetwork);
    await rig.clock.advance(60_000);
    await rig.server.accept();
    await rig.server.welcome();
    rig.server.connection.close(1006);
    expect(rig.chat.connection).toMatchObject({ state: 'reconnecting', offline: false });
  });

  test('[SS69] on a weak network the server’s pings may be twice as late', async () => {
    const rig = createChatRig();
    await rig.host({ kind: 'weak_network', weak: true });
    await rig.online();
    await rig.clock.advance(39_999);
    expect(rig.server.of('ping')).toHaveLength(0);
    await rig.clock.advance(1);
    expect(rig.server.of('ping')).toHaveLength(1);
  });
});

describe('the app in the background', () => {
  test('[SS65, FM40] shown again it connects at once, whether it waits, rests or has no network', async () => {
    const states: Record<string, (rig: ChatRig) => Promise<void>> = {
      waiting: async (rig) => (await rig.online(), rig.server.connection.close(1006)),
      paused: async (rig) => (await rig.online(), await rig.host({ kind: 'hide' }), rig.clock.advance(9_000)),
      offline: goOffline,
    };
    for (const [state, reach] of Object.entries(states)) {
      const rig = createChatRig();
      await reach(rig);
      expect({ state, attempts: attempts(rig) }).toEqual({ state, attempts: 1 });
      await rig.host({ kind: 'show' });
      expect({ state, attempts: attempts(rig) }).toEqual({ state, attempts: 2 });
    }
  });

  test('[SS66, FM39] covered by a picker the connection is kept until the phone freezes the app, and probed on return', async () => {
    const announced = createChatRig();
    await announced.online();
    announced.chat.expectHide();
    await announced.clock.advance(20_000);
    await announced.host({ kind: 'hide' });
    const covered = createChatRig();
    await covered.online();
    await covered.host({ kind: 'hide', covered: true });
    for (const rig of [announced, covered]) {
      await rig.clock.advance(4_900);
      await rig.server.say({ type: 'ping', heads: [] });
      // Frozen for a minute: no timer runs, the clock goes on.
      rig.clock.jump(60_000);
      await rig.host({ kind: 'show' });
      expect(rig.chat.connection).toMatchObject({ state: 'online', checking: true });
      await answerProbe(rig);
      await rig.clock.advance(10_000);
      expect(rig.chat.connection.state).toBe('online');
      expect(attempts(rig)).toBe(1);
    }
  });

  test('[SS66] that counts for one hide, and only for a minute', async () => {
    const isKept = async (between: (rig: ChatRig) => Promise<void>): Promise<boolean> => {
      const rig = createChatRig();
      await rig.online();
      rig.chat.expectHide();
      await between(rig);
      await rig.host({ kind: 'hide' });
      await rig.clock.advance(4_001);
      return rig.chat.connection.state === 'online';
    };
    expect(await isKept(() => Promise.resolve())).toBe(true);
    expect(await isKept(async (rig) => (await rig.host({ kind: 'hide' }), rig.host({ kind: 'show' })))).toBe(
      false,
    );
    const keepTalking = async (rig: ChatRig): Promise<void> => {
      for (let i = 0; i < 6; i += 1) {
        await rig.clock.advance(10_000);
        await rig.server.say({ type: 'ping', heads: [] });
      }
    };
    expect(await isKept(keepTalking)).toBe(false);
  });

  test('[SS67, FM37] a clock that jumps a day in either direction only causes a probe', async () => {
    for (const jump of [DAY_MS, -DAY_MS]) {
      const rig = createChatRig();
      await rig.online();
      const ids = [rig.chat.sendText(LOBBY, 'one')];
      rig.clock.jump(jump);
      ids.push(rig.chat.sendText(LOBBY, 'two'));
      await rig.clock.advance(5_000);
      expect(rig.server.of('ping')).toHaveLength(1);
      await answerProbe(rig);
      await rig.server.ack(rig.server.of('publish')[0] as never, 1);
      await rig.server.ack(rig.server.of('publish')[1] as never, 2);
      await rig.clock.advance(20_000);
      expect(rig.server.of('publish').map(({ clientId }) => clientId)).toEqual(ids);
      expect(rig.shown()).toEqual(['1:one', '2:two']);
      expect(rig.server.of('ping')).toHaveLength(1);
      expect(attempts(rig)).toBe(1);
    }
  });

  test('[SS67, FM38] timers that were frozen for a minute lead to a probe with the first tick', async () => {
    const rig = createChatRig();
    await rig.online();
    await rig.clock.advance(2_000);
    rig.clock.jump(60_000);
    await rig.clock.advance(2_999);
    expect(rig.server.of('ping')).toHaveLength(0);
    await rig.clock.advance(1);
    expect(rig.server.of('ping')).toHaveLength(1);
    await rig.clock.advance(3_000);
    expect(rig.chat.connection.state).toBe('reconnecting');
  });

  test('[SS67] a tick that is a little late asks nothing, and without a connection nothing ticks', async () => {
    const rig = createChatRig();
    await rig.online();
    rig.clock.jump(4_900);
    await rig.clock.advance(5_000);
    rig.clock.jump(-4_900);
    await rig.clock.advance(5_000);
    expect(rig.server.of('ping')).toHaveLength(0);
    await rig.host({ kind: 'hide' });
    await rig.clock.advance(5_000);
    expect(rig.chat.connection.state).toBe('paused');
    expect(rig.clock.pending).toBe(0);
  });

  test('[SS70] a memory warning drops what is held and keeps what waits to be sent', async () => {
    const rig = createChatRig();
    await rig.online();
    rig.chat.sendText(LOBBY, 'mine');
    await rig.server.say(message(2));
    await rig.host({ kind: 'memory_warning', level: 15 });
    await rig.server.say(message(1));
    expect(rig.shown()).toEqual(['1:m1', 'sending:mine']);
    await rig.clock.advance(500);
    const { id, after } = rig.server.last('pull');
    expect(after).toBe(1);
    await rig.server.say({
      type: 'page',
      id,
      room: 'lobby',
      epoch: 'e1',
      messages: [message(2)],
      more: false,
    });
    expect(rig.shown()).toEqual(['1:m1', '2:m2', 'sending:mine']);
  });
});

interface Step {
  readonly from: string;
  readonly to: string;
}

function recordSteps(): { steps: Step[]; logger: Logger } {
  const steps: Step[] = [];
  const info = (event: string, fields: LogFields = {}): void => {
    if (event === 'session_state') steps.push({ from: String(fields['from']), to: String(fields['to']) });
  };
  return { steps, logger: { ...silentLogger, info } };
}

test('[SS71] each change of the session’s state is logged once, as a chain', async () => {
  const { steps, logger } = recordSteps();
  const rig = createChatRig({ logger });
  await rig.online([roomState()]);
  await rig.reconnect();
  await rig.server.welcome();
  await rig.host({ kind: 'hide' });
  await rig.clock.advance(5_000);
  await rig.host({ kind: 'show' });
  await rig.server.accept();
  await rig.server.welcome();
  await rig.server.say({ type: 'bye', code: 'superseded', reconnect: false });
  rig.chat.close();
  const chain = [
    'off',
    'connecting',
    'ready',
    'waiting',
    'connecting',
    'ready',
    'paused',
    'connecting',
    'ready',
  ];
  expect(steps.map(({ to }) => to)).toEqual([...chain.slice(1), 'stopped', 'off']);
  expect(steps.map(({ from }) => from)).toEqual([...chain, 'stopped']);
});
