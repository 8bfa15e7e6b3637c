/**
 * U+0000 at every border of the server, and what databases hold of it from before.
 */
import { join } from 'node:path';
import { openDatabase } from '../../server/storage/sqlite/driver';
import { connectPhone, openPhone } from '../support/test-phone';
import { guestKey, startTestServer, type TestServer } from '../support/test-server';

const NUL = '\u0000';
const NAMED = expect.stringContaining('U+0000') as string;

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

/** Changes the database as nobody could through the server. */
async function changeByHand(sql: string): Promise<void> {
  await server.running.close();
  const db = await openDatabase(join(server.dataDir, 'minichat.db'));
  db.exec(sql);
  db.close();
  await server.restart();
}

const nameOf = async (key: string): Promise<unknown> => {
  const { status, body } = await server.post('/api/login', { guestKey: guestKey(key), language: 'en' });
  return status === 200 ? (body as { name: string }).name : status;
};

test('[SV313] {S15} {K16} a name with U+0000 is given to nobody, in any request of HTTP', async () => {
  const ann = await server.login('Ann');
  const answers = [
    await server.post('/api/login', { guestKey: guestKey('x'), name: `Ann${NUL}!` }),
    await server.post('/api/login', { code: 'dev-Ann%00!' }),
    await server.post('/api/login', { code: `dev-Ann${NUL}` }),
    await server.post('/api/login', { guestKey: `${guestKey('x')}${NUL}` }),
    await server.post('/api/profile', { name: NUL }, ann.ticket),
    await server.post('/api/profile', { avatar: `tint-1${NUL}` }, ann.ticket),
  ];
  for (const { status, body } of answers) {
    expect([status, body]).toMatchObject([400, { error: { kind: 'bad_field', message: NAMED } }]);
  }
  expect((await server.login('Ann')).user).toBe(ann.user);
});

test('[SV313] {S15} every frame that brings U+0000 is refused with the field named, and the connection goes on', async () => {
  const ann = await connectPhone(server, 'Ann');
  const bob = await connectPhone(server, 'Bob');
  const file = { kind: 'file', url: '/media/a.pdf', name: `a${NUL}.pdf`, bytes: 1 };
  const said = [
    { kind: 'text', text: `a${NUL}b` },
    { kind: 'text', text: 'a', quote: { user: 'u', clientId: 'c', seq: 1, kind: 'text', text: NUL } },
    file,
  ];
  for (const body of said) {
    const clientId = ann.publish('lobby', '', { body });
    expect(await ann.next('nack')).toMatchObject({ clientId, code: 'bad_field', reason: NAMED });
    await ann.next('error');
    ann.publish('lobby', 'between');
    await ann.next('ack');
  }
  const asked = [
    { type: 'create', name: `Room${NUL}` },
    { type: 'room_action', room: 'lobby', action: { kind: 'rename', name: NUL } },
    { type: 'room_action', room: 'lobby', action: { kind: 'announce', text: NUL } },
    { type: 'search', room: 'lobby', query: `b${NUL}`, before: 9 },
    { type: 'directory', query: NUL, skip: 0 },
  ];
  for (const [i, frame] of asked.entries()) {
    ann.send({ ...frame, id: `q${i}` });
    expect(await ann.next('error')).toMatchObject({ id: `q${i}`, code: 'bad_field', reason: NAMED });
    ann.publish('lobby', 'between');
    await ann.next('ack');
  }
  expect(bob.frames.filter((frame) => JSON.stringify(frame).includes('\\u0000'))).toEqual([]);
});

test('[SV314] {S15} {K16} names that an older server stored with U+0000 are different names, and nobody is shut out', async () => {
  for (const key of ['a', 'b', 'c'])
    await server.post('/api/login', { guestKey: guestKey(key), name: `N${key}` });
  const { user } = await server.login('Ann');
  await changeByHand(`
    UPDATE users SET name = 'Ann' || char(0) || '!', name_key = 'ann' || char(0) || '!' WHERE name = 'Na';
    UPDATE users SET name = char(0) || 'x', name_key = char(0) || 'x' WHERE name = 'Nb';
    UPDATE users SET name = '', name_key = '' WHERE name = 'Nc';
    UPDATE rooms SET name = char(0) || 'Lobby', name_key = char(0) || 'lobby' WHERE room = 'lobby';
  `);
  expect([await nameOf('a'), await nameOf('b')]).toEqual(['Ann\ufffd!', '\ufffdx']);
  expect(await nameOf('c')).toMatch(/^u\w{12}$/);
  expect((await server.login('Ann')).user).toBe(user);
  const { ticket } = (await server.post('/api/login', { guestKey: guestKey('c') })).body as {
    ticket: string;
  };
  const phone = await openPhone(server, { ticket });
  const { rooms, self } = await phone.hello();
  expect([self.name, rooms.find(({ room }) => room === 'lobby')?.name]).toEqual([self.user, '\ufffdLobby']);
});

test('[SV314] {S15} rows that are bad in other ways are told as what the protocol carries', async () => {
  await server.post('/api/login', { guestKey: guestKey('a'), name: 'Na' });
  await changeByHand(`
    UPDATE users SET name = '${'n'.repeat(60)}', avatar = '${'a'.repeat(500)}' WHERE name = 'Na';
    UPDATE rooms SET name = '   ', announcement = '${'x'.repeat(9_000)}' WHERE room = 'lobby';
  `);
  expect(await nameOf('a')).toBe('n'.repeat(24));
  const { ticket } = (await server.post('/api/login', { guestKey: guestKey('a') })).body as {
    ticket: string;
  };
  const phone = await openPhone(server, { ticket });
  const { rooms, self } = await phone.hello();
  const lobby = rooms.find(({ room }) => room === 'lobby');
  expect([self.avatar, lobby?.name]).toEqual(['', 'lobby']);
  phone.send({ type: 'members', id: 'm', room: 'lobby', skip: 0 });
  const { members } = await phone.next('members');
  expect(members.find(({ user }) => user === self.user)).toMatchObject({ name: 'n'.repeat(24), avatar: '' });
});
