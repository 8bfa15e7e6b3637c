/**
 * From the open socket to `welcome`, and every way that ends early.
 */
import { CloseCode } from '../../miniprogram/core/protocol/close-codes';
import { createTickets, TICKET_LIFE_MS } from '../../server/auth/tickets';
import { createManualClock } from '../support/manual-clock';
import { connectPhone, openPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

let server: TestServer;

beforeEach(async () => {
  server = await startTestServer({ limits: { helloTimeoutMs: 60 } });
});
afterEach(() => server.close());

test('[SV20] welcome names the user, the nonce, the limits and every room of the user', async () => {
  const account = await server.login('Ann');
  const phone = await openPhone(server, { ticket: account.ticket });
  const welcome = await phone.hello();
  expect(welcome).toMatchObject({
    version: 1,
    tag: phone.tag,
    self: { user: account.user, name: 'Ann' },
    heartbeat: { everyMs: 20_000, graceMs: 10_000 },
    limits: { frameBytes: 32_768, textCodePoints: 4_000, inFlight: 8, dedupeDays: 14, turns: true },
  });
  const rooms = new Map(welcome.rooms.map((room) => [room.room as string, room]));
  expect([...rooms.keys()].sort()).toEqual(['help', 'lobby', 'tea']);
  expect(rooms.get('lobby')).toMatchObject({ name: '大厅', online: 1, last: { type: 'msg' } });
  for (const room of welcome.rooms) expect(room).toMatchObject({ from: room.head + 1, read: room.head });
});

test('[SV21] the subprotocol is selected when it is offered, and its absence is accepted', async () => {
  const { ticket } = await server.login('Ann');
  const offering = await openPhone(server, { ticket });
  const silent = await openPhone(server, { ticket, protocols: [] });
  expect(offering.socket.protocol).toBe('minichat.v1');
  expect(silent.socket.protocol).toBe('');
  await silent.hello();
});

test('[SV22] a connection that never says hello gets a bye and is closed with 4408', async () => {
  const phone = await openPhone(server);
  expect(await phone.next('bye')).toMatchObject({ code: 'hello_timeout', reconnect: true });
  expect(await phone.closed).toEqual({ code: CloseCode.helloTimeout, reason: 'hello_timeout' });
});

test('[SV23] another version, a forged ticket and a short nonce end the connection with their own codes', async () => {
  const { ticket, user } = await server.login('Ann');
  const forged = createTickets({ secret: Buffer.alloc(32, 7), clock: createManualClock() }).issue(
    user as never,
  );
  const cases = [
    { hello: { version: 2, ticket }, code: 'version', close: CloseCode.version },
    { hello: { ticket: forged }, code: 'auth_failed', close: CloseCode.authFailed },
    { hello: { ticket: '' }, code: 'auth_failed', close: CloseCode.authFailed },
    { hello: { ticket, nonce: 'short' }, code: 'bad_frame', close: CloseCode.badProtocol },
  ];
  for (const { hello, code, close } of cases) {
    const phone = await openPhone(server);
    phone.hello(hello).catch(() => undefined);
    expect(await phone.next('error')).toMatchObject({ code, fatal: true });
    expect((await phone.closed).code).toBe(close);
  }
});

test.each([0, -1, Number.MIN_SAFE_INTEGER, 2, Number.MAX_SAFE_INTEGER])(
  '[SV590] hello with version %d is told that it is not spoken here, for good',
  async (version) => {
    const { ticket } = await server.login('Ann');
    const phone = await openPhone(server);
    phone.hello({ version, ticket }).catch(() => undefined);
    const reason = expect.stringContaining(`version ${version}.`) as string;
    expect(await phone.next('error')).toMatchObject({ code: 'version', reason, fatal: true });
    expect((await phone.closed).code).toBe(CloseCode.version);
  },
);

test('[SV24] a ticket is good for one hour', async () => {
  const clock = createManualClock();
  const tickets = createTickets({ secret: Buffer.alloc(32, 1), clock });
  const ticket = tickets.issue('u1' as never);
  expect(tickets.verify(ticket)).toEqual({ ok: true, value: 'u1' });
  await clock.advance(TICKET_LIFE_MS);
  expect(tickets.verify(ticket)).toEqual({ ok: false, error: 'auth_expired' });
  for (const wrong of ['', '.', 'v1', `${ticket}x`, ticket.replace('u1', 'u2'), `v2${ticket.slice(2)}`]) {
    expect(tickets.verify(wrong)).toEqual({ ok: false, error: 'auth_failed' });
  }
});

test('[SV25, FM48] a foreign tag and a second hello end the connection as stale', async () => {
  const foreign = await connectPhone(server, 'Ann');
  foreign.send({ type: 'ping', id: 'p1', tag: 'somebody' });
  expect(await foreign.next('error')).toMatchObject({ code: 'stale_connection' });
  expect((await foreign.closed).code).toBe(CloseCode.staleConnection);

  const twice = await connectPhone(server, 'Bob');
  twice.hello({ ticket: (await server.login('Bob')).ticket }).catch(() => undefined);
  expect(await twice.next('error')).toMatchObject({ code: 'stale_connection' });
  expect((await twice.closed).code).toBe(CloseCode.staleConnection);
});

test('[SV26] a newer connection of the same user and device takes over', async () => {
  const older = await connectPhone(server, 'Ann', { device: 'd1' });
  const newer = await connectPhone(server, 'Ann', { device: 'd1' });
  expect(await older.next('bye')).toMatchObject({ code: 'superseded', reconnect: false });
  expect((await older.closed).code).toBe(CloseCode.superseded);
  newer.publish('lobby', 'still here');
  await newer.next('ack');
});

test('[SV26] two devices of one user both stay and both get everything', async () => {
  const phone = await connectPhone(server, 'Ann', { device: 'd1' });
  const tablet = await connectPhone(server, 'Ann', { device: 'd2' });
  phone.publish('lobby', 'from the phone');
  const seen = await tablet.next('msg');
  tablet.publish('lobby', 'from the tablet');
  expect((await phone.next('msg', ({ seq }) => seq > seen.seq)).user).toBe(seen.user);
  expect(tablet.welcome.rooms[0]?.online).toBe(1);
});
