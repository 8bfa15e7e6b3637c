import type { EndEvidence } from '../../../miniprogram/core/socket/socket-service';
import {
  keepRecent,
  nextAllowedInMs,
  reconnectDelayMs,
  type ReconnectContext,
} from '../../../miniprogram/core/socket/reconnect-policy';
import { createBench, type Bench } from './support';

const NOW = 1_790_000_000_000;
const after = (change: Partial<ReconnectContext>): number =>
  reconnectDelayMs({
    attempt: 0,
    healthy: false,
    cause: 'closed',
    recentStarts: [],
    now: NOW,
    draw: 0.5,
    ...change,
  });

describe('the reconnect policy', () => {
  test('[SK18] the delay is drawn from 0 to min(30 s, 500 ms * 2^attempt), with a floor of 250 ms', () => {
    expect(after({ attempt: 0, draw: 0 })).toBe(250);
    expect(after({ attempt: 0, draw: 0.999 })).toBe(500);
    expect(after({ attempt: 3, draw: 0.5 })).toBe(2_000);
    expect(after({ attempt: 6, draw: 1 })).toBe(30_000);
    expect(after({ attempt: 5_000, draw: 1 })).toBe(30_000);
    expect(after({ attempt: 5_000, draw: 0 })).toBe(250);
  });

  test('[SK18] the first loss after a good connection is drawn from 250 to 750 ms', () => {
    expect(after({ healthy: true, attempt: 9, draw: 0 })).toBe(250);
    expect(after({ healthy: true, attempt: 9, draw: 0.999 })).toBe(750);
  });

  test('[SK22] advice of the server is drawn from its range and bounded by 10 minutes, whatever it says', () => {
    expect(after({ advised: { minMs: 2_000, maxMs: 15_000 }, draw: 0.5 })).toBe(8_500);
    expect(after({ advised: { minMs: 0, maxMs: 0 } })).toBe(250);
    expect(after({ advised: { minMs: 5_000, maxMs: 1_000 }, draw: 1 })).toBe(5_000);
    expect(after({ advised: { minMs: 2 ** 53, maxMs: 2 ** 53 } })).toBe(600_000);
    expect(after({ advised: { minMs: -1, maxMs: NaN }, draw: 1 })).toBe(600_000);
  });

  test('[SK29, FM54] with all sockets of the phone in use the delay is at least 5 s', () => {
    expect(after({ cause: 'socket_limit', draw: 0 })).toBe(5_000);
    expect(after({ cause: 'socket_limit', attempt: 8, draw: 1 })).toBe(30_000);
  });

  test('[SK20] at most 10 attempts per minute, also when the clock was changed', () => {
    const starts = Array.from({ length: 10 }, (_, i) => NOW - 50_000 + i * 1_000);
    expect(nextAllowedInMs(starts.slice(1), NOW)).toBe(0);
    expect(nextAllowedInMs(starts, NOW)).toBe(10_000);
    expect(nextAllowedInMs(starts, NOW + 10_000)).toBe(0);
    expect(after({ recentStarts: starts })).toBe(10_000);
    expect(nextAllowedInMs(starts, NOW - 86_400_000)).toBe(0);
    expect(keepRecent([NOW - 60_000, NOW - 59_999, NOW, NOW + 1], NOW)).toEqual([NOW - 59_999, NOW]);
  });
});

function lastWait({ socket, clock }: Bench): { attempt: number; delay: number } {
  if (socket.state.state !== 'waiting') throw new Error(`the state is ${socket.state.state}`);
  return { attempt: socket.state.attempt, delay: socket.state.retryAt - clock.now() };
}

async function openFor(bench: Bench, ms: number): Promise<{ attempt: number; delay: number }> {
  bench.transport.newest.open();
  await bench.clock.advance(ms);
  bench.transport.newest.close();
  return lastWait(bench);
}

describe('reconnecting', () => {
  test('[SK18] each attempt that comes to nothing doubles the range, and the state says when the next one is', async () => {
    const bench = createBench();
    bench.draw = 0.999_999;
    bench.socket.connect();
    const waits: { attempt: number; delay: number }[] = [];
    for (let i = 0; i < 8; i += 1) {
      bench.transport.newest.close();
      waits.push(lastWait(bench));
      await bench.clock.advance(lastWait(bench).delay - 1);
      expect(bench.transport.connections).toHaveLength(i + 1);
      await bench.clock.advance(1);
      expect(bench.socket.state).toMatchObject({ state: 'connecting', attempt: i + 1 });
    }
    expect(waits.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(waits.map(({ delay }) => delay)).toEqual([500, 1e3, 2e3, 4e3, 8e3, 16e3, 30e3, 30e3]);
  });

  test('[SK19] only a connection that lasted 10 s makes the count start again', async () => {
    const bench = createBench();
    bench.draw = 0.999_999;
    bench.socket.connect();
    expect(await openFor(bench, 9_999)).toEqual({ attempt: 1, delay: 500 });
    await bench.clock.advance(500);
    expect(await openFor(bench, 9_999)).toEqual({ attempt: 2, delay: 1_000 });
    await bench.clock.advance(1_000);
    expect(await openFor(bench, 10_000)).toEqual({ attempt: 0, delay: 750 });
    await bench.clock.advance(750);
    expect(await openFor(bench, 9_999)).toEqual({ attempt: 1, delay: 500 });
  });

  test('[SK19] with healthyFrom confirm the 10 s count from the first confirm', async () => {
    const bench = createBench({ healthyFrom: 'confirm' });
    bench.draw = 0.999_999;
    bench.socket.connect();
    expect(await openFor(bench, 60_000)).toEqual({ attempt: 1, delay: 500 });
    await bench.clock.advance(500);
    bench.transport.newest.open();
    await bench.clock.advance(5_000);
    bench.socket.confirm();
    await bench.clock.advance(9_000);
    bench.socket.confirm();
    await bench.clock.advance(1_000);
    bench.transport.newest.close();
    expect(lastWait(bench)).toEqual({ attempt: 0, delay: 750 });
  });

  test('[SK20] a server that accepts and closes at once is not tried more than 10 times in any minute', async () => {
    const bench = createBench();
    bench.draw = 0;
    const starts: number[] = [];
    bench.socket.onState((state) => {
      if (state.state === 'connecting') starts.push(state.since);
    });
    bench.socket.connect();
    for (let i = 0; i < 45; i += 1) {
      await openFor(bench, 0);
      await bench.clock.advance(lastWait(bench).delay);
    }
    for (const [i, start] of starts.entries()) {
      const inMinute = starts.slice(i).filter((other) => other - start < 60_000).length;
      expect(inMinute).toBeLessThanOrEqual(10);
    }
  });

  test('[SK20] connect while waiting, and drop with now, obey that limit; connect from rest does not', async () => {
    const bench = createBench();
    bench.socket.connect();
    for (let i = 0; i < 9; i += 1) {
      bench.transport.newest.close();
      bench.socket.connect();
    }
    expect(bench.transport.connections).toHaveLength(10);
    bench.transport.newest.open();
    bench.socket.drop('again', { now: true });
    bench.transport.newest.close();
    expect(lastWait(bench).delay).toBe(60_000);
    bench.socket.connect();
    expect(bench.transport.connections).toHaveLength(10);
    bench.socket.close();
    bench.socket.connect();
    expect(bench.transport.connections).toHaveLength(11);
  });

  test('[SK21] a pending retry is replaced, never doubled', async () => {
    const { socket, transport, clock, connectAndOpen } = createBench();
    connectAndOpen();
    transport.newest.close();
    expect(clock.pending).toBe(1);
    socket.drop('plain');
    expect(clock.pending).toBe(1);
    socket.drop('advice', { after: { minMs: 20_000, maxMs: 20_000 } });
    expect(clock.pending).toBe(1);
    await clock.advance(19_999);
    expect(transport.connections).toHaveLength(1);
    socket.connect();
    await clock.advance(5_000);
    expect(transport.connections).toHaveLength(2);
    expect(clock.pending).toBe(1);
  });

  test('[SK22] drop ends the connection, then waits as advised without counting a failure, or connects at once', async () => {
    const bench = createBench();
    bench.connectAndOpen();
    bench.socket.drop('draining', { after: { minMs: 4_000, maxMs: 6_000 }, code: 4410 });
    expect(bench.transport.newest.ends).toEqual([[4410, 'draining']]);
    bench.transport.newest.close(1000);
    expect(lastWait(bench)).toEqual({ attempt: 0, delay: 5_000 });
    await bench.clock.advance(5_000);
    bench.transport.newest.open();
    bench.socket.drop('network changed', { now: true });
    bench.transport.newest.close();
    expect(bench.socket.state).toMatchObject({ state: 'connecting', attempt: 0 });
    bench.transport.newest.open();
    bench.socket.drop('no answer');
    bench.transport.newest.close();
    expect(lastWait(bench)).toEqual({ attempt: 1, delay: 250 });
    expect(bench.socket.state).toMatchObject({ evidence: { kind: 'closed', reason: 'no answer' } });
  });

  /** Attempts that the platform refuses one after another: when each started. */
  async function refuseAttempts(bench: Bench, count: number): Promise<readonly number[]> {
    const starts: number[] = [];
    bench.socket.onState((state) => {
      if (state.state === 'connecting') starts.push(state.since);
    });
    bench.transport.failWith = new TypeError('connectSocket:fail jsapi has no permission');
    bench.socket.connect();
    for (let i = 1; i < count; i += 1) await bench.clock.advance(lastWait(bench).delay);
    return starts;
  }

  test.each([0, 0.5, 0.999_999])(
    '[SK25, FM1] {H9} a platform that throws is tried for ever, ever more slowly, up to every five minutes (draws of %d)',
    async (draw) => {
      const bench = createBench();
      bench.draw = draw;
      const waiting = bench.socket.send('kept');
      const starts = await refuseAttempts(bench, 16);
      const waits = starts.slice(1).map((start, i) => start - (starts[i] ?? 0));
      expect(waits).toHaveLength(15);
      expect(waits).toEqual([...waits].sort((a, b) => a - b));
      expect(waits[0]).toBeGreaterThanOrEqual(500);
      expect(waits[0]).toBeLessThanOrEqual(1_000);
      expect(waits.slice(12)).toEqual([300_000, 300_000, 300_000]);
      expect(bench.socket.state).toMatchObject({
        state: 'waiting',
        evidence: { kind: 'unsupported', reason: expect.stringContaining('no permission') },
      });
      bench.transport.failWith = null;
      await bench.clock.advance(300_000);
      bench.transport.newest.open();
      await expect(waiting).resolves.toBeUndefined();
    },
  );

  test('[SK25] {H9} a tap does not make it faster, an attempt that the platform takes does', async () => {
    const bench = createBench();
    bench.draw = 0;
    await refuseAttempts(bench, 6);
    expect(lastWait(bench).delay).toBe(16_000);
    bench.socket.connect();
    expect(lastWait(bench)).toEqual({ attempt: 1, delay: 32_000 });
    bench.transport.failWith = null;
    bench.socket.connect();
    bench.transport.newest.close();
    bench.transport.failWith = new Error('again');
    bench.socket.connect();
    expect(lastWait(bench).delay).toBe(500);
  });

  test('[SK25] {H9} a transport that tells "unsupported" later counts the same', async () => {
    const bench = createBench();
    bench.draw = 0;
    const evidence: EndEvidence = { kind: 'unsupported', reason: 'no' };
    bench.socket.connect();
    for (const delay of [500, 1_000, 2_000, 4_000]) {
      bench.transport.newest.emit({ kind: 'ended', attributed: true, evidence });
      expect(lastWait(bench).delay).toBe(delay);
      await bench.clock.advance(delay);
    }
  });
});
