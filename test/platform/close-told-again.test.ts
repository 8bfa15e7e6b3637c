/**
 * A phone that tells one close twice, the second time late, in every binding, with and without tasks, over both transports:
 * neither the next attempt nor its socket suffers.
 */
import { createSocketService } from '../../miniprogram/core/socket/socket-service';
import type { Transport } from '../../miniprogram/core/socket/transport';
import { createGlobalTransport } from '../../miniprogram/platform/global-socket';
import { createTaskTransport } from '../../miniprogram/platform/task-socket';
import type { WxGlobalSocketApi } from '../../miniprogram/platform/wx-socket-api';
import type { SocketQuirks } from '../../simulator/wx/socket-quirks';
import { createManualClock } from '../support/manual-clock';
import { createMemoryNetwork } from '../support/memory-network';
import { createNodeWx } from '../support/node-wx';

const TRANSPORTS: readonly (readonly [string, (wx: WxGlobalSocketApi) => Transport])[] = [
  ['global', createGlobalTransport],
  ['task', createTaskTransport],
];
const LATENESS_MS = [1, 250, 600, 1_500, 5_000];

function createPhone(create: (wx: WxGlobalSocketApi) => Transport, quirks: Partial<SocketQuirks>) {
  const clock = createManualClock();
  const network = createMemoryNetwork(clock);
  const { control, wx, close } = createNodeWx({ clock, quirks, ports: { openSocket: network.openRaw } });
  let most = 0;
  const counting = Object.create(wx) as typeof wx;
  counting.connectSocket = (option) => {
    const task = wx.connectSocket(option);
    most = Math.max(most, control.sockets.live.length);
    return task;
  };
  const socket = createSocketService({
    transport: create(counting),
    url: 'wss://chat.example/ws',
    clock,
    random: () => 0.5,
    // The owner verifies what is uncertain, and here nothing ever has to be given up for one.
    healthyFrom: 'confirm',
  });
  socket.onState(({ state }) => state === 'open' && socket.confirm());
  return { clock, network, control, socket, close, most: () => most };
}

describe.each(TRANSPORTS)('a close told twice, the second time late (%s)', (_name, create) => {
  const cases = (['first', 'latest', 'all'] as const).flatMap((binding) =>
    (['value', 'promise', 'none'] as const).map((task) => [binding, task] as const),
  );

  test.each(cases)(
    '[SK66, DL7] {H5} binding %s, task %s: one attempt for each loss, and never more than two sockets',
    async (binding, task) => {
      for (const closeAgainMs of LATENESS_MS) {
        for (const brokenConnection of ['close', 'error-close', 'close-error'] as const) {
          const quirks = { binding, task, closeAgainMs, brokenConnection };
          const phone = createPhone(create, quirks);
          phone.socket.connect();
          await phone.clock.advance(11_000);
          for (let i = 0; i < 4; i += 1) {
            phone.control.sockets.breakAll();
            await phone.clock.advance(30_000);
          }
          const { attempts, live } = phone.control.sockets;
          const found = { attempts, live: live.length, most: phone.most(), state: phone.socket.state.state };
          expect({ quirks, ...found }).toEqual({ quirks, attempts: 5, live: 1, most: 1, state: 'open' });
          await phone.close();
        }
      }
    },
  );

  test.each(cases)(
    '[SK66, DL7] {H5} binding %s, task %s: also when attempts fail meanwhile, however they tell it',
    async (binding, task) => {
      for (const connectFailure of ['close', 'error', 'error-close', 'close-error'] as const) {
        for (const closeAgainMs of LATENESS_MS) {
          const quirks = { binding, task, closeAgainMs, connectFailure };
          const phone = createPhone(create, quirks);
          phone.socket.connect();
          await phone.clock.advance(11_000);
          phone.network.isUp = false;
          phone.control.sockets.breakAll();
          await phone.clock.advance(8_000);
          phone.network.isUp = true;
          await phone.clock.advance(60_000);
          const found = { live: phone.control.sockets.live.length, state: phone.socket.state.state };
          expect({ quirks, ...found }).toEqual({ quirks, live: 1, state: 'open' });
          expect(phone.most()).toBeLessThanOrEqual(2);
          await phone.close();
        }
      }
    },
  );
});
