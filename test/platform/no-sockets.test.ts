import type { Transport } from '../../miniprogram/core/socket/transport';
import { createGlobalTransport } from '../../miniprogram/platform/global-socket';
import { createTaskTransport } from '../../miniprogram/platform/task-socket';
import type { WxGlobalSocketApi } from '../../miniprogram/platform/wx-socket-api';
import { flushPromises } from '../support/manual-clock';
import { createFakeWx } from '../support/transport-fake-wx';
import { createRecorder } from '../support/transport-rig';

const URL = 'ws://fake.example';
const ATTRIBUTED = { kind: 'ended', attributed: true };

describe('a platform without sockets', () => {
  const transports: readonly (readonly [string, (wx: WxGlobalSocketApi) => Transport])[] = [
    ['global', createGlobalTransport],
    ['task', createTaskTransport],
  ];

  test.each(transports)(
    '[SK44, FM1] %s: missing functions and throws are unsupported, told later',
    async (_name, create) => {
      const throws = (): never => {
        throw new Error('not supported in plugins');
      };
      for (const wx of [{}, { ...createFakeWx().wx, connectSocket: throws }]) {
        const record = createRecorder();
        create(wx as WxGlobalSocketApi).open({ url: URL }, record.sink);
        expect(record.events).toEqual([]);
        await flushPromises();
        expect(record.events).toMatchObject([{ ...ATTRIBUTED, evidence: { kind: 'unsupported' } }]);
      }
    },
  );

  test.each(transports)(
    '[SK45, FM54, SY7] %s: the limit of sockets is told as such',
    async (_name, create) => {
      const fake = createFakeWx();
      fake.onConnect = (socket) =>
        socket.fail('connectSocket:fail createSocketTask:fail exceed max concurrent count');
      const record = createRecorder();
      create(fake.wx).open({ url: URL }, record.sink);
      expect(record.events).toEqual([]);
      await flushPromises();
      expect(record.events).toMatchObject([{ ...ATTRIBUTED, evidence: { kind: 'socket_limit' } }]);
    },
  );

  test('[SK41] the real wx object fits both transports', () => {
    const creators: readonly ((wx: WechatMiniprogram.Wx) => Transport)[] = [
      createGlobalTransport,
      createTaskTransport,
    ];
    expect(creators).toHaveLength(2);
  });
});
