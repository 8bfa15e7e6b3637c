/**
 * A database of which one page was overwritten: a whole server on it, with real files.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStore } from '../../../server/storage/sqlite/sqlite-store';
import { createManualClock } from '../../support/manual-clock';
import { connectPhone, type TestPhone } from '../../support/test-phone';
import { startTestServer, type TestServer } from '../../support/test-server';

const PAGE = 4_096;
/** Some pages full of them; those in the middle stand in a leaf of the tree. */
const COUNT = 60;
const MIDDLE = 20;
const textOf = (i: number): string => `message-${i}-${'x'.repeat(300)}`;

let server: TestServer;
let ann: TestPhone;
beforeEach(async () => {
  server = await startTestServer({ limits: { publishBurst: 1_000 } });
  ann = await connectPhone(server, 'Ann');
  for (let i = 1; i <= COUNT; i += 1) {
    ann.publish('tea', textOf(i));
    await ann.next('ack');
  }
  ann.publish('lobby', 'hello');
  await ann.next('ack');
});
afterEach(() => server.close());

/** Changes the file of a stopped server where the message `i` of the tea room stands, and starts it again. */
async function change(i: number, write: (file: Buffer, at: number) => void): Promise<void> {
  await server.running.close();
  const path = join(server.dataDir, 'minichat.db');
  const file = readFileSync(path);
  const at = file.indexOf(`message-${i}-`);
  expect(at).toBeGreaterThan(PAGE);
  write(file, at);
  writeFileSync(path, file);
  await server.restart();
}

/** Overwrites the whole page that it is in. */
const damage = (i: number): Promise<void> =>
  change(i, (file, at) => file.fill(0xff, at - (at % PAGE), at - (at % PAGE) + PAGE));

const health = async (headers: Record<string, string> = {}): Promise<unknown> => {
  const { status, body } = await server.request('/healthz', { headers });
  return [status, body];
};

const DEGRADED = { status: 'degraded', unreadable: 1 };

/** Comes back as a phone that has seen nothing of its rooms. */
async function comeBack(name: string) {
  const first = await connectPhone(server, name);
  const rooms = first.welcome.rooms.map(({ room, epoch }) => ({ room, epoch, seq: 0 }));
  await first.close();
  return connectPhone(server, name, { rooms });
}

test('[SV317] {S10} one unreadable page is one room’s: its members get in, are told, and have what can be read', async () => {
  await damage(MIDDLE);
  const phone = await comeBack('Ann');
  const [tea, lobby] = ['tea', 'lobby'].map((id) => phone.welcome.rooms.find(({ room }) => room === id));
  expect([tea?.unreadable, lobby?.unreadable]).toEqual([true, undefined]);
  // Newer than the page: whole, above a gap that says what is missing.
  expect(tea?.from).toBeGreaterThan(MIDDLE);
  expect(tea?.from).toBeLessThanOrEqual(tea?.head ?? 0);
  expect(tea?.gap).toEqual({ from: 1, to: (tea?.from ?? 0) - 1, code: 'trimmed' });
  const { body } = await phone.next('msg', ({ room, seq }) => room === 'tea' && seq === tea?.head);
  expect(body).toEqual({ kind: 'text', text: textOf(COUNT) });
  await phone.next(
    'msg',
    ({ room, body: said }) => room === 'lobby' && JSON.stringify(said).includes('hello'),
  );
});

test('[SV317] {S10} members who are there are told at once when a page of their room is found unreadable', async () => {
  await damage(MIDDLE);
  const [bob, cid] = [await connectPhone(server, 'Bob'), await connectPhone(server, 'Cid')];
  const { epoch = '', head = 0 } = bob.welcome.rooms.find(({ room }) => room === 'tea') ?? {};
  expect(bob.welcome.rooms.filter(({ unreadable }) => unreadable)).toEqual([]);
  bob.send({ type: 'history', id: 'h', room: 'tea', epoch, before: head - COUNT + MIDDLE + 2, limit: 50 });
  expect(await bob.next('error')).toMatchObject({ id: 'h', code: 'storage' });
  expect(await cid.next('room')).toMatchObject({ room: 'tea', unreadable: true });
  bob.send({ type: 'history', id: 'i', room: 'tea', epoch, before: head + 1, limit: 3 });
  expect((await bob.next('page')).messages.map(({ seq }) => seq)).toEqual([head - 2, head - 1, head]);
});

test('[SV318] {S10} what is said in other rooms is stored and acknowledged, also in one turn with what cannot be', async () => {
  await damage(COUNT);
  const phone = await connectPhone(server, 'Ann');
  const { tag } = phone;
  const said = ['tea', 'lobby', 'tea', 'lobby'].map((room, i) => {
    const body = { kind: 'text', text: `after ${i}` };
    return { type: 'publish', tag, id: `i${i}`, room, clientId: `after-${i}`, body };
  });
  phone.raw(JSON.stringify(said));
  for (const clientId of ['after-1', 'after-3']) {
    await phone.next('ack', (ack) => ack.clientId === clientId && ack.room === 'lobby');
  }
  expect(await phone.next('nack')).toMatchObject({ room: 'tea', clientId: 'after-0', code: 'storage' });
  expect(await health()).toEqual([200, { ...DEGRADED, rooms: ['tea'] }]);
});

test('[SV319] {S10} health says degraded and how many rooms, by id to this machine alone', async () => {
  expect(await health()).toEqual([200, { status: 'ok' }]);
  await damage(COUNT);
  expect(await health()).toEqual([200, { ...DEGRADED, rooms: ['tea'] }]);
  expect(await health({ 'X-Forwarded-For': '203.0.113.9' })).toEqual([200, DEGRADED]);
});

test('[SV416] {S10} a room that can be read again is no damaged one any more: its members are told, and health is well', async () => {
  await server.running.close();
  const clock = createManualClock(1_790_000_000_000);
  const store = await openSqliteStore(join(server.dataDir, 'minichat.db'));
  let isBad = true;
  const messagesBefore: typeof store.messagesBefore = (...query) =>
    isBad && query[0] === 'tea'
      ? Promise.reject(new Error('SQLITE_IOERR_READ'))
      : store.messagesBefore(...query);
  const messagesAfter: typeof store.messagesAfter = (...query) =>
    isBad && query[0] === 'tea'
      ? Promise.reject(new Error('SQLITE_IOERR_READ'))
      : store.messagesAfter(...query);
  await server.restart({
    clock,
    store: { ...store, messagesBefore, messagesAfter },
    limits: { damageCheckMs: 1_000 },
  });
  const phone = await comeBack('Ann');
  expect(phone.welcome.rooms.filter(({ unreadable }) => unreadable).map(({ room }) => room)).toEqual(['tea']);
  await clock.advance(1_000);
  expect(await health()).toEqual([200, { ...DEGRADED, rooms: ['tea'] }]);
  isBad = false;
  await clock.advance(1_000);
  expect(await phone.next('room', ({ unreadable }) => unreadable === false)).toMatchObject({ room: 'tea' });
  expect(await health()).toEqual([200, { status: 'ok' }]);
});

test('[SV317] {S10} a message whose words were damaged keeps its place, also as the newest of its room', async () => {
  await change(COUNT, (file, at) => file.write('}', at - 1));
  const phone = await comeBack('Ann');
  const tea = phone.welcome.rooms.find(({ room }) => room === 'tea');
  expect([tea?.last?.seq, tea?.last?.body.kind, tea?.gap]).toEqual([tea?.head, 'unknown', undefined]);
  const { body } = await phone.next('msg', ({ room, seq }) => room === 'tea' && seq === tea?.head);
  expect(body.kind).toBe('unknown');
});
