/**
 * Stopping: what was sent is answered first, and a hundred thousand phones do not come back at once.
 */
import { reconnectDelayMs } from '../../miniprogram/core/socket/reconnect-policy';
import { reconnectRange } from '../../server/session/wire';
import { MemoryStore } from '../../server/storage/memory/memory-store';
import { createSeededRandom } from '../support/seeded-random';
import { connectPhone } from '../support/test-phone';
import { startTestServer } from '../support/test-server';

const SEED = 66;

test.each([
  [10, 5_000],
  [2_500, 5_000],
  [10_000, 20_000],
  [100_000, 200_000],
])('[SV128, FM66] %i phones are told to come back within %i ms', (connections, spreadMs) => {
  const { minMs, maxMs } = reconnectRange(connections);
  expect(maxMs - minMs).toBe(spreadMs);
});

test('[SV128, FM66] 100,000 phones come back evenly, about 500 in each second', () => {
  const random = createSeededRandom(SEED);
  const connections = 100_000;
  const advised = reconnectRange(connections);
  const perSecond = new Map<number, number>();
  for (let i = 0; i < connections; i += 1) {
    const context = { attempt: 0, healthy: true, cause: 'closed' as const, recentStarts: [], now: 0 };
    const second = Math.floor(reconnectDelayMs({ ...context, advised, draw: random() }) / 1_000);
    perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
  }
  const counts = [...perSecond.entries()].filter(([second]) => second < 201).map(([, count]) => count);
  expect(counts).toHaveLength(200);
  // Six standard deviations of a fair draw.
  expect(Math.max(...counts)).toBeLessThan(500 + 6 * Math.sqrt(500));
  expect(Math.min(...counts)).toBeGreaterThan(500 - 6 * Math.sqrt(500));
});

function createSlowStore() {
  const store = new MemoryStore();
  const append = store.append.bind(store);
  let letGo = (): void => undefined;
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  return {
    store,
    letGo: () => letGo(),
    hold() {
      store.append = async (batch) => {
        await gate;
        return append(batch);
      };
    },
  };
}

test('[SV128] what was sent before the stop is acked before the goodbye', async () => {
  const slow = createSlowStore();
  const server = await startTestServer({ store: slow.store });
  const ann = await connectPhone(server, 'Ann');
  slow.hold();
  ann.publish('lobby', 'last words');
  ann.send({ type: 'ping', id: 'p' });
  await ann.next('pong');
  const closing = server.close();
  // Long enough for a stop that does not wait to say goodbye.
  for (let i = 0; i < 50; i += 1) await new Promise((resolve) => void setImmediate(resolve));
  slow.letGo();
  await ann.closed;
  await closing;
  const order = ann.frames.map(({ type }) => type).filter((type) => type === 'ack' || type === 'bye');
  expect(order).toEqual(['ack', 'bye']);
});

test('[SV128] a disk that hangs keeps the stop no longer than the limit', async () => {
  const slow = createSlowStore();
  const server = await startTestServer({ store: slow.store, limits: { ackWaitMs: 50, drainMs: 50 } });
  const ann = await connectPhone(server, 'Ann');
  slow.hold();
  ann.publish('lobby', 'never stored');
  ann.send({ type: 'ping', id: 'p' });
  await ann.next('pong');
  await server.close();
  expect(await ann.next('bye')).toMatchObject({ code: 'draining' });
  expect(ann.frames.some(({ type }) => type === 'ack')).toBe(false);
});
