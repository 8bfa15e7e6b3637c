import { globalLineOf } from '../../miniprogram/platform/global-socket-line';
import { createTaskTransport } from '../../miniprogram/platform/task-socket';
import { flushPromises } from '../support/manual-clock';
import { createFakeWx, type FakeWxOptions } from '../support/transport-fake-wx';
import { createRecorder } from '../support/transport-rig';

const URL = 'ws://fake.example';

function connect(options: FakeWxOptions = {}) {
  const fake = createFakeWx(options);
  const transport = createTaskTransport(fake.wx);
  const record = createRecorder();
  const connection = transport.open({ url: URL }, record.sink);
  return { fake, transport, connection, record, socket: fake.newest };
}

describe('SocketTask', () => {
  test('[SK42, FM41] an end is always the connection’s own, also beside an abandoned one', () => {
    const { fake, transport, connection, socket } = connect();
    socket.open();
    connection.abandon(() => undefined);
    const record = createRecorder();
    transport.open({ url: URL }, record.sink);
    fake.newest.open();
    socket.close();
    expect(record.kinds()).toEqual(['open']);
    fake.newest.close();
    expect(record.events[record.events.length - 1]).toMatchObject({ kind: 'ended', attributed: true });
  });

  test('[SK60] the late end of an abandoned task is told once', () => {
    const { connection, record, socket } = connect();
    socket.open();
    const onEnded = jest.fn();
    connection.abandon(onEnded);
    socket.close();
    socket.close();
    expect(onEnded).toHaveBeenCalledTimes(1);
    expect(record.kinds()).toEqual(['open']);
  });

  test('[SK53] a task that opens after it was abandoned is closed', () => {
    const { connection, record, socket } = connect();
    connection.abandon(() => undefined);
    socket.open();
    expect(socket.closes).toHaveLength(1);
    socket.message('1');
    expect(record.events).toEqual([]);
  });

  test('[SK43, FM6] of fail, error and close the first one settles, in any order', async () => {
    for (const order of ['fail error close', 'close error fail', 'error fail close close']) {
      const { record, socket } = connect();
      for (const signal of order.split(' ')) socket[signal as 'fail' | 'error' | 'close']();
      await flushPromises();
      expect(record.kinds()).toEqual(['ended']);
    }
  });

  test('[SK50] an error after open and a global close of some socket make it uncertain', () => {
    const { fake, transport, record, socket } = connect();
    socket.open();
    socket.error();
    transport.open({ url: URL }, () => undefined);
    fake.newest.close();
    expect(record.events.map(({ kind }) => kind)).toEqual(['open', 'uncertain', 'uncertain']);
    expect(fake.registrations).toEqual({ open: 0, message: 0, error: 0, close: 1 });
  });

  test('[SK50] a hundred ended tasks leave no hint behind', () => {
    const { fake, transport, record, socket } = connect();
    socket.open();
    socket.close();
    const told = record.events.length;
    for (let i = 0; i < 100; i += 1) {
      transport.open({ url: URL }, () => undefined);
      fake.newest.open();
      fake.newest.close();
    }
    expect(record.events).toHaveLength(told);
    const abandoned = transport.open({ url: URL }, () => undefined);
    expect(globalLineOf(fake.wx).hintCount).toBe(1);
    abandoned.abandon(() => undefined);
    expect(globalLineOf(fake.wx).hintCount).toBe(0);
    expect(fake.registrations.close).toBe(1);
  });

  test.each(['none', 'promise', 'rejected promise'] as const)(
    '[SK52] where connectSocket gives no task (%s), the same connection goes on with the global socket',
    async (task) => {
      const { connection, record, socket } = connect({ task });
      socket.open();
      await connection.send('1');
      socket.message('2');
      connection.end(1000, 'done');
      socket.close(1000, 'done');
      expect(socket.sent).toEqual(['1']);
      expect(socket.closes).toMatchObject([{ code: 1000, reason: 'done' }]);
      expect(record.events).toMatchObject([
        { kind: 'open' },
        { kind: 'text', data: '2' },
        { kind: 'ended', attributed: true },
      ]);
    },
  );

  test('[SK52, FM2] a fail inside connectSocket that gives no task ends the attempt and frees the global socket', async () => {
    const fake = createFakeWx({ task: 'none' });
    const transport = createTaskTransport(fake.wx);
    fake.onConnect = (socket) => socket.fail('connectSocket:fail');
    const failed = createRecorder();
    transport.open({ url: URL }, failed.sink);
    expect(failed.events).toEqual([]);
    await flushPromises();
    expect(failed.kinds()).toEqual(['ended']);
    fake.onConnect = () => undefined;
    const next = createRecorder();
    transport.open({ url: URL }, next.sink);
    fake.newest.open();
    expect(next.kinds()).toEqual(['open']);
  });

  test('[SK44] a plugin has tasks but no global functions: tasks work without the hint', () => {
    const fake = createFakeWx();
    const record = createRecorder();
    createTaskTransport({ connectSocket: fake.wx.connectSocket }).open({ url: URL }, record.sink);
    fake.newest.open();
    fake.newest.close();
    expect(record.kinds()).toEqual(['open', 'ended']);
  });
});
