import { createBench, type Bench } from './support';
import { createSeededRandom } from '../../support/seeded-random';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

function step(bench: Bench, random: () => number): void {
  const { socket, transport } = bench;
  const connection = transport.connections[Math.floor(random() ** 0.3 * transport.connections.length)];
  const actions: (() => void)[] = [
    () => socket.connect(),
    () => socket.connect(),
    () => socket.close(),
    () => socket.pause('hidden'),
    () => socket.drop('test', random() < 0.5 ? { now: true } : {}),
    () => socket.drop('test', { after: { minMs: 0, maxMs: 9_000 } }),
    () => socket.confirm(),
    () => void socket.send(1),
    () => connection?.open(),
    () => connection?.open(),
    () => connection?.text('{}'),
    () => connection?.stray(),
    () => connection?.close(),
    () => connection?.emit({ kind: 'uncertain', why: 'test' }),
  ];
  actions[Math.floor(random() * actions.length)]?.();
}

describe('what always holds', () => {
  test('[SK17, SY7] never more than one connection is neither ended nor abandoned (seeded)', async () => {
    const random = createSeededRandom(seed);
    for (let round = 0; round < 20; round += 1) {
      const bench = createBench({ healthyFrom: random() < 0.5 ? 'open' : 'confirm', random });
      const stopMeddling = bench.socket.onState(() => {
        if (random() < 0.1) step(bench, random);
      });
      for (let i = 0; i < 200; i += 1) {
        step(bench, random);
        if (random() < 0.3) await bench.clock.advance(Math.floor(random() * 8_000));
      }
      stopMeddling();
      bench.socket.close();
      await bench.clock.advance(60_000);
      const { mostLive, live } = bench.transport;
      const { state } = bench.socket.state;
      const expected = { seed, round, mostLive: 1, live: 0, state: 'idle', timers: 0 };
      expect({ seed, round, mostLive, live, state, timers: bench.clock.pending }).toEqual(expected);
    }
  });

  test('[SK30, FM65] a thousand rounds of connect and close leave no timer and no connection behind', async () => {
    const { socket, transport, clock, log, connectAndOpen } = createBench();
    for (let round = 0; round < 1_000; round += 1) {
      connectAndOpen();
      void socket.send(round);
      const waitsForEnd = clock.pending;
      socket.close();
      transport.newest.close(1000);
      expect(waitsForEnd).toBe(1);
      expect(clock.pending).toBe(0);
    }
    expect(transport.connections).toHaveLength(1_000);
    expect(transport.live).toBe(0);
    expect(log.filter(({ level }) => level !== 'info' && level !== 'debug')).toEqual([]);
  });
});
