/**
 * Small writes share a transaction, fail alone, and are acknowledged when they are on the disk.
 */
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Epoch } from '../../../miniprogram/core/protocol/fields';
import { openDatabase, type SqlDatabase } from '../../../server/storage/sqlite/driver';
import { createGroupCommit } from '../../../server/storage/sqlite/group-commit';
import { createSqliteStore, openSqliteStore } from '../../../server/storage/sqlite/sqlite-store';
import { newMessage, newUser, room, user } from '../../support/store-contract';
import { makeTempFolder } from '../../support/test-server';

const folder = makeTempFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;
const newPath = (): string => join(folder, `${(count += 1)}.db`);

/** What a process that is killed now leaves. */
function copyFiles(path: string): string {
  const copy = newPath();
  for (const ending of ['', '-wal']) {
    if (existsSync(path + ending)) copyFileSync(path + ending, copy + ending);
  }
  return copy;
}

interface Watched {
  readonly db: SqlDatabase;
  readonly commits: () => number;
  readonly rows: () => readonly unknown[];
  readonly add: (name: string) => () => string;
}

async function watch(): Promise<Watched> {
  const raw = await openDatabase(newPath());
  raw.exec('CREATE TABLE names (name TEXT PRIMARY KEY)');
  const insert = raw.prepare('INSERT INTO names (name) VALUES (?)');
  const list = raw.prepare('SELECT name FROM names ORDER BY name');
  let commits = 0;
  const transact: SqlDatabase['transact'] = (work) => {
    const value = raw.transact(work);
    commits += 1;
    return value;
  };
  return {
    db: { ...raw, transact },
    commits: () => commits,
    rows: () => list.all().map(({ name }) => name),
    add: (name) => () => {
      insert.run(name);
      return name;
    },
  };
}

test('[SV386] {S16} what is written in one turn shares a transaction, in its order', async () => {
  const { db, commits, rows, add } = await watch();
  const group = createGroupCommit(db);
  const heard: string[] = [];
  const all = ['a', 'b', 'c'].map((name) => group.later(add(name)).then((said) => heard.push(said)));
  expect(rows()).toEqual([]);
  await Promise.all(all);
  expect({ commits: commits(), heard, rows: rows() }).toEqual({
    commits: 1,
    heard: ['a', 'b', 'c'],
    rows: ['a', 'b', 'c'],
  });
  db.close();
});

test('[SV386] {S16} what cannot wait takes along what waits, and comes after it', async () => {
  const { db, commits, rows, add } = await watch();
  const group = createGroupCommit(db);
  const waiting = group.later(add('a'));
  const atOnce = group.now(() => rows());
  expect(commits()).toBe(1);
  expect(await atOnce).toEqual(['a']);
  expect(await waiting).toBe('a');
  db.close();
});

test('[SV387] {S16} a write that fails fails alone, and nothing of it stays', async () => {
  const { db, commits, rows, add } = await watch();
  const group = createGroupCommit(db);
  const half = (): never => {
    add('half')();
    throw new Error('no more');
  };
  const all = [group.later(add('a')), group.later(half), group.later(add('a')), group.later(add('b'))];
  const outcomes = await Promise.allSettled(all);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  expect({ commits: commits(), rows: rows() }).toEqual({ commits: 1, rows: ['a', 'b'] });
  db.close();
});

test('[SV387] {S16} when SQLite ends the transaction of all, each is tried by itself, once', async () => {
  const { db, rows, add } = await watch();
  const group = createGroupCommit(db);
  // As a full disk does.
  const end = (): never => {
    db.exec('ROLLBACK');
    throw new Error('the disk is full');
  };
  const outcomes = await Promise.allSettled([group.later(add('a')), group.later(end), group.later(add('b'))]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(rows()).toEqual(['a', 'b']);
  db.close();
});

test('[SV387] {S16} a commit that fails acknowledges nobody', async () => {
  const { db, rows, add } = await watch();
  const failing: SqlDatabase = {
    ...db,
    transact: (work) =>
      db.transact(() => {
        work();
        throw new Error('the disk is full');
      }),
  };
  const group = createGroupCommit(failing);
  const outcomes = await Promise.allSettled([group.later(add('a')), group.later(add('b'))]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(rows()).toEqual([]);
  db.close();
});

test('[SV512] {S16} rooms, members, silences, invitations and who waits share a transaction, and fail alone', async () => {
  const raw = await openDatabase(newPath());
  let commits = 0;
  const transact: SqlDatabase['transact'] = (work) => {
    commits += 1;
    return raw.transact(work);
  };
  const store = createSqliteStore({ ...raw, transact });
  const { governance, admissions } = store;
  const make = (id: string, name: string) =>
    store.createRoom({ room: room(id), name, epoch: 'e1' as Epoch, at: 1 });
  await Promise.all([make('r1', 'One'), store.createUser(newUser('ann', 'Ann'))]);
  commits = 0;
  const invitation = {
    code: 'c1',
    room: room('r1'),
    by: user('ann'),
    at: 1,
    expiresAt: 9,
    maxUses: 1,
    uses: 0,
  };
  const place = { room: room('r1'), user: user('dan'), read: 0, at: 2, since: 1 };
  const outcomes = await Promise.all([
    make('r2', 'One'),
    make('r2', 'Two'),
    store.addMember(room('r2'), user('ann'), 0),
    store.addMember(room('r2'), user('ann'), 0),
    store.removeMember(room('r2'), user('ann')),
    governance.changeRoom(room('r2'), { name: 'One' }),
    governance.changeRoom(room('r2'), { name: 'Three' }),
    governance.setSanctions(room('r2'), user('ann'), { mutedUntil: 5 }),
    admissions.addInvitation(invitation),
    admissions.addInvitation(invitation).catch(() => 'failed'),
    admissions.admitInvited('c1', place),
    admissions.addWaiting(room('r2'), user('ann'), 1, 5),
    admissions.dropWaiting(room('r2'), user('ann')),
    admissions.setEmptied([room('r2')], 7),
    admissions.reopen(room('r2'), 'Three'),
    store.people.setBanned(user('ann'), 3),
  ]);
  expect(commits).toBe(1);
  expect(outcomes.filter((outcome) => outcome !== undefined)).toEqual([
    ...['name_taken', 'created', true, false, true, 'name_taken', 'changed'],
    ...['failed', 'admitted', 'added', true, true],
  ]);
  expect(await governance.sanctionsOf(room('r2'), user('ann'))).toMatchObject({ mutedUntil: 5 });
  expect(await store.people.bannedSince(user('ann'))).toBe(3);
  await store.close();
});

test('[SV388] {S16} after a kill whatever was acknowledged is there, and nothing was acknowledged before', async () => {
  const path = newPath();
  const store = await openSqliteStore(path);
  await store.createRoom({ room: room('r1'), name: 'One', epoch: 'e1' as Epoch, at: 1 });
  await store.createUser(newUser('bob', 'Bob'));
  await store.addMember(room('r1'), user('bob'), 0);
  const acknowledged: string[] = [];
  const note = (what: string) => (): void => void acknowledged.push(what);
  const writes = [
    store.createUser(newUser('ann', 'Ann')).then(note('sign-up')),
    store.updateUser({ ...newUser('bob', 'Robert') }).then(note('profile')),
    store.governance.setBlocked(user('bob'), user('ann'), true).then(note('block')),
    store.governance.setFlags(room('r1'), user('bob'), { pinned: true }).then(note('flags')),
    store.media.noteFile('/media/a.bin').then(note('file')),
  ];
  await Promise.resolve();
  expect(acknowledged).toEqual([]);
  const before = await openSqliteStore(copyFiles(path));
  expect(await before.findUserByName('Ann')).toBeNull();
  await before.close();

  await Promise.race(writes);
  // Before anything else can be committed.
  const copy = copyFiles(path);
  await Promise.all(writes);
  const after = await openSqliteStore(copy);
  expect(acknowledged).toHaveLength(5);
  expect(await after.findUsers([user('ann'), user('bob')])).toMatchObject([
    { name: 'Ann' },
    { name: 'Robert' },
  ]);
  expect(await after.governance.blocksOf(user('bob'))).toEqual(['ann']);
  expect(await after.membershipsOf(user('bob'))).toMatchObject([{ flags: { pinned: true } }]);
  expect(await after.media.isNoted('/media/a.bin')).toBe(true);
  await after.close();
  await store.close();
});

test('[SV388] {S16} what waits when the store is closed is written first', async () => {
  const path = newPath();
  const store = await openSqliteStore(path);
  await store.createRoom({ room: room('r1'), name: 'One', epoch: 'e1' as Epoch, at: 1 });
  const made = store.createUser(newUser('ann', 'Ann'));
  const said = store.append([newMessage('r1', 'ann', 'c1')]);
  const changed = store.updateUser({ ...newUser('ann', 'Anna') });
  await store.close();
  expect([await made, await changed]).toEqual(['created', 'updated']);
  expect(await said).toMatchObject([{ kind: 'committed' }]);
  const again = await openSqliteStore(path);
  expect(await again.findUsers([user('ann')])).toMatchObject([{ name: 'Anna' }]);
  await again.close();
});
