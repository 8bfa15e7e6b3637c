import { silentLogger, type LogFields, type Logger } from '../../../../miniprogram/core/base/logger';
import { createChatRig, LOBBY, type ChatRig } from '../../../support/chat-rig';
import { createSeededRandom } from '../../../support/seeded-random';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

/** RELIABILITY 3.3 as people see it: what may follow what. */
const MAY_FOLLOW: Readonly<Record<string, readonly string[]>> = {
  off: ['connecting'],
  connecting: ['ready', 'waiting', 'paused', 'stopped', 'off'],
  ready: ['connecting', 'waiting', 'paused', 'stopped', 'off'],
  waiting: ['connecting', 'paused', 'stopped', 'off'],
  paused: ['connecting', 'stopped', 'off'],
  stopped: ['connecting', 'off'],
};

function createChain() {
  const wrong: string[] = [];
  let now = 'off';
  let steps = 0;
  const info = (event: string, fields: LogFields = {}): void => {
    if (event !== 'session_state') return;
    const [from, to] = [String(fields['from']), String(fields['to'])];
    if (from !== now || !MAY_FOLLOW[from]?.includes(to)) wrong.push(`${now}: ${from} -> ${to}`);
    now = to;
    steps += 1;
  };
  const logger: Logger = { ...silentLogger, info };
  return { logger, wrong, steps: () => steps, now: () => now };
}

async function step(rig: ChatRig, random: () => number): Promise<void> {
  const { server, chat } = rig;
  const hasHello = server.frames.some(({ type }) => type === 'hello');
  const say = (frame: object): Promise<void> => (hasHello ? server.say(frame) : Promise.resolve());
  const actions: (() => unknown)[] = [
    () => server.accept(),
    () => server.accept(),
    () => (hasHello ? server.welcome() : undefined),
    () => (hasHello ? server.welcome() : undefined),
    () => say({ type: 'ping', heads: [] }),
    () => say({ type: 'pong', now: 1 }),
    () => say({ type: 'bye', code: 'draining', reconnect: true }),
    () => say({ type: 'bye', code: 'superseded', reconnect: false }),
    () => say({ type: 'error', code: 'auth_expired', reason: 'old', fatal: true }),
    () => server.connection.close([1000, 1006, 1012, 4401, 4412, 4429][Math.floor(random() * 6)]),
    () => server.connection.stray(),
    () => server.connection.open(),
    () => rig.host({ kind: 'hide', covered: random() < 0.3 }),
    () => rig.host({ kind: 'show' }),
    () => rig.host({ kind: 'network', connected: random() < 0.5, type: 'wifi' }),
    () => rig.host({ kind: 'weak_network', weak: random() < 0.5 }),
    () => rig.host({ kind: 'memory_warning', level: 10 }),
    () => chat.expectHide(),
    () => chat.retryNow(),
    () => chat.sendText(LOBBY, 'x'),
    () => rig.clock.jump((random() - 0.5) * 200_000),
  ];
  await actions[Math.floor(random() * actions.length)]?.();
}

test('[SS79] whatever happens, the states follow the table, one connection lives, and no timer is left (seeded)', async () => {
  const random = createSeededRandom(seed);
  for (let round = 0; round < 25; round += 1) {
    const chain = createChain();
    const rig = createChatRig({ logger: chain.logger, seed: seed + round });
    await rig.online();
    let mostTimers = 0;
    for (let i = 0; i < 120; i += 1) {
      await step(rig, random).catch((thrown: unknown) => {
        if (!String(thrown).includes('wait to be sent')) throw thrown;
      });
      mostTimers = Math.max(mostTimers, rig.clock.pending);
      if (random() < 0.4) await rig.clock.advance(Math.floor(random() * 9_000));
    }
    rig.chat.close();
    await rig.clock.advance(60_000);
    const { pending } = rig.clock;
    const told = { seed, round, wrong: chain.wrong, now: chain.now(), pending, live: rig.transport.mostLive };
    expect(told).toEqual({ seed, round, wrong: [], now: 'off', pending: 0, live: 1 });
    expect(chain.steps()).toBeGreaterThan(5);
    // Each part has a handful of its own, however much happens.
    expect(mostTimers).toBeLessThan(20);
  }
});
