/** Ends of access: signing out, and being shut out of the whole server. */
import type { UserId } from '../../miniprogram/core/protocol/fields';
import { createTickets, TICKET_LIFE_MS } from '../../server/auth/tickets';
import { createManualClock } from '../support/manual-clock';
import { connectPhone, openPhone } from '../support/test-phone';
import { guestKey, startTestServer, type Account, type TestServer } from '../support/test-server';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

const profile = (ticket: string) => server.post('/api/profile', {}, ticket);

test('[SV218] {S8} who signs out ends every ticket and every connection, also over a restart; signing in again works at once', async () => {
  const ann = await server.login('Ann');
  const second = await server.login('Ann');
  const phone = await connectPhone(server, 'Ann');
  const bob = await connectPhone(server, 'Bob');
  expect(await server.post('/api/logout', {}, ann.ticket)).toMatchObject({ status: 200 });
  expect(await phone.next('error')).toMatchObject({ code: 'auth_expired', fatal: true });
  expect((await phone.closed).code).toBe(4401);
  for (const { ticket } of [ann, second]) {
    expect(await profile(ticket)).toMatchObject({ status: 401, body: { error: { kind: 'auth_expired' } } });
    expect(await server.post('/api/logout', {}, ticket)).toMatchObject({ status: 401 });
  }
  const fresh = await server.login('Ann');
  expect(fresh.user).toBe(ann.user);
  expect(await profile(fresh.ticket)).toMatchObject({ status: 200 });
  await server.restart();
  expect(await profile(ann.ticket)).toMatchObject({ status: 401 });
  expect(await profile(fresh.ticket)).toMatchObject({ status: 200 });
  await bob.close();
});

test('[SV218] {S8} nobody signs out somebody else', async () => {
  const ann = await server.login('Ann');
  expect(await server.post('/api/logout', {})).toMatchObject({ status: 401 });
  expect(await server.post('/api/logout', {}, `${ann.ticket}x`)).toMatchObject({ status: 401 });
  expect(await profile(ann.ticket)).toMatchObject({ status: 200 });
});

test('[SV218] {S8} a ticket of the very millisecond of the end is over, the next one is good, also when the clock was set back', () => {
  const clock = createManualClock();
  const tickets = createTickets({ secret: Buffer.alloc(32, 1), clock });
  const user = 'ann' as UserId;
  const before = tickets.issue(user);
  tickets.end(user, clock.now());
  expect(tickets.verify(before)).toEqual({ ok: false, error: 'auth_expired' });
  const after = tickets.issue(user);
  expect(tickets.verify(after)).toMatchObject({ ok: true });
  tickets.end(user, clock.now() + 60_000);
  expect(tickets.verify(after).ok).toBe(false);
  const later = tickets.issue(user);
  expect(tickets.verify(later).ok).toBe(true);
  expect(tickets.verify(tickets.issue('bob' as UserId)).ok).toBe(true);
  clock.jump(TICKET_LIFE_MS + 60_001);
  expect(tickets.verify(later).ok).toBe(false);
});

test('[SV219] {S8} who is shut out is told so on every phone, and gets in by no way until the ban ends', async () => {
  const guest = (await server.post('/api/login', { guestKey: guestKey('g') })).body as Account;
  const ann = await server.login('Ann');
  const phones = [await connectPhone(server, 'Ann'), await connectPhone(server, 'Ann', { device: 'tablet' })];
  await server.running.setBanned(ann.user as UserId, true);
  await server.running.setBanned(guest.user as UserId, true);
  for (const phone of phones) {
    expect(await phone.next('error')).toMatchObject({ code: 'banned', fatal: true });
    expect((await phone.closed).code).toBe(4403);
  }
  const refused = { status: 403, body: { error: { kind: 'banned' } } };
  expect(await server.post('/api/login', { code: 'dev-Ann', guestKey: '' })).toMatchObject(refused);
  expect(await server.post('/api/login', { guestKey: guestKey('g') })).toMatchObject(refused);
  expect(await profile(ann.ticket)).toMatchObject({ status: 401 });
  const late = await openPhone(server, { ticket: ann.ticket });
  late.send({ type: 'hello', version: 1, nonce: 'n'.repeat(22), ticket: ann.ticket, device: 'd', rooms: [] });
  expect(await late.next('error')).toMatchObject({ fatal: true });
  await server.restart();
  expect(await server.post('/api/login', { guestKey: guestKey('g') })).toMatchObject(refused);
  await server.running.setBanned(guest.user as UserId, false);
  expect(await server.post('/api/login', { guestKey: guestKey('g') })).toMatchObject({ status: 200 });
});
