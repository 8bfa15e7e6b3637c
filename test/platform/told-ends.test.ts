/**
 * A phone whose `connectSocket` tells success, fail, open, error and close in any order and number while its sockets go on
 * living, on every binding, with and without tasks, over both transports: never more than two sockets, and none that stays.
 */
import { createSocketService } from '../../miniprogram/core/socket/socket-service';
import type { Transport } from '../../miniprogram/core/socket/transport';
import { createGlobalTransport } from '../../miniprogram/platform/global-socket';
import { createTaskTransport } from '../../miniprogram/platform/task-socket';
import type { WxGlobalSocketApi } from '../../miniprogram/platform/wx-socket-api';
import { createLyingSockets, type LyingOptions, type Script } from '../support/lying-sockets';
import { createManualClock, flushPromises } from '../support/manual-clock';
import { createSeededRandom } from '../support/seeded-random';
import { createFakeWx } from '../support/transport-fake-wx';
import { createRecorder } from '../support/transport-rig';

const TRANSPORTS: readonly (readonly [string, (wx: WxGlobalSocketApi) => Transport])[] = [
  ['global', createGlobalTransport],
  ['task', createTaskTransport],
];
const RULES = (['first', 'latest', 'all'] as const).flatMap((binding) =>
  (['value', 'promise', 'none'] as const).map((task) => [binding, task] as const),
);
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const SCRIPTS = 40;

async function live(
  create: (wx: WxGlobalSocketApi) => Transport,
  options: Omit<LyingOptions, 'clock'>,
  forMs = 90_000,
) {
  const clock = createManualClock();
  const phone = createLyingSockets({ ...options, clock });
  const socket = createSocketService({
    transport: create(phone.wx),
    url: 'wss://chat.example/ws',
    clock,
    random: () => 0.5,
    healthyFrom: 'confirm',
  });
  socket.onState(({ state }) => {
    if (state !== 'open') return;
    socket.send('hello').catch(() => undefined);
    socket.confirm();
  });
  socket.connect();
  await clock.advance(forMs);
  const found = { most: phone.most, calls: phone.calls };
  socket.close();
  await clock.advance(150_000);
  return { ...found, left: phone.living };
}

/** Never, once, twice or late, in any order. */
function drawScript(random: () => number): Script {
  const at = (max: number): number => Math.floor(random() * max);
  const pick = (max: number): readonly number[] => {
    const draw = Math.floor(random() * 4);
    if (draw === 0) return [];
    if (draw === 1) return [at(max)];
    return draw === 2 ? [at(max), at(max)] : [2_000 + at(20_000)];
  };
  return { success: pick(80), fail: pick(80), open: pick(60), error: pick(120), close: pick(120) };
}

/** Lies that a probe has told, and their siblings. */
const NAMED: readonly Partial<Script>[] = [
  { success: [0], fail: [5], open: [0] },
  { fail: [5], success: [10], open: [0] },
  { success: [0], fail: [5, 6], open: [5_000] },
  { success: [0], fail: [5] },
  { success: [0], error: [5], open: [0] },
  { success: [0], close: [5], open: [0] },
  { success: [0], open: [0], close: [3_000] },
  { success: [0], open: [0], error: [3_000], close: [3_001, 6_000] },
];
const SILENT: Script = { success: [], fail: [], open: [], error: [], close: [] };

describe.each(TRANSPORTS)('a phone that tells ends of sockets that live (%s)', (_name, create) => {
  test.each(RULES)(
    '[SK80, DL7] {H5} binding %s, task %s: a fail after success, and its siblings',
    async (binding, task) => {
      for (const part of NAMED) {
        for (const closesPending of [true, false]) {
          const script = { ...SILENT, ...part };
          const found = await live(create, { script, binding, task, closesPending });
          expect({ part, closesPending, isFew: found.most <= 2, left: found.left }).toEqual({
            ...{ part, closesPending },
            ...{ isFew: true, left: 0 },
          });
        }
      }
    },
  );

  test.each(RULES)(
    '[SK80, DL7] {H5} binding %s, task %s: in every order of events there are two sockets at most',
    async (binding, task) => {
      const random = createSeededRandom(seed);
      const bad: unknown[] = [];
      for (let i = 0; i < SCRIPTS; i += 1) {
        const script = drawScript(random);
        // Without a task an open that is told again, or late, cannot be told from another library's.
        const open = task === 'none' ? script.open.slice(0, 1) : script.open;
        const closesPending = random() < 0.5;
        const closesAfterMs = task === 'none' || random() < 0.5 ? 20 : 30_000;
        const options = { script: { ...script, open }, binding, task, closesPending, closesAfterMs };
        const found = await live(create, options);
        if (found.most > 2 || found.left > 0) bad.push(JSON.stringify({ ...options, ...found }));
      }
      expect({ seed, bad }).toEqual({ seed, bad: [] });
    },
  );
});

test.each(TRANSPORTS)(
  '[SK80] {H5} a task that was told to be over is asked to close at once, and again when it opens all the same (%s)',
  async (_name, create) => {
    const fake = createFakeWx({ task: 'value' });
    const record = createRecorder();
    create(fake.wx).open({ url: 'ws://fake.example' }, record.sink);
    await flushPromises();
    fake.newest.fail();
    await flushPromises();
    expect(record.kinds()).toEqual(['ended']);
    expect(fake.newest.closes).toHaveLength(1);
    fake.newest.open();
    await flushPromises();
    expect(fake.newest.closes).toHaveLength(2);
    expect(record.kinds()).toEqual(['ended']);
  },
);
