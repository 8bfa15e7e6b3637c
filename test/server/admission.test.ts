/**
 * Caps: who may connect, and how much one person may say.
 */
import { request as httpRequest } from 'node:http';
import { WebSocket } from 'ws';
import { silentLogger } from '../../miniprogram/core/base/logger';
import { createAddressReader, isLoopback, isNear, normalizeAddress } from '../../server/client-address';
import { createAdmission } from '../../server/ws/admission';
import { createManualClock } from '../support/manual-clock';
import { connectPhone, openPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

const STRANGER = '203.0.113.7';

interface Refused {
  readonly status: number | undefined;
  readonly retryAfter: string | undefined;
  readonly body: string;
}

/** Opens a WebSocket as the proxy in front would for `address`: resolves to it, or to what it was refused with. */
function openFrom(server: TestServer, address: string): Promise<WebSocket | Refused> {
  const socket = new WebSocket(server.socketUrl, ['minichat.v1'], {
    headers: { 'X-Forwarded-For': address },
  });
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(socket));
    socket.on('unexpected-response', (_request, response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () =>
        resolve({ status: response.statusCode, retryAfter: response.headers['retry-after'], body }),
      );
    });
    socket.on('error', reject);
  });
}

async function mustOpen(server: TestServer, address: string): Promise<WebSocket> {
  const opened = await openFrom(server, address);
  if (opened instanceof WebSocket) return opened;
  throw new Error(`refused with ${opened.status}: ${opened.body}`);
}

const closed = (socket: WebSocket): Promise<void> => {
  const gone = new Promise<void>((resolve) => void socket.on('close', () => resolve()));
  socket.close();
  return gone;
};

describe('connections', () => {
  let server: TestServer;
  afterEach(() => server.close());

  test('[SV129] beyond the number for one address are refused with 429 and the reason; another address is let in', async () => {
    server = await startTestServer({ trustProxy: true, limits: { maxConnectionsPerAddress: 2 } });
    const first = await mustOpen(server, STRANGER);
    await mustOpen(server, STRANGER);
    expect(await openFrom(server, STRANGER)).toEqual({
      status: 429,
      retryAfter: '5',
      body: expect.stringMatching(/"kind":"overload".*2 connections.*limit is 2/) as string,
    });
    await mustOpen(server, '203.0.113.8');
    await closed(first);
    await mustOpen(server, STRANGER);
  });

  test('[SV129] that never say hello are limited per address, and a hello makes room', async () => {
    server = await startTestServer({
      trustProxy: true,
      devLogin: 'all',
      limits: { maxUnauthenticatedPerAddress: 1 },
    });
    const { ticket } = await server.login('Ann');
    const silent = await mustOpen(server, STRANGER);
    expect(await openFrom(server, STRANGER)).toMatchObject({ status: 429 });
    const welcomed = new Promise((resolve) => silent.once('message', resolve));
    const hello = { type: 'hello', version: 1, nonce: 'n'.repeat(22), ticket, device: 'd', rooms: [] };
    silent.send(JSON.stringify(hello));
    await welcomed;
    await mustOpen(server, STRANGER);
  });

  test('[SV129] that never say hello are limited in all, this machine included', async () => {
    server = await startTestServer({ limits: { maxUnauthenticated: 2, helloTimeoutMs: 60_000 } });
    const phones = [await openPhone(server), await openPhone(server)];
    expect(await openFrom(server, '')).toMatchObject({ status: 503 });
    await phones[0]?.close();
    await openPhone(server);
  });

  test('[SV129] of this machine are not limited by address', async () => {
    server = await startTestServer({
      limits: { maxConnectionsPerAddress: 1, maxUnauthenticatedPerAddress: 1 },
    });
    await openPhone(server);
    await openPhone(server);
    expect(server.running.connections).toBe(2);
  });

  test('[SV129] that fail their handshake give their place back', async () => {
    server = await startTestServer({ trustProxy: true, limits: { maxConnectionsPerAddress: 1 } });
    for (let i = 0; i < 3; i += 1) {
      const status = await new Promise((resolve, reject) => {
        const headers = { Connection: 'Upgrade', Upgrade: 'websocket', 'X-Forwarded-For': STRANGER };
        const request = httpRequest(`${server.url}/ws`, { headers });
        request.on('response', (response) => {
          response.resume();
          response.on('close', () => resolve(response.statusCode));
        });
        request.on('error', reject);
        request.end();
      });
      expect(status).toBe(400);
    }
    await mustOpen(server, STRANGER);
  });

  test('[SV131] one person may not say more with two phones than the limit of a person', async () => {
    const limits = { publishBurst: 4, publishPerSecond: 0.01, userPublishFactor: 1.5 };
    server = await startTestServer({ clock: createManualClock(), limits });
    const first = await connectPhone(server, 'Ann', { device: 'a' });
    for (let i = 0; i < 4; i += 1) first.publish('lobby', `a${i}`);
    for (let i = 0; i < 4; i += 1) await first.next('ack');
    const second = await connectPhone(server, 'Ann', { device: 'b' });
    for (let i = 0; i < 3; i += 1) second.publish('lobby', `b${i}`);
    await second.next('ack');
    await second.next('ack');
    expect(await second.next('nack')).toMatchObject({ code: 'rate', afterMs: expect.any(Number) as number });
    // A new connection gives nothing new, and others are not concerned.
    await second.close();
    const again = await connectPhone(server, 'Ann', { device: 'b' });
    again.publish('lobby', 'b3');
    expect(await again.next('nack')).toMatchObject({ code: 'rate' });
    const bob = await connectPhone(server, 'Bob');
    bob.publish('lobby', 'hi');
    await bob.next('ack');
  });
});

test('[SV129] nothing is kept of an address that is gone', () => {
  const limits = { maxConnectionsPerAddress: 9, maxUnauthenticatedPerAddress: 9, maxUnauthenticated: 1_001 };
  const admission = createAdmission(limits);
  const guests = Array.from({ length: 1_000 }, (_, i) => admission.admit(`198.51.100.${i}`));
  expect(admission.addresses).toBe(1_000);
  for (const guest of guests) {
    if (!guest.ok) throw new Error(guest.error.reason);
    guest.value.signedIn();
    guest.value.left();
    guest.value.left();
  }
  expect(admission.addresses).toBe(0);
  for (let i = 0; i < 1_001; i += 1) expect(admission.admit(`198.51.100.${i}`).ok).toBe(true);
  expect(admission.admit('192.0.2.1')).toMatchObject({ ok: false, error: { status: 503 } });
});

describe('the address of a client', () => {
  const read = (trustProxy: boolean, remoteAddress: string, header?: string): string =>
    createAddressReader({ trustProxy, logger: silentLogger })({
      socket: { remoteAddress },
      headers: header === undefined ? {} : { 'x-forwarded-for': header },
    } as Parameters<ReturnType<typeof createAddressReader>>[0]);

  test('[SV130] is that of the connection, whatever a header says, unless a proxy is trusted', () => {
    expect(read(false, '192.0.2.1', STRANGER)).toBe('192.0.2.1');
    expect(read(true, '127.0.0.1', STRANGER)).toBe(STRANGER);
    expect(read(true, '127.0.0.1', `spoofed, ${STRANGER}`)).toBe(STRANGER);
  });

  test('[SV130] counts as one for an IPv4 address in any form, and for the 48 bits of an IPv6 network', () => {
    expect(normalizeAddress('::ffff:192.0.2.1')).toBe('192.0.2.1');
    expect(normalizeAddress('64:ff9b::192.0.2.1')).toBe('192.0.2.1');
    expect(normalizeAddress('2001:db8:1:2:3:4:5:6')).toBe(normalizeAddress('2001:0DB8:1:9::9'));
    expect(normalizeAddress('2001:db8:1:2::1')).not.toBe(normalizeAddress('2001:db8:2:2::1'));
    expect(normalizeAddress('::1')).toBe('::1');
  });

  const proxied = (header: string): string => read(true, '127.0.0.1', header);

  test.each([
    `${STRANGER}:1`,
    `${STRANGER}:65535`,
    `"${STRANGER}:443"`,
    `::ffff:${STRANGER}`,
    `[::ffff:${STRANGER}]:443`,
    ` ${STRANGER} `,
    `10.0.0.1, ${STRANGER}`,
  ])('[SV216] {S6} "%s" of a proxy is one address, with or without its port', (header) => {
    expect(proxied(header)).toBe(STRANGER);
  });

  test('[SV216] {S6} many addresses of one /48 are one, with ports and brackets too', () => {
    const many = Array.from({ length: 300 }, (_, i) => `2001:db8:77:${i.toString(16)}::${i + 1}`);
    const forms = many.flatMap((each) => [
      each,
      each.toUpperCase(),
      `[${each}]`,
      `[${each}]:443`,
      `"[${each}]:443"`,
    ]);
    expect(new Set(forms.map(proxied))).toEqual(new Set(['2001:db8:77::/48']));
  });

  test.each([
    '127.0.0.1',
    '127.0.0.1:80',
    '::1',
    '[::1]:80',
    '::ffff:127.0.0.1',
    '10.1.2.3',
    '192.168.0.7',
    'fd00::7',
    'fe80::1%eth0',
    '0.0.0.0',
    '127.1',
    '2130706433',
    '0x7f.0.0.1',
    'unknown',
    '',
    ',',
    'localhost',
    '1.2.3.4.5',
  ])(
    '[SV216] {S6} "%s" of a proxy is believed by nobody: it counts as the proxy, and is not this machine',
    (header) => {
      const address = proxied(header);
      expect([address, isLoopback(address), isNear(address)]).toEqual(['proxy:127.0.0.1', false, false]);
      expect(read(true, '127.0.0.1')).toBe(address);
    },
  );

  test('[SV130] a proxy that nobody told us about is named once in the log', () => {
    const said: string[] = [];
    const warn = (event: string): void => void said.push(event);
    const reader = createAddressReader({ trustProxy: false, logger: { ...silentLogger, warn } });
    const request = { socket: { remoteAddress: '127.0.0.1' }, headers: { 'x-forwarded-for': STRANGER } };
    for (let i = 0; i < 3; i += 1) reader(request as unknown as Parameters<typeof reader>[0]);
    expect(said).toEqual(['proxy_untrusted']);
  });
});
