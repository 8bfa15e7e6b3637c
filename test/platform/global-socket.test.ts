import { createGlobalTransport } from '../../miniprogram/platform/global-socket';
import { createTaskTransport } from '../../miniprogram/platform/task-socket';
import { flushPromises } from '../support/manual-clock';
import { createFakeWx, type FakeSocket, type FakeWxOptions } from '../support/transport-fake-wx';
import { createRecorder, type Recorder } from '../support/transport-rig';
import type { TransportConnection } from '../../miniprogram/core/socket/transport';

const URL = 'ws://fake.example';

interface Attempt {
  readonly connection: TransportConnection;
  readonly record: Recorder;
  readonly socket: FakeSocket;
}

function createBench(options: FakeWxOptions = {}) {
  const fake = createFakeWx({ task: 'none', ...options });
  const transport = createGlobalTransport(fake.wx);
  const connect = (): Attempt => {
    const record = createRecorder();
    const connection = transport.open({ url: URL }, record.sink);
    return { connection, record, socket: fake.newest };
  };
  const open = (): Attempt => {
    const attempt = connect();
    attempt.socket.open();
    return attempt;
  };
  return { fake, transport, connect, open };
}

const last = (record: Recorder): unknown => record.events[record.events.length - 1];
const UNATTRIBUTED = { kind: 'ended', attributed: false };
const ATTRIBUTED = { kind: 'ended', attributed: true };

describe('the global socket', () => {
  test('[SK41] all options of connectSocket pass through unchanged, absent ones are left out', () => {
    const { fake, transport } = createBench();
    const options = {
      url: URL,
      header: { a: 'b' },
      protocols: ['p'],
      tcpNoDelay: false,
      perMessageDeflate: true,
      timeout: 7,
      forceCellularNetwork: true,
    };
    transport.open(options, () => undefined);
    const callbacks = { success: expect.any(Function), fail: expect.any(Function) };
    expect(fake.newest.option).toEqual({ ...options, ...callbacks });
    const bare = createBench();
    bare.connect();
    expect(Object.keys(bare.fake.newest.option).sort()).toEqual(['fail', 'success', 'url']);
  });

  test.each(['replace', 'accumulate'] as const)(
    '[SK47, FM50, SY23] each global listener is registered once per wx object, for any number of transports and connections (%s)',
    async (registration) => {
      const { fake, open } = createBench({ registration });
      const others = [createGlobalTransport(fake.wx), createTaskTransport(fake.wx)];
      for (let i = 0; i < 50; i += 1) {
        const { connection, record, socket } = open();
        connection.proven?.();
        socket.message('1');
        socket.close();
        expect(record.kinds()).toEqual(['open', 'text', 'ended']);
        await flushPromises();
        const record2 = createRecorder();
        const connection2 = others[i % 2]?.open({ url: URL }, record2.sink);
        fake.newest.open();
        connection2?.proven?.();
        fake.newest.close();
        expect(record2.kinds()).toEqual(['open', 'ended']);
        await flushPromises();
      }
      expect(fake.registrations).toEqual({ open: 1, message: 1, error: 1, close: 1 });
    },
  );

  test('[SK51, SY8] a second connection at the same time ends with socket_limit and leaves the first alone', async () => {
    const { fake, open } = createBench();
    const first = open();
    const record = createRecorder();
    createGlobalTransport(fake.wx).open({ url: URL }, record.sink);
    await flushPromises();
    expect(record.events).toMatchObject([{ ...ATTRIBUTED, evidence: { kind: 'socket_limit' } }]);
    expect(fake.sockets).toHaveLength(1);
    first.socket.message('still mine');
    expect(first.record.kinds()).toEqual(['open', 'text']);
  });

  test('[SK48, FM47] while an abandoned socket may still end, an end is unattributed, once for each of them', async () => {
    const { open } = createBench();
    const old = open();
    old.connection.abandon(() => undefined);
    const own = open();
    old.socket.close();
    expect(last(own.record)).toMatchObject(UNATTRIBUTED);
    own.socket.message('still here');
    expect(own.record.kinds()).toEqual(['open', 'ended', 'text']);
    await flushPromises();
    own.socket.close();
    expect(last(own.record)).toMatchObject(ATTRIBUTED);
    expect(old.record.kinds()).toEqual(['open']);
  });

  test('[SK60] an abandoned attempt whose own call fails late surely has no socket', async () => {
    const { connect } = createBench();
    const { connection, record, socket } = connect();
    const onEnded = jest.fn();
    connection.abandon(onEnded);
    socket.fail();
    socket.fail();
    await flushPromises();
    expect(onEnded).toHaveBeenCalledTimes(1);
    expect(record.kinds()).toEqual([]);
  });

  test('[SK48] after its release an abandoned socket is not expected any more', () => {
    const { open } = createBench();
    const release = open().connection.abandon(() => undefined);
    const own = open();
    release();
    release();
    own.socket.close();
    expect(last(own.record)).toMatchObject(ATTRIBUTED);
  });

  test('[SK48] a close that was asked for is taken as the answer, and the abandoned one stays expected', () => {
    const { open } = createBench();
    open().connection.abandon(() => undefined);
    const own = open();
    own.connection.end(1000);
    own.socket.close(1000, '');
    expect(last(own.record)).toMatchObject(ATTRIBUTED);
    const next = open();
    next.socket.close();
    expect(last(next.record)).toMatchObject(UNATTRIBUTED);
  });

  test('[SK48] errors and closes of abandoned sockets do not end an attempt, the platform’s answer to it does', async () => {
    const { connect, open } = createBench();
    const old = open();
    old.connection.abandon(() => undefined);
    const own = connect();
    old.socket.error();
    old.socket.close();
    expect(own.record.events).toMatchObject([UNATTRIBUTED, UNATTRIBUTED]);
    own.socket.fail('connectSocket:fail refused');
    await flushPromises();
    expect(last(own.record)).toMatchObject({ ...ATTRIBUTED, evidence: { kind: 'connect_failed' } });
  });

  test.each([
    ['error, then close', ['error', 'close']],
    ['close, then error', ['close', 'error']],
  ] as const)(
    '[SK49, FM6] the second of %s does not end the next attempt, however late it comes',
    async (_name, signals) => {
      const { connect } = createBench();
      for (let i = 0; i < 3; i += 1) {
        const failed = connect();
        failed.socket[signals[0]]();
        expect(failed.record.events).toMatchObject([ATTRIBUTED]);
        await flushPromises();
        const next = connect();
        failed.socket[signals[1]]();
        expect(next.record.kinds()).toEqual(['ended']);
        expect(last(next.record)).toMatchObject(UNATTRIBUTED);
        await flushPromises();
        next.socket.open();
        next.connection.proven?.();
        next.socket.close();
        expect(next.record.kinds()).toEqual(['ended', 'open', 'ended']);
        next.connection.proven?.();
        expect(last(next.record)).toMatchObject(ATTRIBUTED);
        await flushPromises();
      }
    },
  );

  test('[SK49, FM5] where the platform only ever tells an error, each failed attempt ends at once', async () => {
    const { connect } = createBench();
    for (let i = 0; i < 5; i += 1) {
      const failed = connect();
      failed.socket.error();
      expect(failed.record.events).toMatchObject([ATTRIBUTED]);
      await flushPromises();
    }
  });

  test('[SK49, SK66, FM5] {H5} where it only ever tells a close, one that may be the last one again decides nothing', async () => {
    const { connect } = createBench();
    const first = connect();
    first.socket.close();
    expect(first.record.events).toMatchObject([ATTRIBUTED]);
    await flushPromises();
    const second = connect();
    second.socket.close();
    expect(second.record.events).toMatchObject([UNATTRIBUTED]);
    await flushPromises();
    second.socket.close();
    expect(last(second.record)).toMatchObject(ATTRIBUTED);
  });

  test('[SK66] {H5} a close told twice, however late, ends neither an attempt nor, unasked, what opened meanwhile', async () => {
    const { connect, open } = createBench();
    const old = open();
    old.socket.close(1006, 'gone');
    await flushPromises();
    const attempt = connect();
    old.socket.close(1006, 'gone');
    expect(attempt.record.events).toMatchObject([UNATTRIBUTED]);
    attempt.socket.open();
    expect(attempt.record.kinds()).toEqual(['ended', 'open']);
    await flushPromises();
    attempt.socket.close();
    expect(last(attempt.record)).toMatchObject(ATTRIBUTED);
    await flushPromises();
    const later = open();
    attempt.socket.close();
    expect(last(later.record)).toMatchObject(UNATTRIBUTED);
  });

  test('[SK66] {H5} while an end is asked for, a close that may be the last one again is no answer', async () => {
    const { open } = createBench();
    const old = open();
    old.socket.close();
    await flushPromises();
    const own = open();
    own.connection.end();
    old.socket.close();
    expect(last(own.record)).toMatchObject(UNATTRIBUTED);
    await flushPromises();
    own.socket.close();
    expect(last(own.record)).toMatchObject(ATTRIBUTED);
  });

  test.each(['close', 'error'] as const)(
    '[SK66] {H5} while the task is still behind its promise, the %s of an older socket is not this one’s',
    async (signal) => {
      const { connect } = createBench({ task: 'promise' });
      const old = connect();
      await flushPromises();
      old.socket.open();
      old.socket.close();
      expect(last(old.record)).toMatchObject(ATTRIBUTED);
      await flushPromises();
      const told = connect();
      old.socket[signal]();
      expect(told.record.events).toMatchObject([UNATTRIBUTED]);
      await flushPromises();
      told.socket.open();
      expect(told.record.kinds()).toEqual(['ended', 'open']);
      told.connection.abandon(() => undefined);
      told.connection.proven?.();
      const next = connect();
      told.socket[signal]();
      expect(next.record.events).toMatchObject([UNATTRIBUTED]);
      await flushPromises();
      next.socket.open();
      next.socket.message('1');
      expect(next.record.kinds()).toEqual(['ended', 'open', 'text']);
    },
  );

  test('[SK66] {H5} after a connection has lasted, a close is its own again', async () => {
    const { open } = createBench();
    open().socket.close();
    await flushPromises();
    const own = open();
    own.connection.proven?.();
    own.socket.close();
    expect(last(own.record)).toMatchObject(ATTRIBUTED);
  });

  test('[SK43, FM6] fail, error and close of one attempt, all of them twice, are one end', async () => {
    const { connect } = createBench();
    const { record, socket } = connect();
    for (let i = 0; i < 2; i += 1) {
      socket.fail();
      socket.error();
      socket.close();
    }
    await flushPromises();
    expect(record.events).toMatchObject([ATTRIBUTED]);
  });

  test('[SK50] an error after open makes it uncertain, and so does an open after open; neither ends anything', () => {
    const { open } = createBench();
    const { record, socket } = open();
    socket.error('something');
    socket.open();
    expect(record.events.map(({ kind }) => kind)).toEqual(['open', 'uncertain', 'uncertain']);
    socket.message('1');
    expect(record.kinds()).toEqual(['open', 'text']);
  });

  test('[SK50] a message that is neither text nor bytes makes it uncertain', () => {
    const { open } = createBench();
    const { record, socket } = open();
    for (const data of [{ '0': 1 }, undefined, 7]) socket.message(data);
    expect(record.events.map(({ kind }) => kind)).toEqual(['open', 'uncertain', 'uncertain', 'uncertain']);
  });

  test('[DL20] closeSocket is asked before open too: it ends an older socket that keeps the open of this one back', () => {
    const { connect } = createBench();
    const { connection, record, socket } = connect();
    connection.end(1000, 'early');
    expect(socket.closes).toMatchObject([{ code: 1000, reason: 'early' }]);
    socket.open();
    connection.end(1000, 'again');
    expect(socket.closes).toMatchObject([{ reason: 'early' }, { reason: 'again' }]);
    expect(record.kinds()).toEqual(['open']);
  });

  test('[DL21] the second close of one turn is an echo: it ends nothing by itself', async () => {
    const { connect, open } = createBench();
    open().socket.close();
    const next = connect();
    next.socket.close();
    expect(last(next.record)).toMatchObject(UNATTRIBUTED);
    await flushPromises();
    next.socket.close();
    expect(last(next.record)).toMatchObject(ATTRIBUTED);
  });

  test('[DL22] a connection that ended unasked is closed for sure, and the close of one that lived is nobody’s', async () => {
    const { open } = createBench();
    const wrongly = open();
    const wasClosed = wrongly.socket.closes.length;
    // The close of an older socket, told as if it were this one's.
    wrongly.socket.onClose = (option) => option.success?.();
    wrongly.socket.close();
    expect(wrongly.socket.closes).toHaveLength(wasClosed + 1);
    await flushPromises();
    const next = open();
    wrongly.socket.close();
    expect(last(next.record)).toMatchObject(UNATTRIBUTED);
  });

  test('[DL23] a close that follows a failed attempt late does not end the connection that opened meanwhile', async () => {
    const { connect, open } = createBench();
    const failed = connect();
    failed.socket.error();
    const next = open();
    failed.socket.close();
    expect(last(next.record)).toMatchObject(UNATTRIBUTED);
    await flushPromises();
    next.socket.close();
    expect(last(next.record)).toMatchObject(ATTRIBUTED);
  });

  test('[SK42, SY5, SY6] a closeSocket that throws or fails is no exception', () => {
    const { open } = createBench();
    const { connection, record, socket } = open();
    socket.onClose = () => {
      throw new Error('closeSocket:fail');
    };
    connection.end();
    socket.onClose = (option) => option.fail?.({ errMsg: 'closeSocket:fail WebSocket is not connected' });
    connection.end();
    expect(socket.closes).toHaveLength(2);
    expect(record.kinds()).toEqual(['open']);
  });

  test('[SK54] a send that the platform refuses is rejected with its words', async () => {
    const { open } = createBench();
    const { connection, socket } = open();
    socket.onSend = (option) => option.fail?.({ errMsg: 'sendSocketMessage:fail interrupted' });
    await expect(connection.send('1')).rejects.toThrow('sendSocketMessage:fail interrupted');
    socket.onSend = () => {
      throw new Error('no socket');
    };
    await expect(connection.send('2')).rejects.toThrow('no socket');
  });
});
