/**
 * A database that an older server wrote goes on with the newer one.
 */
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Epoch } from '../../../miniprogram/core/protocol/fields';
import { openDatabase } from '../../../server/storage/sqlite/driver';
import { INITIAL_TABLES } from '../../../server/storage/sqlite/migrations/initial-tables';
import { MIGRATIONS } from '../../../server/storage/sqlite/migrations/migrations';
import { openSqliteStore } from '../../../server/storage/sqlite/sqlite-store';
import { imageBody } from '../../support/media-contract';
import { newMessage, room, user } from '../../support/store-contract';
import { makeTempFolder } from '../../support/test-server';

const folder = makeTempFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function writeOldDatabase(path: string): Promise<void> {
  const db = await openDatabase(path);
  db.exec(INITIAL_TABLES);
  db.exec('PRAGMA user_version = 1');
  db.exec(`
    INSERT INTO users VALUES ('ann', 'Ann', 'ann', '', NULL, 'en', 1), ('bob', 'Bob', 'bob', '', NULL, 'en', 1);
    INSERT INTO rooms VALUES ('r1', 'One', 'one', 'e1', 2, 1), ('lobby', 'Lobby', 'lobby', 'e2', 1, 1);
    INSERT INTO members VALUES ('r1', 'ann', 2), ('r1', 'bob', 1), ('lobby', 'ann', 0);
    INSERT INTO messages VALUES
      ('r1', 1, 'ann', 'n1', 1, '{"kind":"notice","event":"created"}'),
      ('r1', 2, 'bob', 'c1', 2, '{"kind":"text","text":"hi"}'),
      ('lobby', 1, 'ann', 'c2', 2, '{"kind":"text","text":"\\"kind\\":\\"notice\\",\\"event\\":\\"created\\""}');
  `);
  db.exec('PRAGMA journal_mode = DELETE');
  db.close();
}

test('[SV156] a database of the first version is brought up to date with everything in it, once', async () => {
  const path = join(folder, 'old.db');
  await writeOldDatabase(path);
  for (let openings = 0; openings < 2; openings += 1) {
    const store = await openSqliteStore(path);
    expect(await store.membershipsOf(user('bob'))).toEqual([
      {
        room: 'r1',
        read: 1,
        flags: { pinned: false, muted: false, markedUnread: false },
        membership: { role: 'member', mutedUntil: 0 },
        since: 1,
        joinedAt: 0,
      },
    ]);
    expect((await store.listRooms()).map(({ head, settings }) => [head, settings.access])).toEqual([
      [1, 'public'],
      [2, 'public'],
    ]);
    await store.close();
  }
  const store = await openSqliteStore(path);
  expect(await store.append([newMessage('r1', 'bob', 'c1'), newMessage('r1', 'bob', 'c3')])).toMatchObject([
    { kind: 'duplicate', seq: 2 },
    { kind: 'committed', seq: 3 },
  ]);
  await store.close();
});

test('[SV156] whoever made a room owns it, whoever only wrote about making one does not', async () => {
  const path = join(folder, 'owners.db');
  await writeOldDatabase(path);
  const store = await openSqliteStore(path);
  const roleOf = async (where: string, who: string) =>
    (await store.governance.membershipOf(room(where), user(who)))?.role;
  expect([await roleOf('r1', 'ann'), await roleOf('r1', 'bob')]).toEqual(['owner', 'member']);
  expect(await roleOf('lobby', 'ann')).toBe('member');
  await store.close();
});

test('[SV404] {K24} names of rooms that an older server closed, or found empty, are free in its database too', async () => {
  const path = join(folder, 'names.db');
  const db = await openDatabase(path);
  for (const step of MIGRATIONS.slice(0, 11)) db.exec(step);
  db.exec('PRAGMA user_version = 11');
  db.exec(`
    INSERT INTO rooms (room, name, name_key, epoch, head, at, closed, code, emptied_at, past) VALUES
      ('r1', 'One', 'one', 'e1', 7, 1, 1, 'r1', 0, 'none'), ('r2', 'Two', 'two', 'e2', 0, 2, 0, 'code2', 55, 'all'),
      ('r3', 'Three', 'three', 'e3', 0, 3, 0, 'r3', 66, 'all');
    INSERT INTO members (room, user, read) VALUES ('r1', 'ann', 0), ('r3', 'ann', 0);
  `);
  db.exec('PRAGMA journal_mode = DELETE');
  db.close();
  const store = await openSqliteStore(path);
  const rooms = await store.listRooms();
  expect(rooms.map(({ name, head, emptiedAt }) => [name, head, emptiedAt])).toEqual([
    ['One', 7, 0],
    ['Two', 0, 55],
    ['Three', 0, 0],
  ]);
  expect(rooms.map(({ settings }) => [settings.code, settings.closed, settings.past])).toEqual([
    ['r1', true, 'none'],
    ['code2', false, 'all'],
    ['r3', false, 'all'],
  ]);
  const make = (id: string, name: string): Promise<string> =>
    store.createRoom({ room: room(id), name, epoch: 'e9' as Epoch, at: 3 });
  expect([await make('n1', 'One'), await make('n2', 'Two'), await make('n3', 'Three')]).toEqual([
    'created',
    'created',
    'name_taken',
  ]);
  expect(await make('n1', 'New')).toBe('id_taken');
  await store.close();
});

test('[SV433] {K8} rooms that end with lines about who came have their newest other message, in an older database too', async () => {
  const path = join(folder, 'comings.db');
  await writeOldDatabase(path);
  const db = await openDatabase(path);
  const line = (event: string) => `'{"kind":"notice","event":"${event}"}'`;
  db.exec(`
    INSERT INTO rooms VALUES ('r2', 'Two', 'two', 'e2', 2, 1), ('r3', 'Three', 'three', 'e3', 1, 1), ('r4', 'Four', 'four', 'e4', 2, 1);
    INSERT INTO messages VALUES
      ('r1', 3, 'ann', 'n3', 3, '{"kind":"reaction","of":{"user":"bob","clientId":"c1","seq":2},"emoji":"+","on":true}'),
      ('r1', 4, 'eve', 'n4', 4, ${line('joined')}), ('r1', 5, 'eve', 'n5', 5, ${line('left')}),
      ('r2', 1, 'ann', 'n6', 1, ${line('created')}), ('r2', 2, 'eve', 'n7', 2, ${line('removed')}),
      ('r3', 1, 'ann', 'n8', 1, ${line('joined')}),
      ('r4', 1, 'ann', 'n9', 1, ${line('joined')}), ('r4', 2, 'ann', 'n10', 2, ${line('renamed')});
    UPDATE rooms SET head = 5 WHERE room = 'r1';
  `);
  db.close();
  const store = await openSqliteStore(path);
  const last = new Map((await store.listRooms()).map(({ room: id, last }) => [String(id), last?.seq ?? 0]));
  expect(Object.fromEntries(last)).toEqual({ lobby: 1, r1: 2, r2: 1, r3: 0, r4: 2 });
  await store.close();
});

test('[SV204] {C21} pictures that an older server stored are found, and their files are named', async () => {
  const path = join(folder, 'pictures.db');
  await writeOldDatabase(path);
  const db = await openDatabase(path);
  const body = JSON.stringify(imageBody('old'));
  db.exec(`INSERT INTO messages VALUES ('r1', 3, 'bob', 'c9', 3, '${body}'); UPDATE rooms SET head = 3`);
  db.close();
  const store = await openSqliteStore(path);
  const query = { room: room('r1'), query: '', from: 1, before: 9, limit: 9 };
  const found = await store.media.findMedia({ ...query, kinds: ['image', 'file'] });
  expect(found.map(({ seq, body: found }) => [seq, found])).toEqual([[3, imageBody('old')]]);
  expect(await store.media.isNamed('/media/old-thumb.jpg')).toBe(true);
  expect(await store.media.listReleased(9)).toEqual([]);
  await store.close();
});

test('[SV156] a step that breaks leaves the file as it was', async () => {
  const path = join(folder, 'broken.db');
  await writeOldDatabase(path);
  const db = await openDatabase(path);
  db.exec('CREATE TABLE sanctions (x)');
  db.close();
  await expect(openSqliteStore(path)).rejects.toThrow('sanctions');
  // The failed one may keep its lock until its statements are collected.
  const copy = join(folder, 'copy.db');
  for (const end of ['', '-wal'].filter((suffix) => existsSync(path + suffix))) {
    copyFileSync(path + end, copy + end);
  }
  const again = await openDatabase(copy);
  expect(again.prepare('PRAGMA user_version').all()[0]?.['user_version']).toBe(1);
  expect(() => again.prepare('SELECT role FROM members')).toThrow('role');
  again.close();
  expect(MIGRATIONS.length).toBeGreaterThan(1);
});
