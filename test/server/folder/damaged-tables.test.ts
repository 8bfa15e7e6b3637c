/**
 * A database with many people and rooms of which one page was overwritten, of any table and of any index: a whole server on it.
 */
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COUNTER_NAME, IDENTITY_NAME } from '../../../server/folder/notes';
import { openDatabase } from '../../../server/storage/sqlite/driver';
import {
  fillDatabase,
  harm,
  keyOf,
  leavesOf,
  personOf,
  PEOPLE,
  rootsOf,
} from '../../support/damaged-database';
import { createManualClock } from '../../support/manual-clock';
import { openPhone } from '../../support/test-phone';
import { startTestServer, type TestServer } from '../../support/test-server';

const clock = createManualClock(1_790_000_000_000);
const limits = { loginBurst: 10_000, damageCheckMs: 60_000 };
let server: TestServer;
let whole: string;
/** What lies beside the database, as it was then. */
let notes: readonly (readonly [string, Buffer])[];
let roots: ReadonlyMap<string, number>;
const path = (): string => join(server.dataDir, 'minichat.db');

beforeAll(async () => {
  server = await startTestServer({ clock, limits });
  await server.running.close();
  await fillDatabase(path());
  await server.restart();
  await server.running.close();
  whole = join(server.dataDir, 'whole.db');
  copyFileSync(path(), whole);
  notes = [COUNTER_NAME, IDENTITY_NAME].map((note) => [note, readFileSync(join(server.dataDir, note))]);
  roots = await rootsOf(path());
});
afterAll(() => server.close());
afterEach(() => server.running.close());

async function startOn(name: string, how: 'zeros' | 'noise' = 'zeros'): Promise<void> {
  rmSync(path());
  copyFileSync(whole, path());
  for (const [note, text] of notes) writeFileSync(join(server.dataDir, note), text);
  harm(path(), roots.get(name) ?? 0, how);
  await server.restart();
}

const health = async (): Promise<unknown> => (await server.request('/healthz')).body;
const STEP = 6;
/** Some of each page. */
const SOME = Array.from({ length: PEOPLE / STEP }, (_, i) => i * STEP);

/** How many get in as themselves, are refused, and are taken for somebody new. */
async function signIn() {
  const told = { same: 0, refused: 0, others: 0 };
  for (const i of SOME) {
    const { status, body } = await server.post('/api/login', { guestKey: keyOf(i), language: 'en' });
    const { user } = body as { user?: string };
    told[status !== 200 ? 'refused' : user === personOf(i) ? 'same' : 'others'] += 1;
  }
  return told;
}

async function welcomeOf(i: number) {
  const { body } = await server.post('/api/login', { guestKey: keyOf(i), language: 'en' });
  const phone = await openPhone(server, { ticket: (body as { ticket: string }).ticket });
  const { ticket } = body as { ticket: string };
  return { phone, welcome: await phone.hello({ ticket }) };
}

test('[SV412] {S10} the parts of the database that tests overwrite are whole tables and indexes of many pages', () => {
  const file = readFileSync(path());
  const large = [
    'users',
    'sqlite_autoindex_users_2',
    'sqlite_autoindex_users_3',
    'members',
    'members_by_name',
  ];
  for (const name of large) expect(leavesOf(file, roots.get(name) ?? 0).length).toBeGreaterThan(2);
});

test.each(['zeros', 'noise'] as const)(
  '[SV412] {S10} nobody whose row is in a damaged page (%s) is signed up anew; all others get in, and health names the table',
  async (how) => {
    await startOn('users', how);
    const { same, refused, others } = await signIn();
    expect([refused > 0, same > SOME.length / 2, others]).toEqual([true, true, 0]);
    expect(await health()).toEqual({ status: 'degraded', unreadable: 0, rooms: [], tables: ['users'] });
  },
);

const INDEXES = [
  ...['sqlite_autoindex_users_2', 'sqlite_autoindex_users_3', 'users_by_ended_tickets', 'users_by_avatar'],
  ...['members_by_user', 'members_by_role', 'members_by_name', 'members_staff'],
  ...['messages_by_client_id', 'messages_unread', 'messages_by_url', 'mentions_by_message'],
  ...['reactions_in_order', 'rooms_by_code', 'waiting_in_order', 'invitations_by_room'],
  ...['blocks_by_blocked', 'name_looks_by_bearer'],
];

test.each(INDEXES)(
  '[SV413] {S10} a damaged index (%s) is made anew at the start, and nothing is lost',
  async (name) => {
    await startOn(name);
    expect(await health()).toEqual({ status: 'ok' });
    const { phone, welcome } = await welcomeOf(77);
    expect(welcome.rooms.map(({ room }) => room)).toHaveLength(8);
    phone.publish('room0000', 'still here');
    expect(await phone.next('ack')).toMatchObject({ seq: 21 });
    await phone.close();
  },
);

test('[SV413] {S10} what was made anew is whole: the same rows, triggers and indexes', async () => {
  const look = async () => {
    const db = await openDatabase(path());
    const count = (table: unknown): unknown =>
      db.prepare(`SELECT COUNT(*) AS n FROM "${String(table)}"`).all()[0]?.['n'];
    const parts = db.prepare(`SELECT type, name, sql FROM sqlite_master ORDER BY type, name`).all();
    const names = parts.filter(({ type }) => type === 'table').map(({ name }) => name);
    const sizes = names.filter((name) => name !== 'meta').map((name) => [name, count(name)]);
    const version = db.prepare('PRAGMA user_version').all();
    db.exec('PRAGMA journal_mode = DELETE');
    db.close();
    return { parts: parts.map(({ type, name }) => [type, name]), sizes, version };
  };
  copyFileSync(whole, path());
  const before = await look();
  await startOn('members_by_user');
  await server.running.close();
  expect(await look()).toEqual(before);
});

test('[SV414] {S10} a damaged page of the memberships costs the rooms that are in it; their members keep them and the rest', async () => {
  await startOn('members');
  const { phone, welcome } = await welcomeOf(77);
  const bad = welcome.rooms.filter(({ unreadable }) => unreadable).map(({ room }) => room);
  expect([welcome.rooms.length, bad.length]).toEqual([8, 1]);
  expect(await health()).toEqual({ status: 'degraded', unreadable: 1, rooms: bad, tables: ['members'] });
  phone.send({ type: 'read', room: bad[0], seq: 20 });
  phone.send({ type: 'read', room: 'room0000', seq: 20 });
  phone.publish('room0000', 'still here');
  expect(await phone.next('ack')).toMatchObject({ seq: 21 });
  await phone.close();
});

test.each(['sanctions', 'invitations', 'reports', 'released_media', 'reaction_counts', 'quotes'])(
  '[SV414] {S10} a damaged page of the table %s keeps nobody out, and health names it',
  async (name) => {
    await startOn(name);
    const { phone, welcome } = await welcomeOf(250);
    expect(welcome.rooms).toHaveLength(8);
    await phone.close();
    expect(await health()).toEqual({ status: 'degraded', unreadable: 0, rooms: [], tables: [name] });
  },
);

test.each(['meta', 'rooms'])(
  '[SV415] {S10} without the table %s nobody can be served: the server does not start, and says why',
  async (name) => {
    await expect(startOn(name)).rejects.toThrow(`(damaged: ${name}). Put a backup back`);
  },
);
