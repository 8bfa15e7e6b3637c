/**
 * The bad network itself: each of its faults is what it says, or the chaos run proves nothing.
 */
import net from 'node:net';
import { once } from 'node:events';
import {
  createFates,
  FATES,
  startTcpProxy,
  type Fate,
  type FateKind,
  type TcpProxy,
} from '../chaos/tcp-proxy';
import { createSeededRandom } from '../support/seeded-random';

/** That nothing happens can only be seen by letting time pass. */
const wait = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

describe('the chaos proxy', () => {
  let proxy: TcpProxy;
  let echo: net.Server;
  let received: Buffer[];
  let ends: string[];
  const clients: net.Socket[] = [];

  beforeEach(async () => {
    received = [];
    ends = [];
    echo = net.createServer({ allowHalfOpen: true }, (socket) => {
      socket.on('data', (chunk: Buffer) => {
        received.push(chunk);
        socket.write(chunk);
      });
      socket.on('end', () => {
        ends.push('server saw FIN');
        socket.end();
      });
      socket.on('error', () => ends.push('server saw RST'));
    });
    echo.listen(0, '127.0.0.1');
    await once(echo, 'listening');
    proxy = await startTcpProxy();
    proxy.setTarget((echo.address() as net.AddressInfo).port);
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await proxy.close();
    await new Promise((resolve) => echo.close(resolve));
  });

  const dial = async (fate: Partial<Fate> & { kind: FateKind }): Promise<net.Socket> => {
    proxy.setFates(() => ({ afterMs: 40, amount: 10, ...fate }));
    const client = net.connect({ port: proxy.port, host: '127.0.0.1', allowHalfOpen: true });
    clients.push(client);
    client.on('error', () => ends.push('client saw RST'));
    client.on('end', () => {
      ends.push('client saw FIN');
      client.end();
    });
    await once(client, 'connect');
    return client;
  };
  const read = async (client: net.Socket, bytes: number): Promise<string> => {
    const parts: Buffer[] = [];
    client.on('data', (chunk: Buffer) => parts.push(chunk));
    for (let i = 0; i < 100 && Buffer.concat(parts).length < bytes; i += 1) await wait(10);
    return Buffer.concat(parts).toString();
  };

  test('[CH1] without a fate bytes and ends pass unchanged', async () => {
    const client = await dial({ kind: 'none' });
    const text = 'x'.repeat(200_000);
    client.write(text);
    expect(await read(client, text.length)).toBe(text);
    client.end();
    await once(client, 'close');
    expect(ends).toEqual(['server saw FIN', 'client saw FIN']);
  });

  test.each([
    ['rst', 'RST'],
    ['fin', 'FIN'],
  ] as const)('[CH1] a connection whose fate is %s ends by a %s on both sides', async (kind, sign) => {
    const client = await dial({ kind });
    client.resume();
    await new Promise((resolve) => client.once('close', resolve));
    await wait(20);
    expect(ends.sort()).toEqual([`client saw ${sign}`, `server saw ${sign}`]);
    expect(proxy.counts[kind]).toBe(1);
  });

  test('[CH1] a half-open connection carries nothing and tells neither side, even when the client is gone', async () => {
    const client = await dial({ kind: 'half_open' });
    await wait(80);
    client.write('into the void');
    await wait(60);
    expect(client.bytesRead).toBe(0);
    client.destroy();
    await wait(40);
    expect(received).toEqual([]);
    expect(ends).toEqual([]);
  });

  test.each(['stall_up', 'stall_down'] as const)('[CH1] %s stops one direction only', async (kind) => {
    const client = await dial({ kind });
    await wait(80);
    client.write('one way');
    await wait(60);
    expect(Buffer.concat(received).toString()).toBe(kind === 'stall_up' ? '' : 'one way');
    expect(client.bytesRead).toBe(0);
    expect(ends).toEqual([]);
  });

  test('[CH1] a delayed connection is late, whole and in order', async () => {
    const client = await dial({ kind: 'delay', amount: 60 });
    const before = Date.now();
    for (let i = 0; i < 5; i += 1) client.write(`part ${i};`);
    expect(await read(client, 35)).toBe('part 0;part 1;part 2;part 3;part 4;');
    expect(Date.now() - before).toBeGreaterThanOrEqual(110);
  });

  test.each(['rst', 'fin'] as const)(
    '[CH1] a truncated connection ends inside what was sent (%s)',
    async (how) => {
      const client = await dial({ kind: 'truncate', amount: 10, afterMs: how === 'rst' ? 2 : 1 });
      client.write('0123456789abcdef');
      const got = await read(client, 10);
      // An RST may overtake what was written just before it.
      if (how === 'fin') expect(got).toBe('0123456789');
      else expect(['', '0123456789']).toContain(got);
      expect(proxy.counts.truncate).toBe(1);
    },
  );

  test('[CH1] the same seed gives the same fates, and every kind occurs', () => {
    const draw = (): Fate[] => {
      const next = createFates(createSeededRandom(5), 4_000);
      return Array.from({ length: 200 }, next);
    };
    expect(draw()).toEqual(draw());
    expect(new Set(draw().map(({ kind }) => kind))).toEqual(new Set(FATES));
  });

  test('[CH1] when the faults stop, what has not struck yet never does', async () => {
    const client = await dial({ kind: 'rst', afterMs: 30 });
    proxy.setFates(null);
    await wait(60);
    client.write('alive');
    expect(await read(client, 5)).toBe('alive');
  });
});
