/**
 * Both stores under the one contract, and what only a file can show.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Epoch } from '../../../miniprogram/core/protocol/fields';
import { MemoryStore } from '../../../server/storage/memory/memory-store';
import { isLocked, openDatabase } from '../../../server/storage/sqlite/driver';
import { MIGRATIONS } from '../../../server/storage/sqlite/migrations/migrations';
import { openSqliteStore } from '../../../server/storage/sqlite/sqlite-store';
import { boundedContract } from '../../support/bounded-contract';
import { doorContract } from '../../support/admission-contract';
import { eventContract } from '../../support/event-contract';
import { governanceContract } from '../../support/governance-contract';
import { mediaContract } from '../../support/media-contract';
import { peopleContract } from '../../support/people-contract';
import { reopenContract } from '../../support/reopen-contract';
import { newEvent, newMessage, room, storeContract, user } from '../../support/store-contract';
import { makeTempFolder } from '../../support/test-server';

/** The tables as the first version of the server made them. */
const VERSION_1 = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE users (
    user TEXT PRIMARY KEY, name TEXT NOT NULL, name_key TEXT NOT NULL UNIQUE, avatar TEXT NOT NULL,
    key_hash TEXT UNIQUE, language TEXT NOT NULL, at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE rooms (
    room TEXT PRIMARY KEY, name TEXT NOT NULL, name_key TEXT NOT NULL UNIQUE, epoch TEXT NOT NULL,
    head INTEGER NOT NULL, at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE members (
    room TEXT NOT NULL, user TEXT NOT NULL, read INTEGER NOT NULL, PRIMARY KEY (room, user)
  ) WITHOUT ROWID;
  CREATE INDEX members_by_user ON members (user);
  CREATE TABLE messages (
    room TEXT NOT NULL, seq INTEGER NOT NULL, user TEXT NOT NULL, client_id TEXT NOT NULL,
    at INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (room, seq)
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX messages_by_client_id ON messages (user, client_id);
`;

const folders: string[] = [];
const newPath = (): string => {
  const folder = makeTempFolder();
  folders.push(folder);
  return join(folder, 'minichat.db');
};

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

storeContract('memory', async () => new MemoryStore());
storeContract('SQLite', () => openSqliteStore(newPath()));
boundedContract('memory', async () => new MemoryStore());
boundedContract('SQLite', () => openSqliteStore(newPath()));
governanceContract('memory', async () => new MemoryStore());
governanceContract('SQLite', () => openSqliteStore(newPath()));
doorContract('memory', async () => new MemoryStore());
doorContract('SQLite', () => openSqliteStore(newPath()));
mediaContract('memory', async () => new MemoryStore());
mediaContract('SQLite', () => openSqliteStore(newPath()));
eventContract('memory', async () => new MemoryStore());
eventContract('SQLite', () => openSqliteStore(newPath()));
peopleContract('memory', async () => new MemoryStore());
peopleContract('SQLite', () => openSqliteStore(newPath()));

describe('a database file', () => {
  reopenContract('SQLite', async () => {
    const path = newPath();
    return () => openSqliteStore(path);
  });

  test('[SV120] [SV121] what was trimmed, seq and dedupe outlive closing and opening', async () => {
    const path = newPath();
    const first = await openSqliteStore(path);
    await first.createRoom({ room: room('r1'), name: 'One', epoch: 'e1' as Epoch, at: 1 });
    await first.append([newMessage('r1', 'u1', 'c1'), newMessage('r1', 'u1', 'c2')]);
    await first.trim(room('r1'), { count: 0 }, 10);
    await first.close();
    expect(readFileSync(path).includes('text of c1')).toBe(false);
    const second = await openSqliteStore(path);
    expect(await second.listRooms()).toMatchObject([{ head: 2, oldest: 3, last: null }]);
    expect(await second.append([newMessage('r1', 'u1', 'c1'), newMessage('r1', 'u1', 'c3')])).toMatchObject([
      { kind: 'duplicate', seq: 1 },
      { kind: 'committed', seq: 3 },
    ]);
    await second.close();
  });

  test('[SV18] a file of the version before trimming is brought up to date with everything in it', async () => {
    const path = newPath();
    const db = await openDatabase(path);
    for (const step of MIGRATIONS.slice(0, 2)) db.exec(step);
    db.exec(`
      INSERT INTO rooms VALUES ('r1', 'One', 'one', 'e1', 1, 1, 1);
      INSERT INTO messages VALUES ('r1', 1, 'u1', 'c1', 6, '{"kind":"text","text":"old words"}', 1);
      PRAGMA user_version = 2;
    `);
    db.close();
    const updated = await openSqliteStore(path);
    expect(await updated.listRooms()).toMatchObject([{ head: 1, oldest: 1, last: { seq: 1 } }]);
    expect(await updated.trim(room('r1'), { count: 0 }, 10)).toBe(2);
    await updated.close();
  });

  test('[SV18] a second process is refused while the first has it', async () => {
    const path = newPath();
    const first = await openSqliteStore(path);
    const thrown = await openSqliteStore(path).catch((error: unknown) => error);
    expect(isLocked(thrown)).toBe(true);
    await first.close();
  });

  test('[SV18] a schema of a newer server is refused, never guessed at', async () => {
    const path = newPath();
    const db = await openDatabase(path);
    db.exec('PRAGMA user_version = 99');
    db.close();
    await expect(openSqliteStore(path)).rejects.toThrow('version 99');
    expect(existsSync(path)).toBe(true);
  });

  test('[MK10] a file of version 1 is taken over: its messages as they were, and events about them', async () => {
    const path = newPath();
    const db = await openDatabase(path);
    db.exec(VERSION_1);
    db.exec(`
      INSERT INTO rooms VALUES ('r1', 'One', 'one', 'e1', 2, 1);
      INSERT INTO members VALUES ('r1', 'u2', 0);
      INSERT INTO messages VALUES ('r1', 1, 'u1', 'n1', 5, '{"kind":"notice","event":"created"}');
      INSERT INTO messages VALUES ('r1', 2, 'u1', 'c1', 6, '{"kind":"text","text":"old words"}');
      PRAGMA user_version = 1;
    `);
    db.close();
    const store = await openSqliteStore(path);
    expect(await store.listRooms()).toMatchObject([{ head: 2, members: 1, last: { clientId: 'c1' } }]);
    expect(await store.unreadOf(room('r1'), user('u2'), 0, 2)).toEqual({ count: 1, mentioned: 0 });
    const about = { author: 'u1', clientId: 'c1' };
    await store.append([newEvent('r1', 'u2', 'e1', about, { emoji: '👍', on: true })]);
    expect(
      (await store.messagesAfter(room('r1'), 0, 10)).map(({ body, reactions }) => [body, reactions?.length]),
    ).toMatchObject([
      [{ kind: 'notice' }, undefined],
      [{ kind: 'text', text: 'old words' }, 1],
      [{ kind: 'reaction', count: 1 }, undefined],
    ]);
    await store.close();
    const again = await openSqliteStore(path);
    expect(await again.listRooms()).toMatchObject([{ head: 3, last: { clientId: 'c1' } }]);
    await again.close();
  });

  test('[MK10] reactions, quotes and mentions go with the message that they belong to', async () => {
    const path = newPath();
    const store = await openSqliteStore(path);
    await store.createRoom({ room: room('r1'), name: 'One', epoch: 'e1' as Epoch, at: 1 });
    const about = { author: 'u1', clientId: 'c1' };
    const mentions = { users: [user('u2')] };
    await store.append([
      newMessage('r1', 'u1', 'c1', { kind: 'text', text: 'hey', mentions }),
      newEvent('r1', 'u2', 'e1', about, { emoji: '👍', on: true }),
    ]);
    await store.close();
    const db = await openDatabase(path);
    db.exec('DELETE FROM messages WHERE seq = 1');
    expect(db.prepare('SELECT * FROM reactions').all()).toEqual([]);
    expect(db.prepare('SELECT * FROM mentions').all()).toEqual([]);
    db.close();
  });

  test('[SV10] a batch that fails is not there at all, and its numbers are used by the next', async () => {
    const store = await openSqliteStore(newPath());
    await store.createRoom({ room: room('r1'), name: 'One', epoch: 'e1' as Epoch, at: 1 });
    const broken = { ...newMessage('r1', 'u1', 'c2'), at: undefined as unknown as number };
    await expect(store.append([newMessage('r1', 'u1', 'c1'), broken])).rejects.toThrow();
    expect(await store.append([newMessage('r1', 'u1', 'c3')])).toMatchObject([{ kind: 'committed', seq: 1 }]);
    expect(await store.messagesAfter(room('r1'), 0, 10)).toHaveLength(1);
    await store.close();
  });
});
