/**
 * When a connection counts as good: 10 s from `open`, or from the first `confirm()` while it is open; whatever ends it.
 */
import { createBench, type Bench } from './support';

type Start = (bench: Bench) => Promise<void> | void;

/** From where the 10 s count. */
const STARTS: Readonly<Record<'open' | 'confirm', Start>> = {
  open: () => undefined,
  confirm: async (bench) => {
    // Neither before open nor the time until it counts.
    await bench.clock.advance(30_000);
    bench.socket.confirm();
  },
};

const ENDS: Readonly<Record<string, (bench: Bench) => void>> = {
  'the other side closes': ({ transport }) => transport.newest.close(),
  'the owner drops it': ({ socket, transport }) => (socket.drop('test'), transport.newest.close()),
  'its calls are taken': ({ transport }) => {
    transport.newest.emit({ kind: 'displaced', goesOn: false, why: 'test' });
    transport.newest.close();
  },
};

const CASES = (['open', 'confirm'] as const).flatMap((from) =>
  Object.keys(ENDS).flatMap((end) => [9_999, 10_000].map((ms) => [from, end, ms] as const)),
);

function readWait({ socket, clock }: Bench): { readonly attempt: number; readonly ms: number } {
  if (socket.state.state !== 'waiting') throw new Error(`the state is ${socket.state.state}`);
  return { attempt: socket.state.attempt, ms: socket.state.retryAt - clock.now() };
}

/** One failed attempt, then a connection that opens. */
async function failThenOpen(bench: Bench): Promise<void> {
  bench.socket.connect();
  bench.socket.confirm();
  bench.transport.newest.close();
  bench.socket.confirm();
  await bench.clock.advance(1_000);
  bench.socket.confirm();
  bench.transport.newest.open();
}

describe('a good connection', () => {
  test.each(CASES)('[SK19] counting from %s, ended because %s after %d ms', async (from, end, ms) => {
    const bench = createBench({ healthyFrom: from });
    await failThenOpen(bench);
    for (const attempt of ms < 10_000 ? [2, 3] : [0, 0]) {
      await STARTS[from](bench);
      await bench.clock.advance(ms - 1);
      bench.socket.confirm();
      await bench.clock.advance(1);
      ENDS[end]?.(bench);
      const wait = readWait(bench);
      expect(wait.attempt).toBe(attempt);
      await bench.clock.advance(wait.ms);
      bench.transport.newest.open();
    }
  });

  test('[SK19] with confirm, a connection that is never confirmed while it is open is never good', async () => {
    const bench = createBench({ healthyFrom: 'confirm' });
    await failThenOpen(bench);
    await bench.clock.advance(600_000);
    bench.transport.newest.close();
    expect(readWait(bench).attempt).toBe(2);
  });

  test('[SK19] the time in which it is being ended does not count', async () => {
    const bench = createBench();
    await failThenOpen(bench);
    await bench.clock.advance(6_000);
    bench.socket.drop('test');
    await bench.clock.advance(4_500);
    bench.transport.newest.close();
    expect(readWait(bench).attempt).toBe(2);
  });

  test('[SK19] advice of the server neither makes it good nor counts it as a failure', async () => {
    const bench = createBench();
    await failThenOpen(bench);
    bench.socket.drop('draining', { after: { minMs: 1_000, maxMs: 1_000 } });
    bench.transport.newest.close();
    expect(readWait(bench).attempt).toBe(1);
  });
});
