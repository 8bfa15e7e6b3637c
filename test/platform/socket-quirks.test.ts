import { createSocketService } from '../../miniprogram/core/socket/socket-service';
import type { Transport } from '../../miniprogram/core/socket/transport';
import { createGlobalTransport } from '../../miniprogram/platform/global-socket';
import { createTaskTransport } from '../../miniprogram/platform/task-socket';
import type { WxGlobalSocketApi } from '../../miniprogram/platform/wx-socket-api';
import type { RawSocketFactory } from '../../simulator/wx/ports';
import type { SocketQuirks } from '../../simulator/wx/socket-quirks';
import { createManualClock, type ManualClock } from '../support/manual-clock';
import { createNodeWx } from '../support/node-wx';
import { createSeededRandom } from '../support/seeded-random';

const TRANSPORTS: readonly (readonly [string, (wx: WxGlobalSocketApi) => Transport])[] = [
  ['global', createGlobalTransport],
  ['task', createTaskTransport],
];

/** A network in memory: connects after 20 ms while the server is up, and refuses after 20 ms while it is not. */
function createNetwork(clock: ManualClock) {
  const network = { isUp: true, delivered: [] as (string | ArrayBuffer)[] };
  const openRaw: RawSocketFactory = (_request, events) => {
    let isOver = false;
    const later = (fn: () => void): void => void clock.after(20, () => isOver || fn());
    const finish = (code: number, reason: string): void => {
      isOver = true;
      events.close(code, reason);
    };
    later(() => {
      if (network.isUp) return events.open({ protocol: '', header: {} });
      events.error('connection refused');
      finish(1006, '');
    });
    return {
      send: (data) => void network.delivered.push(data),
      close: (code, reason) => later(() => finish(code ?? 1000, reason ?? '')),
      terminate: () => (isOver = true),
    };
  };
  return { network, openRaw };
}

function createBench(create: (wx: WxGlobalSocketApi) => Transport, quirks: Partial<SocketQuirks>) {
  const clock = createManualClock();
  const { network, openRaw } = createNetwork(clock);
  const phone = createNodeWx({ clock, quirks, ports: { openSocket: openRaw } });
  const socket = createSocketService({
    transport: create(phone.wx),
    url: 'wss://chat.example/ws',
    clock,
    random: createSeededRandom(7),
  });
  return { clock, network, phone, socket };
}

function listVariants(connectFailure: SocketQuirks['connectFailure']): readonly Partial<SocketQuirks>[] {
  const variants: Partial<SocketQuirks>[] = [];
  for (const brokenConnection of ['close', 'error-close', 'close-error'] as const) {
    for (const binding of ['first', 'latest', 'all'] as const) {
      for (const closeEvents of [1, 2] as const) {
        variants.push({ connectFailure, brokenConnection, binding, closeEvents });
      }
    }
  }
  return variants;
}

/** Breaks the connection five times, with the server away after every second break. */
async function surviveBreaks(bench: ReturnType<typeof createBench>): Promise<string[]> {
  const { clock, network, phone, socket } = bench;
  const outcomes: string[] = [];
  for (let round = 0; round < 5; round += 1) {
    phone.control.sockets.breakAll();
    network.isUp = round % 2 === 0;
    await clock.advance(5_000);
    network.isUp = true;
    await clock.advance(40_000);
    outcomes.push(`${socket.state.state} ${phone.control.sockets.live.length}`);
  }
  return outcomes;
}

describe.each(TRANSPORTS)('the socket service on a phone with quirks (%s)', (_name, create) => {
  test.each(['error', 'close', 'error-close', 'close-error'] as const)(
    '[SK55] it comes back after every break, and is gone after close; failed attempts tell %s',
    async (connectFailure) => {
      for (const quirks of listVariants(connectFailure)) {
        const bench = createBench(create, quirks);
        const { clock, network, phone, socket } = bench;
        socket.connect();
        await clock.advance(100);
        const outcomes = await surviveBreaks(bench);
        expect({ quirks, outcomes }).toEqual({ quirks, outcomes: Array(5).fill('open 1') });
        void socket.send('last');
        await clock.advance(10);
        expect(network.delivered).toEqual(['"last"']);
        socket.close();
        await clock.advance(100);
        const end = { state: socket.state.state, live: phone.control.sockets.live };
        expect({ quirks, ...end }).toEqual({ quirks, state: 'idle', live: [] });
        await phone.close();
      }
    },
  );

  test('[SK55] an end that is never told: the socket is given up after 5 s, the next one when this one cannot exist any more', async () => {
    const { clock, phone, socket } = createBench(create, { closeEvents: 0 });
    socket.connect();
    await clock.advance(100);
    for (const waitMs of [12_000, 47_000, 47_000]) {
      socket.drop('no answer');
      await clock.advance(waitMs);
      expect(socket.state.state).toBe('open');
    }
    socket.close();
    await clock.advance(40_000);
    expect(socket.state.state).toBe('idle');
    expect(phone.control.sockets.live).toEqual([]);
    await phone.close();
  });

  test('[SK30, FM65] a thousand rounds of connect and close keep the phone’s listeners, sockets and timers constant', async () => {
    const { clock, phone, socket } = createBench(create, { registration: 'accumulate' });
    const counts = new Set<string>();
    for (let round = 0; round < 1_000; round += 1) {
      socket.connect();
      await clock.advance(50);
      socket.close();
      await clock.advance(50);
      const { globalListeners, live } = phone.control.sockets;
      counts.add(JSON.stringify([socket.state.state, globalListeners, live.length, clock.pending]));
    }
    expect(counts.size).toBe(1);
    expect(phone.control.sockets.globalListeners).toBeLessThanOrEqual(4);
    expect(phone.control.sockets.attempts).toBe(1_000);
    await phone.close();
  });
});
