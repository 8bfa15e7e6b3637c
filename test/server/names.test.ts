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

const LIKE_ANNA = ['\u0410nna', 'ANNA', 'Ａnna', 'ann\u0430', '𝐀nna'];
const TAKEN = { status: 409, body: { error: { kind: 'name_taken' } } };

test('[SV451] {K17} a name that looks like somebody’s, or a room’s, is taken, whoever asks and however', async () => {
  await sign('anna', 'Anna');
  const bob = (await sign('bob', 'Bob')).body as Account;
  const phone = await openPhone(server, { ticket: bob.ticket });
  await phone.hello();
  for (const name of LIKE_ANNA) {
    expect(await sign('new', name)).toMatchObject(TAKEN);
    expect(await server.post('/api/profile', { name }, bob.ticket)).toMatchObject(TAKEN);
  }
  // A free one near the taken one is offered.
  const refusal = (await sign('new', '\u0410nna')).body as { error: { suggestion: string } };
  expect((await sign('new', refusal.error.suggestion)).status).toBe(200);
  phone.send({ type: 'create', id: 'c1', name: 'Anna' });
  await phone.next('joined');
  phone.send({ type: 'create', id: 'c2', name: 'Club' });
  const { room } = (await phone.next('joined')).room;
  for (const name of [...LIKE_ANNA, '小助手']) {
    phone.send({ type: 'create', id: 'again', name });
    phone.send({ type: 'room_action', id: 'rename', room, action: { kind: 'rename', name } });
    expect(await phone.next('error')).toMatchObject({ id: 'again', code: 'name_taken' });
    expect(await phone.next('error')).toMatchObject({ id: 'rename', code: 'name_taken' });
  }
  // The own name in another spelling is free.
  phone.send({ type: 'room_action', id: 'own', room, action: { kind: 'rename', name: 'CLUB' } });
  expect(await phone.next('done', ({ id }) => id === 'own')).toMatchObject({ id: 'own' });
  expect(await server.post('/api/profile', { name: 'BOB' }, bob.ticket)).toMatchObject({ status: 200 });
});

test('[SV452] {K17} words that call everybody, and the bot’s name, are nobody’s, also by a development code', async () => {
  const { ticket } = (await sign('bob', 'Bob')).body as Account;
  for (const name of ['everyone', 'ALL', '所有人', '大家', '小助手', '@here']) {
    expect(await sign('new', name)).toMatchObject(TAKEN);
    expect(await server.post('/api/profile', { name }, ticket)).toMatchObject(TAKEN);
    expect(await server.post('/api/login', { code: `dev-${encodeURIComponent(name)}` })).toMatchObject(TAKEN);
  }
});

test('[SV453] {K17} people and rooms that look like others from before keep their names and are shut out of nothing', async () => {
  for (const key of ['anna', 'cyrillic', 'crier']) await sign(key, `Old ${key}`);
  const phone = await connectPhone(server, 'Dan');
  for (const name of ['Club', 'Other']) {
    phone.send({ type: 'create', id: name, name });
    await phone.next('joined');
  }
  // As a server before this one stored them.
  await changeByHand(`
    UPDATE users SET name = 'Anna', name_key = 'anna' WHERE name = 'Old anna';
    UPDATE users SET name = '\u0410nna', name_key = '\u0430nna' WHERE name = 'Old cyrillic';
    UPDATE users SET name = 'everyone', name_key = 'everyone' WHERE name = 'Old crier';
    UPDATE rooms SET name = '\u0421lub', name_key = '\u0441lub' WHERE name = 'Other';
    DELETE FROM name_looks; DELETE FROM meta WHERE key = 'looks'`);
  for (const [key, name] of [
    ['anna', 'Anna'],
    ['cyrillic', '\u0410nna'],
    ['crier', 'everyone'],
  ] as const) {
    const account = (await sign(key)).body as Account;
    expect(account.name).toBe(name);
    // Another picture, with the name as it is.
    const changed = await server.post('/api/profile', { name, avatar: 'tint-2' }, account.ticket);
    expect(changed).toMatchObject({ status: 200, body: { name, avatar: 'tint-2' } });
  }
  expect(await sign('new', 'ANNA')).toMatchObject(TAKEN);
  const again = await connectPhone(server, 'Dan');
  again.send({ type: 'directory', id: 'd', query: '', skip: 0 });
  const { rooms } = await again.next('directory');
  expect(rooms.map(({ name }) => name)).toEqual(expect.arrayContaining(['Club', '\u0421lub']));
  again.send({ type: 'create', id: 'c', name: 'CLUB' });
  expect(await again.next('error')).toMatchObject({ code: 'name_taken' });
  // Whoever leaves such a name gives it back to the other one alone.
  const { ticket } = (await sign('cyrillic')).body as Account;
  expect(await server.post('/api/profile', { name: 'Yana' }, ticket)).toMatchObject({ status: 200 });
  expect(await server.post('/api/profile', { name: '\u0410nna' }, ticket)).toMatchObject(TAKEN);
});
