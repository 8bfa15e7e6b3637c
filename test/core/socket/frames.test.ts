import { createBench } from './support';
import { createSeededRandom } from '../../support/seeded-random';

describe('receiving', () => {
  test('[SK7] a frame that is not JSON is reported with its text and harms nothing', () => {
    const { socket, transport, messages, badFrames, connectAndOpen } = createBench();
    connectAndOpen();
    for (const text of ['', '{"a":', 'undefined', '{"ok":true}']) transport.newest.text(text);
    expect(badFrames.map((frame) => frame.text)).toEqual(['', '{"a":', 'undefined']);
    expect(badFrames[0]?.reason).toBe('not_json');
    expect(messages).toEqual([{ ok: true }]);
    expect(socket.state.state).toBe('open');
  });

  test('[SK7] whatever text comes in, it is either a value or a bad frame (seeded)', () => {
    const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
    const random = createSeededRandom(seed);
    const { socket, transport, messages, badFrames, log, connectAndOpen } = createBench();
    connectAndOpen();
    const seeds = [
      '{"type":"msg","list":[1,2,{"a":null}]}',
      '[]',
      '"text"',
      '1e999',
      '{"__proto__":{"x":1}}',
    ];
    const mutate = (text: string): string => {
      const at = Math.floor(random() * (text.length + 1));
      const cut = Math.floor(random() * 4);
      return text.slice(0, at) + String.fromCharCode(Math.floor(random() * 0x10000)) + text.slice(at + cut);
    };
    const rounds = 5_000;
    for (let i = 0; i < rounds; i += 1) {
      let text = seeds[Math.floor(random() * seeds.length)] ?? '';
      for (let steps = Math.floor(random() * 4); steps > 0; steps -= 1) text = mutate(text);
      transport.newest.text(text);
    }
    // The seed is part of what is compared, so that a failure names it.
    expect({
      seed,
      seen: messages.length + badFrames.length,
      state: socket.state.state,
      polluted: ({} as { x?: number }).x,
      errors: log.filter(({ level }) => level === 'error'),
    }).toEqual({ seed, seen: rounds, state: 'open', polluted: undefined, errors: [] });
    expect(badFrames.length).toBeGreaterThan(0);
    expect(messages.length).toBeGreaterThan(0);
  });

  test('[SK6, SY35] bytes come in as they are', () => {
    const { socket, transport, messages, connectAndOpen } = createBench();
    const received: ArrayBuffer[] = [];
    socket.onBinary((data) => received.push(data));
    connectAndOpen();
    const data = Uint8Array.from([123, 0, 255]).buffer;
    transport.newest.emit({ kind: 'binary', data });
    expect(received).toEqual([data]);
    expect(messages).toEqual([]);
  });

  test('[SK11, FM61] a listener that throws is logged, the others still run, and the connection stays', () => {
    const { socket, transport, messages, names, log } = createBench();
    const boom = (): never => {
      throw new Error('boom');
    };
    const later: unknown[] = [];
    for (const on of [socket.onMessage, socket.onState, socket.onBadFrame, socket.onUncertain]) on(boom);
    socket.onMessage((value) => later.push(value));
    void socket.send('queued');
    socket.connect();
    transport.newest.open();
    transport.newest.text('1');
    transport.newest.text('{');
    transport.newest.emit({ kind: 'uncertain', why: 'test' });
    expect(messages).toEqual([1]);
    expect(later).toEqual([1]);
    expect(names()).toEqual(['connecting', 'open']);
    expect(transport.newest.sent).toEqual(['"queued"']);
    expect(log.filter(({ event }) => event === 'listener_threw')).toHaveLength(5);
  });

  test('[SK12] an undo removes exactly its own listener', () => {
    const { socket, transport, connectAndOpen } = createBench();
    const seen: string[] = [];
    const same = (): number => seen.push('same');
    const undo = socket.onMessage(same);
    socket.onMessage(same);
    connectAndOpen();
    undo();
    undo();
    transport.newest.text('1');
    expect(seen).toEqual(['same']);
  });

  test('[SK27] frames, opens and ends of a connection that is over are nobody’s', async () => {
    const { socket, transport, clock, messages, names, connectAndOpen } = createBench();
    connectAndOpen();
    const old = transport.newest;
    old.close();
    old.text('1');
    old.open();
    old.close();
    await clock.advance(1_000);
    transport.newest.open();
    old.text('2');
    old.close();
    expect(messages).toEqual([]);
    expect(names()).toEqual(['connecting', 'open', 'waiting', 'connecting', 'open']);
    socket.close();
    transport.newest.text('3');
    expect(messages).toEqual([]);
  });

  test('[SK27] a frame before open is dropped', () => {
    const { socket, transport, messages } = createBench();
    socket.connect();
    transport.newest.text('1');
    expect(messages).toEqual([]);
  });
});
