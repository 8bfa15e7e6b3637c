/**
 * A thousand whole clients on one phone, in virtual time: real clients, the simulated WeChat runtime, the real server core.
 */
import { silentLogger } from '../../miniprogram/core/base/logger';
import type { RoomId } from '../../miniprogram/core/protocol/fields';
import type { Client } from '../../miniprogram/services/client-types';
import { createClient } from '../../miniprogram/services/create-client';
import type { HttpPort, HttpRequest, HttpResponse, RawSocketFactory } from '../../simulator/wx/ports';
import { createChance } from '../sim/chance';
import { createDisk } from '../sim/disk';
import { CALM } from '../sim/faults';
import { Link, NO_NETWORK_FAULTS } from '../sim/network';
import { SimServer } from '../sim/sim-server';
import { createVirtualClock } from '../sim/virtual-clock';
import { collectGarbage, countWaiters } from '../support/leak-count';
import { createNodeWx } from '../support/node-wx';

const ROUNDS = 1_000;
const LOBBY = 'lobby' as RoomId;

jest.setTimeout(180_000);

/** A phone in virtual time whose sockets and requests reach the server core without a real network in between. */
async function startVirtualPhone() {
  const clock = createVirtualClock();
  const chance = createChance(1, 'leak');
  const disk = await createDisk(chance);
  disk.faults = CALM.disk;
  const run = (ms: number): Promise<void> => clock.runUntil(clock.now() + ms);
  const starting = SimServer.start({
    clock,
    chance,
    disk,
    logger: silentLogger,
    limits: {},
    secret: 'secret',
  });
  await run(1_000);
  const server = await starting;
  const openSocket: RawSocketFactory = (_request, events) => {
    const link = new Link(
      clock,
      chance,
      () => NO_NETWORK_FAULTS,
      events,
      () => undefined,
    );
    link.connect(() => (end) => server.accept(end));
    return link.rawSocket();
  };
  const signIn = async ({ body }: HttpRequest): Promise<HttpResponse> => {
    const answer = await server.login(JSON.parse(String(body)) as Parameters<SimServer['login']>[0]);
    return { statusCode: 200, header: {}, cookies: [], data: JSON.stringify(answer) };
  };
  const http: HttpPort = { request: (request) => ({ result: signIn(request), abort: () => undefined }) };
  const node = createNodeWx({ clock, user: 'leak', ports: { openSocket, http } });
  return { node, server, disk, run };
}

describe.each(['global', 'task'] as const)('a phone (%s)', (transport) => {
  test('[LK1, FM65] forgets 1,000 whole clients, whichever point of their lives they reached, and keeps no listener of theirs', async () => {
    const { node, server, disk, run } = await startVirtualPhone();
    const { wx, control } = node;
    const live = async (round: number): Promise<WeakRef<Client>> => {
      const config = { serverUrl: 'http://chat.test', transport };
      const client = createClient({ wx, clock: control.timers.clock, config });
      const { chat } = client;
      chat.start();
      // Not even connecting, connecting, saying hello, online, and in the middle of a conversation.
      const ageMs = (round % 10) * 60;
      for (let age = 0; age < ageMs; age += 20) await run(20);
      if (chat.connection.state === 'online') {
        chat.sendText(LOBBY, `round ${round}`);
        chat.setTyping(LOBBY, true);
        void chat.loadOlder(LOBBY).catch(() => undefined);
        await run(round % 3 === 0 ? 300 : 0);
      }
      reached.add(chat.connection.state);
      if (round % 5 === 0) control.hide();
      client.close();
      if (round % 5 === 0) control.show();
      for (let i = 0; i < 500 && control.sockets.live.length > 0; i += 1) await run(100);
      return new WeakRef(client);
    };
    const reached = new Set<string>();
    await live(9);
    const before = countWaiters(node);
    const clients: WeakRef<Client>[] = [];
    for (let round = 0; round < ROUNDS; round += 1) clients.push(await live(round));
    await run(130_000);
    expect([...reached].sort()).toEqual(['connecting', 'online']);
    expect(countWaiters(node)).toEqual(before);
    expect(before['timers']).toBe(0);
    expect(server.connections).toBe(0);
    await collectGarbage();
    expect(clients.slice(0, -5).filter((client) => client.deref() !== undefined)).toHaveLength(0);
    await node.close();
    await disk.close();
  });
});
