/**
 * A thousand times connected and closed: what is left over must not grow with the count, on the phone as on the server.
 */
import type { Clock } from '../../miniprogram/core/base/clock';
import type { RoomId } from '../../miniprogram/core/protocol/fields';
import type { Client } from '../../miniprogram/services/client-types';
import { createClient } from '../../miniprogram/services/create-client';
import { systemClock } from '../../server/system';
import { createChatRig, message, roomState } from '../support/chat-rig';
import { collectGarbage, countWaiters } from '../support/leak-count';
import { createNodeWx, type NodeWx } from '../support/node-wx';
import { openPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

const ROUNDS = 1_000;
/** Whole clients over real sockets; each point of a life comes twenty times. */
const REAL_ROUNDS = 200;
/** Connections that come together share the server's commits. */
const AT_A_TIME = 10;
const LOBBY = 'lobby' as RoomId;
const PATIENCE_MS = 10_000;

jest.setTimeout(180_000);

async function until(what: string, isTrue: () => boolean): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!isTrue()) {
    if (Date.now() > end) throw new Error(`waited for ${what} in vain`);
    await new Promise((resolve) => void setTimeout(resolve, 1));
  }
}

/** Counts the timers that wait. */
function createCountingClock(): Clock & { readonly pending: number } {
  let pending = 0;
  return {
    now: () => systemClock.now(),
    after(ms, fn) {
      let isWaiting = true;
      const settle = (): void => {
        if (isWaiting) pending -= 1;
        isWaiting = false;
      };
      pending += 1;
      const cancel = systemClock.after(ms, () => {
        settle();
        fn();
      });
      return () => {
        settle();
        cancel();
      };
    },
    get pending() {
      return pending;
    },
  };
}

describe('a server', () => {
  let server: TestServer;
  let clock: ReturnType<typeof createCountingClock>;

  beforeEach(async () => {
    clock = createCountingClock();
    server = await startTestServer({ clock, limits: { loginBurst: 10 * ROUNDS, presenceIntervalMs: 10 } });
  });
  afterEach(() => server.close());

  const isEmpty = (): boolean => Object.values(server.running.counts()).every((count) => count === 0);

  /** From start to close, each time at another point of its life. */
  async function live(node: NodeWx, round: number, transport: 'global' | 'task'): Promise<WeakRef<Client>> {
    const { wx, control } = node;
    const client = createClient({
      wx,
      clock: control.timers.clock,
      config: { serverUrl: server.url, transport },
    });
    const { chat } = client;
    chat.start();
    if (round % 10 > 0) await until('being online', () => chat.connection.state === 'online');
    if (round % 10 > 5) {
      const id = chat.sendText(LOBBY, `round ${round}`);
      const isSent = () => chat.state.timelines['lobby']?.items.some((item) => item.key.endsWith(`/${id}`));
      chat.setTyping(LOBBY, true);
      if (round % 10 > 7) await until('the echo', () => isSent() === true);
    }
    if (round % 10 === 5) control.hide();
    client.close();
    if (round % 10 === 5) control.show();
    await until('the end of the socket', () => control.sockets.live.length === 0);
    return new WeakRef(client);
  }

  test.each(['global', 'task'] as const)(
    '[LK1, LK2] forgets whole clients over real sockets, and the phone forgets them too (%s)',
    async (transport) => {
      const timersBefore = clock.pending;
      const node = createNodeWx({ user: `leak-${transport}` });
      await live(node, 9, transport);
      await until('an empty server', isEmpty);
      const before = countWaiters(node);
      const clients: WeakRef<Client>[] = [];
      for (let round = 0; round < REAL_ROUNDS; round += 1) clients.push(await live(node, round, transport));
      await until('an empty server', isEmpty);
      await until('quiet timers', () => clock.pending <= timersBefore);
      expect(countWaiters(node)).toEqual(before);
      expect(before['timers']).toBe(0);
      await collectGarbage();
      const alive = clients.slice(0, -5).filter((client) => client.deref() !== undefined);
      expect(alive).toHaveLength(0);
      await node.close();
    },
  );

  test('[LK2] holds nothing of 1,000 connections that come, join and break off at any point', async () => {
    const { ticket } = await server.login('breaker');
    const timersBefore = clock.pending;
    const come = async (round: number): Promise<void> => {
      // A device of its own, or the same one again, which supersedes the last.
      const phone = await openPhone(server, { ticket, device: `device-${round % 3 === 0 ? 'same' : round}` });
      // One that is superseded meanwhile gets no welcome.
      if (round % 4 > 0) await Promise.race([phone.hello().catch(() => undefined), phone.closed]);
      if (round % 4 > 1) phone.publish('lobby', `round ${round}`);
      if (round % 4 > 2) phone.send({ type: 'read', room: 'lobby', seq: round });
      if (round % 2 === 0) phone.socket.terminate();
      else phone.socket.close();
    };
    for (let round = 0; round < ROUNDS; round += AT_A_TIME) {
      await Promise.all(Array.from({ length: AT_A_TIME }, (_, i) => come(round + i)));
    }
    await until('an empty server', isEmpty);
    await until('quiet timers', () => clock.pending <= timersBefore);
    expect(server.running.counts()).toEqual({ connections: 0, people: 0, subscribers: 0, online: 0 });
  });
});

test('[LK3, FM65] one client that loses its connection 1,000 times holds as much as after the first time', async () => {
  const rig = createChatRig();
  await rig.online([roomState({ head: 1 })]);
  await rig.server.say(message(1));
  // What is kept on the phone has been written.
  await rig.host({ kind: 'hide' });
  await rig.host({ kind: 'show' });
  const timersBefore = rig.clock.pending;
  const keysBefore = rig.storage.keys().length;
  for (let round = 0; round < ROUNDS; round += 1) {
    const id = rig.chat.sendText(LOBBY, `round ${round}`);
    rig.server.connection.close(1006, 'cut');
    const view = rig.chat.connection;
    await rig.clock.advance(view.state === 'reconnecting' ? view.retryAt - rig.clock.now() : 0);
    await rig.server.accept();
    await rig.server.welcome([roomState({ head: round + 1, from: round + 2 })]);
    await rig.server.say(message(round + 2, { user: 'me', clientId: id }));
    // The limit of attempts per minute.
    await rig.clock.advance(7_000);
    await rig.server.say({ type: 'ping', heads: [] });
  }
  expect(rig.chat.connection.state).toBe('online');
  expect(rig.clock.pending).toBeLessThanOrEqual(timersBefore + 1);
  expect(rig.storage.keys()).toHaveLength(keysBefore);
  expect(rig.transport.mostLive).toBe(1);
  rig.chat.close();
  await rig.clock.advance(130_000);
  expect(rig.clock.pending).toBe(0);
});

test('[LK4] 1,000 clients that are made, started and closed in virtual time leave no timer', async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const rig = createChatRig({ seed: round + 1 });
    rig.chat.start();
    if (round % 3 > 0) await rig.server.accept();
    if (round % 3 > 1) await rig.server.welcome();
    if (round % 2 > 0) await rig.host({ kind: 'hide' });
    rig.chat.close();
    rig.chat.close();
    await rig.clock.advance(20_000);
    expect(rig.clock.pending).toBe(0);
    expect(rig.transport.live).toBe(0);
  }
});
