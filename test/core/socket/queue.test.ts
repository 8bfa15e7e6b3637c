import { createBench, outcome } from './support';

describe('sending', () => {
  test('[SK1] values sent before open wait, and go out as JSON text in the order of send', async () => {
    const { socket, transport } = createBench();
    const promises = [socket.send({ n: 1 }), socket.send('two')];
    socket.connect();
    promises.push(socket.send(null));
    expect(transport.newest.sent).toEqual([]);
    transport.newest.open();
    expect(transport.newest.sent).toEqual(['{"n":1}', '"two"', 'null']);
    expect(await Promise.all(promises.map(outcome))).toEqual(['sent', 'sent', 'sent']);
    void socket.send(4);
    expect(transport.newest.sent).toHaveLength(4);
  });

  test('[SK2] what a listener of open sends goes out before what was queued', () => {
    const { socket, transport } = createBench();
    socket.onState(({ state }) => {
      if (state === 'open') void socket.send('hello');
    });
    void socket.send('queued');
    socket.connect();
    transport.newest.open();
    expect(transport.newest.sent).toEqual(['"hello"', '"queued"']);
  });

  test('[SK2] a listener of open that drops the connection keeps the queue for the next one, in order', async () => {
    const { socket, transport, clock } = createBench();
    void socket.send('first');
    const stop = socket.onState(({ state }) => {
      if (state !== 'open') return;
      socket.drop('changed my mind', { now: true });
      void socket.send('second');
    });
    socket.connect();
    transport.newest.open();
    stop();
    expect(transport.newest.sent).toEqual([]);
    transport.newest.close();
    await clock.advance(0);
    transport.newest.open();
    expect(transport.connections).toHaveLength(2);
    expect(transport.newest.sent).toEqual(['"first"', '"second"']);
  });

  test('[SK3] the queue holds queueLimit values, 100 unless told; the next one is refused and the others stay', async () => {
    const { socket, transport } = createBench();
    const held = Array.from({ length: 100 }, (_, i) => socket.send(i));
    expect(await outcome(socket.send('one more'))).toBe('queue_full');
    await expect(socket.send('one more')).rejects.toThrow('limit is 100');
    expect(await outcome(held[0]!)).toBe('pending');
    socket.connect();
    transport.newest.open();
    expect(transport.newest.sent).toHaveLength(100);
    const small = createBench({ queueLimit: 1 });
    void small.socket.send(1);
    expect(await outcome(small.socket.sendBinary(new ArrayBuffer(1)))).toBe('queue_full');
  });

  test('[SK5] a value is taken as it is at the time of send', () => {
    const { socket, transport } = createBench();
    const value = { text: 'before' };
    const bytes = Uint8Array.from([1, 2, 3]);
    void socket.send(value);
    void socket.sendBinary(bytes.buffer);
    value.text = 'after';
    bytes.fill(9);
    socket.connect();
    transport.newest.open();
    expect(transport.newest.sent[0]).toBe('{"text":"before"}');
    expect([...new Uint8Array(transport.newest.sent[1] as ArrayBuffer)]).toEqual([1, 2, 3]);
  });

  test('[SK6, SY35] bytes go out as they are, a view is refused', async () => {
    const { socket, transport, connectAndOpen } = createBench();
    connectAndOpen();
    const bytes = Uint8Array.from([0, 255, 128]).buffer;
    expect(await outcome(socket.sendBinary(bytes))).toBe('sent');
    expect(transport.newest.sent).toEqual([bytes]);
    expect(await outcome(socket.sendBinary(new Uint8Array(2) as unknown as ArrayBuffer))).toBe(
      'not_serializable',
    );
  });

  test('[SK8] a frame above frameLimitBytes is refused with its size and the limit, text in UTF-8', async () => {
    const { socket, transport, connectAndOpen } = createBench({ frameLimitBytes: 8 });
    connectAndOpen();
    expect(await outcome(socket.send('你好'))).toBe('sent');
    await expect(socket.send('你好!')).rejects.toThrow('has 9 bytes, the limit is 8');
    expect(await outcome(socket.send('你好!'))).toBe('frame_too_large');
    expect(await outcome(socket.sendBinary(new ArrayBuffer(8)))).toBe('sent');
    expect(await outcome(socket.sendBinary(new ArrayBuffer(9)))).toBe('frame_too_large');
    expect(transport.newest.sent).toHaveLength(2);
  });

  test('[SK9] send follows the platform: its refusal rejects with send_failed, keeps the connection and makes it uncertain', async () => {
    const { socket, transport, uncertain, connectAndOpen } = createBench();
    connectAndOpen();
    transport.newest.answer = () => Promise.reject(new Error('sendSocketMessage:fail interrupted'));
    await expect(socket.send(1)).rejects.toMatchObject({
      name: 'SocketError',
      kind: 'send_failed',
      message: expect.stringContaining('interrupted'),
    });
    transport.newest.answer = () => {
      throw new Error('a transport that throws');
    };
    expect(await outcome(socket.send(2))).toBe('send_failed');
    expect(uncertain).toHaveLength(2);
    expect(socket.state.state).toBe('open');
  });

  test('[SK9] what the platform had not answered when the connection ended is rejected with send_failed', async () => {
    const { socket, transport, connectAndOpen } = createBench();
    connectAndOpen();
    transport.newest.answer = () => new Promise(() => undefined);
    const lost = socket.send('in flight');
    expect(await outcome(lost)).toBe('pending');
    transport.newest.close();
    const kept = socket.send('after the end');
    expect(await outcome(lost)).toBe('send_failed');
    expect(await outcome(kept)).toBe('pending');
    expect(transport.newest.sent).toEqual(['"in flight"']);
  });

  test('[SK10] close rejects what waits and what comes with closed, until the next connect', async () => {
    const { socket, transport } = createBench();
    const waiting = socket.send('waits');
    socket.close();
    expect(await outcome(waiting)).toBe('closed');
    expect(await outcome(socket.send('late'))).toBe('closed');
    socket.connect();
    const sent = socket.send('again');
    transport.newest.open();
    expect(await outcome(sent)).toBe('sent');
    transport.newest.answer = () => new Promise(() => undefined);
    const inFlight = socket.send('in flight');
    socket.close();
    expect(await outcome(inFlight)).toBe('closed');
    expect(transport.newest.sent).toEqual(['"again"', '"in flight"']);
    const former = transport.newest;
    socket.connect();
    const next = socket.send('next');
    expect(await outcome(next)).toBe('pending');
    expect(former.sent).toHaveLength(2);
  });
});
