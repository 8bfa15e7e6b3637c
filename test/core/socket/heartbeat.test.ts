import { createBench, outcome, type Bench } from './support';

const TIMES = { everyMs: 30_000, timeoutMs: 4_000 };
const PONG = { ...TIMES, ping: () => ({ type: 'ping' }), isPong: (value: unknown) => value === 'pong' };

const sent = ({ transport }: Bench): readonly unknown[] => transport.newest.sent;

describe('the heartbeat of the socket service', () => {
  test('[PL1] asks so long after open and after each answer, and the answer reaches nobody else', async () => {
    const bench = createBench({ heartbeat: PONG });
    bench.connectAndOpen();
    await bench.clock.advance(29_999);
    expect(sent(bench)).toEqual([]);
    await bench.clock.advance(1);
    expect(sent(bench)).toEqual(['{"type":"ping"}']);
    await bench.clock.advance(3_000);
    bench.transport.newest.text('"pong"');
    bench.transport.newest.text('"news"');
    await bench.clock.advance(30_000);
    expect(sent(bench)).toHaveLength(2);
    expect(bench.messages).toEqual(['news']);
    expect(bench.socket.state.state).toBe('open');
  });

  test('[PL1] other frames are no answer where the owner knows the answer, and are told', async () => {
    const bench = createBench({ heartbeat: PONG });
    bench.connectAndOpen();
    await bench.clock.advance(30_000);
    bench.transport.newest.text('"news"');
    await bench.clock.advance(4_000);
    expect(bench.messages).toEqual(['news']);
    expect(bench.socket.state.state).toBe('closing');
  });

  test('[PL1] without isPong everything that comes in is a sign of life', async () => {
    const bench = createBench({ heartbeat: { ...TIMES, ping: () => 0 } });
    bench.connectAndOpen();
    for (const give of [
      () => bench.transport.newest.text('1'),
      () => bench.transport.newest.text('no JSON'),
      () => bench.transport.newest.emit({ kind: 'binary', data: new ArrayBuffer(1) }),
    ]) {
      await bench.clock.advance(29_000);
      give();
    }
    expect(sent(bench)).toEqual([]);
    await bench.clock.advance(30_000);
    expect(sent(bench)).toEqual(['0']);
    expect(bench.messages).toEqual([1]);
    expect(bench.badFrames).toHaveLength(1);
  });

  test('[PL2] without an answer in time the connection is dropped, and the next one asks anew', async () => {
    const bench = createBench({ heartbeat: PONG });
    bench.connectAndOpen();
    await bench.clock.advance(33_999);
    expect(bench.socket.state.state).toBe('open');
    await bench.clock.advance(1);
    expect(bench.socket.state).toMatchObject({ state: 'closing', next: 'waiting' });
    bench.transport.newest.close();
    expect(bench.socket.state).toMatchObject({ evidence: { reason: 'no answer (silence)' } });
    await bench.clock.advance(1_000);
    bench.transport.newest.open();
    await bench.clock.advance(30_000);
    expect(bench.transport.connections).toHaveLength(2);
    expect(sent(bench)).toEqual(['{"type":"ping"}']);
  });

  test('[PL3] bytes ask and answer too, and so does text that the codec cannot read', async () => {
    const isPong = (value: unknown): boolean => value === 'pong' || value instanceof ArrayBuffer;
    const bench = createBench({ heartbeat: { ...TIMES, ping: () => Uint8Array.of(9).buffer, isPong } });
    bench.connectAndOpen();
    for (const answer of [
      { kind: 'text', data: 'pong' } as const,
      { kind: 'binary', data: new ArrayBuffer(2) } as const,
    ]) {
      await bench.clock.advance(30_000);
      bench.transport.newest.emit(answer);
      await bench.clock.advance(4_000);
      expect(bench.socket.state.state).toBe('open');
      await bench.clock.advance(26_000);
      bench.transport.newest.emit(answer);
    }
    expect(sent(bench)[0]).toBeInstanceOf(ArrayBuffer);
    expect(bench.badFrames).toEqual([]);
  });

  test('[PL4] asks at once after a freeze and when the connection is uncertain', async () => {
    const bench = createBench({ heartbeat: PONG });
    bench.connectAndOpen();
    bench.transport.newest.emit({ kind: 'uncertain', why: 'odd' });
    expect(sent(bench)).toHaveLength(1);
    expect(bench.uncertain).toEqual(['odd']);
    bench.transport.newest.text('"pong"');
    bench.clock.jump(60_000);
    await bench.clock.advance(5_000);
    expect(sent(bench)).toHaveLength(2);
  });

  test('[PL5] functions that throw are logged and end nothing but the question', async () => {
    const throws = (): never => {
      throw new Error('mine');
    };
    const bench = createBench({ heartbeat: { ...TIMES, ping: throws, isPong: throws } });
    bench.connectAndOpen();
    bench.transport.newest.text('"news"');
    expect(bench.messages).toEqual(['news']);
    await bench.clock.advance(30_000);
    expect(bench.socket.state.state).toBe('open');
    await bench.clock.advance(4_000);
    expect(bench.socket.state.state).toBe('closing');
    expect(bench.log.filter(({ event }) => event === 'heartbeat_threw')).toHaveLength(2);
  });

  test('[PL2] nothing is asked and no timer waits while there is no open connection', async () => {
    const bench = createBench({ heartbeat: PONG });
    bench.connectAndOpen();
    bench.socket.close();
    bench.transport.newest.close();
    expect(bench.clock.pending).toBe(0);
  });
});

describe('a limit of attempts', () => {
  const refuse = async (bench: Bench): Promise<void> => {
    bench.transport.newest.emit({
      kind: 'ended',
      attributed: true,
      evidence: { kind: 'connect_failed', reason: 'no' },
    });
    await bench.clock.advance(2_000);
  };

  test('[PL6] after so many attempts in a row that came to nothing there is none until connect', async () => {
    const bench = createBench({ maxAttempts: 3 });
    const waiting = bench.socket.send('waits');
    bench.socket.connect();
    await refuse(bench);
    await refuse(bench);
    expect(bench.socket.state.state).toBe('connecting');
    await refuse(bench);
    expect(bench.socket.state).toEqual({
      state: 'failed',
      why: 'attempts',
      evidence: { kind: 'connect_failed', reason: 'no' },
      handedOver: 0,
    });
    expect(await outcome(waiting)).toBe('closed');
    await expect(bench.socket.send('late')).rejects.toThrow('no further attempt: no');
    expect([bench.transport.connections.length, bench.clock.pending]).toEqual([3, 0]);
    bench.socket.connect();
    await refuse(bench);
    expect(bench.transport.connections).toHaveLength(5);
  });

  test('[PL6] an attempt that nobody answers counts, and a good connection begins the count anew', async () => {
    const bench = createBench({ maxAttempts: 2 });
    bench.socket.connect();
    await refuse(bench);
    bench.transport.newest.open();
    await bench.clock.advance(10_000);
    bench.transport.newest.close();
    await bench.clock.advance(1_000);
    await refuse(bench);
    expect(bench.socket.state.state).toBe('connecting');
    await bench.clock.advance(13_000);
    bench.transport.newest.close();
    expect(bench.socket.state).toMatchObject({ state: 'failed', why: 'attempts' });
  });
});
