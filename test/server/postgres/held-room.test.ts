/**
 * What others do while somebody else has the row of a room: they wait, with nothing changed or locked yet, and go on from what that
 * one left. Every step is waited for, so that nothing here depends on who is faster.
 */
import { Client } from 'pg';
import { silentLogger } from '../../../miniprogram/core/base/logger';
import type { ChatStore } from '../../../server/storage/port';
import { openPostgresStore } from '../../../server/storage/postgres/postgres-store';
import { giveBack, makeEpoch, takeDatabase } from '../../support/postgres';
import { newEvent, newMessage, newUser, room, user } from '../../support/store-contract';

/** In the table the row of Z comes first: whoever locks without an order has Z while waiting for A. */
const [Z, A] = [room('z'), room('a')];
const [ANN, BOB, EVE] = [user('ann'), user('bob'), user('eve')];
const about = (author: string, clientId: string) => ({ author, clientId });
const LIKE = { emoji: '👍', on: true };
const place = { room: A, user: EVE, read: 0, since: 1, at: 5 };

const LOCK = `SELECT 1 FROM rooms WHERE room = 'a' FOR NO KEY UPDATE`;
/** A transaction that has changed or locked a row has a number. */
const WAITING = `SELECT backend_xid IS NOT NULL AS "hasChanged" FROM pg_stat_activity
  WHERE application_name = 'minichat' AND datname = current_database() AND wait_event_type = 'Lock'`;
const FREE = `SELECT 1 FROM rooms WHERE room = 'z' FOR NO KEY UPDATE SKIP LOCKED`;

let url: string;
let store: ChatStore;
let holder: Client;
let watcher: Client;

async function connect(): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}

beforeEach(async () => {
  url = await takeDatabase();
  store = await openPostgresStore({ url, makeEpoch, logger: silentLogger });
  for (const [i, id] of [Z, A].entries()) {
    await store.createRoom({ room: id, name: `Room ${id}`, epoch: makeEpoch(), at: i });
    for (const who of [ANN, BOB]) await store.addMember(id, who, 0);
  }
  for (const who of [ANN, BOB, EVE]) await store.createUser(newUser(who, `Name of ${who}`));
  await store.append([newMessage('z', 'ann', 'z1'), newMessage('a', 'ann', 'a1')]);
  const invitation = { room: A, by: ANN, at: 1, expiresAt: 100, maxUses: 1, uses: 0 };
  await store.admissions.addInvitation({ code: 'i', ...invitation });
  [holder, watcher] = [await connect(), await connect()];
});
afterEach(async () => {
  await Promise.all([store.close(), holder.end(), watcher.end()]);
  giveBack(url);
});

interface Seen {
  readonly waited: 'not at all' | 'with something changed' | 'with nothing changed';
  readonly isOtherRoomFree: boolean;
  readonly result: unknown;
}

/** Begins `work` while the row of A is held, does `changes` with it when that waits, and lets it go. */
async function whileHeld(work: () => Promise<unknown>, ...changes: readonly string[]): Promise<Seen> {
  await holder.query('BEGIN');
  await holder.query(LOCK);
  let isDone = false;
  const working = work().finally(() => (isDone = true));
  let rows: readonly { hasChanged: boolean }[] = [];
  while (rows.length === 0 && !isDone) ({ rows } = await watcher.query<{ hasChanged: boolean }>(WAITING));
  const isOtherRoomFree = (await watcher.query(FREE)).rows.length === 1;
  for (const sql of changes) await holder.query(sql);
  await holder.query('COMMIT');
  const changed = rows[0]?.hasChanged === true ? 'with something changed' : 'with nothing changed';
  return { waited: rows[0] ? changed : 'not at all', isOtherRoomFree, result: await working };
}

test('[SV540] whoever changes anything of rooms waits for them in their order, and has nothing before', async () => {
  const { admissions, governance, people } = store;
  await admissions.addWaiting(A, EVE, 1, 9);
  const works: Record<string, () => Promise<unknown>> = {
    append: () => store.append([newMessage('z', 'ann', 'z2'), newMessage('a', 'ann', 'a2')]),
    react: () =>
      store.append([
        newEvent('z', 'bob', 'z3', about('ann', 'z1'), LIKE),
        newEvent('a', 'bob', 'a3', about('ann', 'a1'), LIKE),
      ]),
    setEmptied: () => admissions.setEmptied([Z, A], 0),
    updateUser: () => store.updateUser({ user: ANN, name: 'Anna', avatar: '' }),
    renewEpochs: () => store.renewEpochs(makeEpoch),
    addMember: () => store.addMember(A, user('new'), 0),
    removeMember: () => store.removeMember(A, user('new')),
    setRoles: () => governance.setRoles(A, [[ANN, 'admin']]),
    setFlags: () => governance.setFlags(A, ANN, { pinned: true }),
    setSanctions: () => governance.setSanctions(A, BOB, { mutedUntil: 7 }),
    changeRoom: () => governance.changeRoom(A, { name: 'Another' }),
    admitInvited: () => admissions.admitInvited('i', { ...place, user: user('guest') }),
    addWaiting: () => admissions.addWaiting(A, user('guest'), 1, 9),
    admitWaiting: () => admissions.admitWaiting(place),
    reopen: () => admissions.reopen(A, 'Open again'),
    trim: () => store.trim(A, { count: 1 }, 2),
    tidy: () => store.tidy(9),
    forgetTrimmed: () => store.forgetTrimmed(A, 9, 9),
    deleteUser: () => people.deleteUser(ANN),
    dropRoom: () => admissions.dropRoom(A, 9),
  };
  const seen: Record<string, unknown> = {};
  for (const [name, work] of Object.entries(works)) {
    const { waited, isOtherRoomFree } = await whileHeld(work);
    seen[name] = isOtherRoomFree ? waited : 'with another room';
  }
  expect(seen).toEqual(Object.fromEntries(Object.keys(works).map((name) => [name, 'with nothing changed'])));
});

test('[SV540] whoever is new in several rooms has only the name while waiting for the first', async () => {
  const rooms = [Z, A].map((id) => ({ room: id, read: 0 }));
  expect(await whileHeld(() => store.createUser(newUser('new', 'New'), rooms))).toMatchObject({
    waited: 'with something changed',
    isOtherRoomFree: true,
    result: 'created',
  });
});

test('[SV537] whoever waited for a room numbers from where the other one left it', async () => {
  const more = `UPDATE rooms SET head = head + 5 WHERE room = 'a'`;
  const plain = [newMessage('z', 'ann', 'z2'), newMessage('a', 'ann', 'a2')];
  expect((await whileHeld(() => store.append(plain), more)).result).toMatchObject([{ seq: 2 }, { seq: 7 }]);
  const reaction = [newEvent('a', 'bob', 'a3', about('ann', 'a1'), LIKE)];
  expect((await whileHeld(() => store.append(reaction), more)).result).toMatchObject([{ seq: 13 }]);
});

test('[SV537] whoever waited for a room judges what the other one left there', async () => {
  const { admissions, governance } = store;
  const keptOut = `INSERT INTO sanctions (room, "user", muted_until, kept_out_until) VALUES ('a', 'bob', 0, 9)`;
  const waits = `INSERT INTO waiting (room, "user", at) VALUES ('a', 'ann', 1)`;
  const comes = `INSERT INTO members (room, "user", read, role) VALUES ('a', 'eve', 0, 'member')`;
  await whileHeld(() => governance.setSanctions(A, BOB, { mutedUntil: 7 }), keptOut);
  expect(await governance.sanctionsOf(A, BOB)).toEqual({ mutedUntil: 7, keptOutUntil: 9 });
  expect((await whileHeld(() => admissions.addWaiting(A, EVE, 1, 1), waits)).result).toBe('full');
  expect((await whileHeld(() => admissions.admitInvited('i', place), comes)).result).toBe('member');
  await watcher.query(`DELETE FROM members WHERE room = 'a'`);
  expect((await whileHeld(() => admissions.dropRoom(A, 9), comes)).result).toBe('occupied');
});
