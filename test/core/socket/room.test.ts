/** Room for one more socket: none is opened while two that were told to be over may live on. */
import { createBench } from './support';

const EVIDENCE = { kind: 'closed', code: 1006, reason: '' };

/** Two sockets in a row whose end was told although they live on; the service is about to wait for its third attempt. */
async function reachTwoLiving(bench = createBench()) {
  const { transport, clock } = bench;
  bench.connectAndOpen();
  transport.newest.close();
  const first = transport.newest.live();
  await clock.advance(1_000);
  expect(transport.connections).toHaveLength(2);
  transport.newest.close();
  const second = transport.newest.live();
  return { ...bench, first, second };
}

describe('room for one more socket', () => {
  test('[SS163, DL7] {H5} no third attempt is opened while two sockets may live on, and the wait ends', async () => {
    const { socket, transport, clock } = await reachTwoLiving();
    await clock.advance(38_000);
    expect(transport.connections).toHaveLength(2);
    expect(socket.state).toMatchObject({ state: 'waiting', waitMs: 5_000, evidence: EVIDENCE });
    await clock.advance(7_000);
    expect(transport.connections).toHaveLength(3);
  });

  test('[SS163] {H5} who connects meanwhile waits as well, also from rest', async () => {
    const { socket, transport, clock } = await reachTwoLiving();
    socket.connect();
    expect(socket.state).toMatchObject({ state: 'waiting', evidence: EVIDENCE });
    socket.drop('the network is back', { now: true });
    socket.pause('hidden');
    socket.connect();
    expect(socket.state).toMatchObject({ state: 'waiting', evidence: null });
    socket.close();
    expect(clock.pending).toBe(0);
    socket.connect();
    await clock.advance(39_000);
    expect(transport.connections).toHaveLength(2);
    await clock.advance(6_000);
    expect(transport.connections).toHaveLength(3);
  });

  test.each(['first', 'second'] as const)(
    '[SS163] {H5} it goes on within five seconds when the %s one is surely gone',
    async (which) => {
      const { socket, transport, clock, ...gone } = await reachTwoLiving();
      await clock.advance(10_000);
      gone[which]();
      await clock.advance(5_000);
      expect(transport.connections).toHaveLength(3);
      expect(socket.state.state).toBe('connecting');
    },
  );

  test('[SS163, DL24] {H5} one that was abandoned and one that lives on are two', async () => {
    const { socket, transport, clock, connectAndOpen } = createBench();
    connectAndOpen();
    socket.drop('silent');
    await clock.advance(6_000);
    expect(transport.connections).toHaveLength(2);
    transport.newest.close();
    transport.newest.live();
    await clock.advance(30_000);
    expect(transport.connections).toHaveLength(2);
    await clock.advance(15_000);
    expect(transport.connections).toHaveLength(3);
  });
});
