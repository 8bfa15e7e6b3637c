/**
 * Who runs a room whose owner is gone, whatever has become of them: a whole server, real sockets, and databases of before.
 */
import { join as joinPath } from 'node:path';
import type { DownFrameOf } from '../../miniprogram/core/protocol/down';
import type { UserId } from '../../miniprogram/core/protocol/fields';
import { openDatabase } from '../../server/storage/sqlite/driver';
import { createManualClock, type ManualClock } from '../support/manual-clock';
import { act, ask, createRoom, join, outcome, settle } from '../support/room-steps';
import { connectPhone, type TestPhone } from '../support/test-phone';
import { startTestServer, type TestServer } from '../support/test-server';

let server: TestServer;
let clock: ManualClock;
let room: string;
type Connected = Awaited<ReturnType<typeof connectPhone>>;
let phones: { readonly [name: string]: Connected };
const phone = (name: string): Connected => phones[name]!;
const idOf = (name: string): UserId => phone(name).welcome.self.user;

beforeEach(async () => {
  clock = createManualClock(1_790_000_000_000);
  const limits = { publishBurst: 500, frameBurst: 2_000, codeTryBurst: 500 };
  server = await startTestServer({ clock, limits });
  const names = ['Ann', 'Bob', 'Cid'];
  phones = Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await connectPhone(server, name)])),
  );
  room = (await createRoom(phone('Ann'), 'Club')).room;
});
afterEach(() => server.close());

const leave = (name: string): Promise<string> => outcome(phone(name), { type: 'leave', room });

/** Each in a moment of their own. */
async function come(...names: string[]): Promise<void> {
  for (const name of names) {
    await clock.advance(1_000);
    expect(await join(phone(name), room)).toBe('joined');
  }
}

async function rolesBy(reader: TestPhone): Promise<Record<string, string>> {
  const told = await ask(reader, { type: 'members', room, skip: 0 });
  if (told.type !== 'members') throw new Error(`members was answered by ${told.type}`);
  return Object.fromEntries(told.members.map(({ name, role }) => [name, role]));
}

const isRoleLine = ({ body }: DownFrameOf<'msg'>): boolean => body.kind === 'notice' && body.event === 'role';

/** What this phone heard until the line about a role had come: who owns the room, its own place, and the line. */
async function heard(name: string) {
  await phone(name).next('msg', isRoleLine);
  await settle(phone(name));
  const { frames } = phone(name);
  const news = frames.flatMap((frame) => (frame.type === 'room' && frame.room === room ? [frame.staff] : []));
  const own = frames.flatMap((frame) =>
    frame.type === 'standing' && frame.room === room ? [frame.standing.role] : [],
  );
  const lines = frames.flatMap((frame) => (frame.type === 'msg' && isRoleLine(frame) ? [frame] : []));
  const line = lines[lines.length - 1];
  return { staff: news[news.length - 1], own: own[own.length - 1], line: line && [line.user, line.body] };
}

const lineOf = (name: string) => [
  idOf(name),
  { kind: 'notice', event: 'role', target: idOf(name), role: 'owner' },
];

test('[SV400] {K23} when everybody has left, whoever comes next owns the room, hears it at once, and a line says so', async () => {
  expect([await leave('Ann'), await leave('Ann')]).toEqual(['left', 'left']);
  const back = await ask(phone('Bob'), { type: 'join', room });
  expect(back.type === 'joined' && back.room.standing?.role).toBe('owner');
  await come('Cid');
  expect((await heard('Bob')).line).toEqual(lineOf('Bob'));
  expect(await rolesBy(phone('Cid'))).toEqual({ Bob: 'owner', Cid: 'member' });
  expect(await act(phone('Bob'), room, { kind: 'rename', name: 'Bobs' })).toBe('done');
});

test('[SV400] {K23} those who stay hear at once who owns the room: the admin, else the member, who was there first', async () => {
  await come('Cid', 'Bob');
  await leave('Ann');
  expect(await heard('Bob')).toMatchObject({
    staff: [{ user: idOf('Cid'), role: 'owner' }],
    line: lineOf('Cid'),
  });
  expect((await heard('Cid')).own).toBe('owner');
  await come('Ann');
  expect(await act(phone('Cid'), room, { kind: 'role', user: idOf('Ann'), role: 'admin' })).toBe('done');
  await leave('Cid');
  expect(await rolesBy(phone('Bob'))).toEqual({ Ann: 'owner', Bob: 'member' });
});

test('[SV400] {K23} whoever comes into an empty room by an invitation owns it too', async () => {
  await act(phone('Ann'), room, { kind: 'invite', forMs: 60_000, uses: 2 });
  const { invitations } = (await ask(phone('Ann'), { type: 'door', room })) as never as {
    invitations: { code: string }[];
  };
  await leave('Ann');
  expect(await join(phone('Bob'), invitations[0]!.code)).toBe('joined');
  expect(await rolesBy(phone('Bob'))).toEqual({ Bob: 'owner' });
  expect((await heard('Bob')).line).toEqual(lineOf('Bob'));
});

test('[SV402] {K23} in a room that asks first nobody waits for ever: who comes into the empty one owns it and sees it from then on', async () => {
  phone('Ann').publish(room, 'said before');
  await phone('Ann').next('ack');
  await act(phone('Ann'), room, { kind: 'entry', entry: 'approval' });
  expect(await join(phone('Bob'), room, { knock: true })).toBe('knocked');
  await leave('Ann');
  const came = await ask(phone('Bob'), { type: 'join', room, knock: true });
  if (came.type !== 'joined') throw new Error(`join was answered by ${came.type}`);
  const { standing, oldest, head, epoch } = came.room;
  expect([standing?.role, oldest]).toEqual(['owner', head + 1]);
  const page = await ask(phone('Bob'), { type: 'history', room, epoch, before: head + 1, limit: 50 });
  expect(page.type === 'page' && page.messages).toEqual([]);
  expect(await join(phone('Cid'), room, { knock: true })).toBe('knocked');
});

test('[SV401] {K23} an owner who is shut out of the server owns the room no more; let in again, they are a member', async () => {
  await come('Bob', 'Cid');
  await server.running.setBanned(idOf('Ann'), true);
  expect(await heard('Cid')).toMatchObject({
    staff: [{ user: idOf('Bob'), role: 'owner' }],
    line: lineOf('Bob'),
  });
  await server.running.setBanned(idOf('Ann'), false);
  expect(await rolesBy(phone('Cid'))).toEqual({ Ann: 'member', Bob: 'owner', Cid: 'member' });
});

test('[SV401] {K23} of a room where all are shut out the next who comes, or is let in again, is the owner', async () => {
  await server.running.setBanned(idOf('Ann'), true);
  await come('Bob');
  expect(await rolesBy(phone('Bob'))).toEqual({ Ann: 'member', Bob: 'owner' });
  await leave('Bob');
  await server.running.setBanned(idOf('Ann'), false);
  const ann = await connectPhone(server, 'Ann');
  expect(ann.welcome.rooms.find((each) => each.room === room)?.standing?.role).toBe('owner');
});

/** Does something to the database of the stopped server. */
async function change(sql: string): Promise<void> {
  await server.running.close();
  const db = await openDatabase(joinPath(server.dataDir, 'minichat.db'));
  db.exec(sql);
  db.exec('PRAGMA journal_mode = DELETE');
  db.close();
  await server.restart();
}

const LOSSES: readonly (readonly [string, (ann: string) => string])[] = [
  ['nobody was ever named', () => `UPDATE members SET role = 'member'`],
  ['the account is gone', (ann) => `DELETE FROM users WHERE user = '${ann}'`],
  ['the membership is gone', (ann) => `DELETE FROM members WHERE user = '${ann}'`],
  ['a ban came first', (ann) => `UPDATE users SET banned_at = 5 WHERE user = '${ann}'`],
];

test.each(LOSSES)(
  '[SV403] {K23} a database of before in which a room has no owner (%s) gives it one at the start',
  async (why, sql) => {
    await come('Bob', 'Cid');
    await act(phone('Ann'), room, { kind: 'role', user: idOf('Cid'), role: 'admin' });
    await change(sql(idOf('Ann')));
    const wanted = why === 'nobody was ever named' ? 'Ann' : 'Cid';
    const bob = await connectPhone(server, 'Bob');
    const state = bob.welcome.rooms.find((each) => each.room === room);
    expect(state?.staff).toEqual([{ user: idOf(wanted), role: 'owner' }]);
    expect(state?.last?.body).toEqual(lineOf(wanted)[1]);
    // Nobody is named twice.
    await server.restart();
    const later = await connectPhone(server, 'Bob');
    expect(later.welcome.rooms.find((each) => each.room === room)?.head).toBe(state?.head);
  },
);

const HAND_OVER_ENDS = `
  CREATE TRIGGER cut BEFORE UPDATE OF role ON members WHEN NEW.role = 'admin'
  BEGIN SELECT RAISE(ABORT, 'ended in between'); END`;

test('[SV410] {K23} a hand-over that ends in between leaves the room with its one owner, here and in the database', async () => {
  await come('Bob');
  await change(HAND_OVER_ENDS);
  const [ann, bob] = [await connectPhone(server, 'Ann'), await connectPhone(server, 'Bob')];
  expect(await act(ann, room, { kind: 'role', user: idOf('Bob'), role: 'owner' })).toBe('storage');
  const roles = { Ann: 'owner', Bob: 'member' };
  expect(await rolesBy(bob)).toEqual(roles);
  await change('DROP TRIGGER cut');
  expect(await rolesBy(await connectPhone(server, 'Bob'))).toEqual(roles);
});

test('[SV411] {K23} of two owners, whom a crash of an older server left, the one who was there longest stays it', async () => {
  await come('Bob', 'Cid');
  await change(`UPDATE members SET role = 'owner' WHERE room = '${room}' AND user <> '${idOf('Cid')}'`);
  const cid = await connectPhone(server, 'Cid');
  expect(await rolesBy(cid)).toEqual({ Ann: 'owner', Bob: 'admin', Cid: 'member' });
  await change(`UPDATE members SET role = 'owner' WHERE room = '${room}';
    UPDATE users SET banned_at = 5 WHERE user = '${idOf('Ann')}'`);
  expect(await rolesBy(await connectPhone(server, 'Cid'))).toEqual({
    Ann: 'member',
    Bob: 'owner',
    Cid: 'admin',
  });
});
