/**
 * Names and texts of nothing, and names that look like another, at every border of the server.
 */
import { join } from 'node:path';
import { openDatabase } from '../../server/storage/sqlite/driver';
import { connectPhone, openPhone } from '../support/test-phone';
import { guestKey, startTestServer, type Account, type TestServer } from '../support/test-server';

const NOTHING = ' \u200b\u3164\u2800\u202e\u0301 ';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

const sign = (key: string, name?: string): ReturnType<TestServer['post']> =>
  server.post('/api/login', {
    guestKey: guestKey(key),
    language: 'en',
    ...(name === undefined ? {} : { name }),
  });

/** Changes the database as nobody could through the server. */
async function changeByHand(sql: string): Promise<void> {
  await server.running.close();
  const db = await openDatabase(join(server.dataDir, 'minichat.db'));
  db.exec(sql);
  db.close();
  await server.restart();
}

test('[SV450] {K15} what shows nothing is empty in every request and frame, and is found by no search', async () => {
  const { ticket } = (await sign('ann', 'Ann')).body as Account;
  const empty = { status: 400, body: { error: { kind: 'empty' } } };
  expect(await sign('bob', NOTHING)).toMatchObject(empty);
  expect(await server.post('/api/profile', { name: NOTHING }, ticket)).toMatchObject(empty);
  const phone = await openPhone(server, { ticket });
  await phone.hello();
  phone.send({ type: 'create', id: 'c', name: 'Club' });
  const { room } = (await phone.next('joined')).room;
  const asked = [
    { type: 'create', name: NOTHING },
    { type: 'room_action', room, action: { kind: 'rename', name: NOTHING } },
    { type: 'room_action', room, action: { kind: 'announce', text: NOTHING } },
  ];
  for (const [i, frame] of asked.entries()) {
    phone.send({ ...frame, id: `q${i}` });
    expect(await phone.next('error')).toMatchObject({ id: `q${i}`, code: 'empty' });
  }
  for (const body of [
    { kind: 'text', text: NOTHING },
    { kind: 'file', url: '/media/a.pdf', name: NOTHING, bytes: 1 },
  ]) {
    phone.publish(room, '', { body });
    expect(await phone.next('nack')).toMatchObject({ code: 'empty' });
  }
  phone.publish(room, 'a\u3164b');
  await phone.next('ack');
  phone.send({ type: 'search', id: 's', room, query: '\u3164', before: 99 });
  expect(await phone.next('found')).toMatchObject({ id: 's', messages: [] });
});

test('[SV450] {K15} who had such a name is told by their id, and may take another one', async () => {
  await sign('ann', 'Ann');
  await changeByHand(`UPDATE users SET name = char(0x200b), name_key = char(0x200b) WHERE name = 'Ann'`);
  const { status, body } = await sign('ann');
  expect([status, (body as Account).name]).toEqual([200, (body as Account).user]);
  expect(await server.post('/api/profile', { name: 'Ann' }, (body as Account).ticket)).toMatchObject({
    status: 200,
  });
  const phone = await connectPhone(server, 'Bob');
  expect(phone.frames.length).toBeGreaterThan(0);
});
