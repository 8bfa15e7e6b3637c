/**
 * Both stores under the one contract, and what only a file can show.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Epoch } from '../../../miniprogram/core/protocol/fields';
import { createMemoryStore } from '../../../server/storage/memory/memory-store';
import { isLocked, openDatabase } from '../../../server/storage/sqlite/driver';
import { openSqliteStore } from '../../../server/storage/sqlite/sqlite-store';
import { newMessage, newUser, room, storeContract, user } from '../../support/store-contract';
import { makeTempFolder } from '../../support/test-server';

const folders: string[] = [];
const newPath = (): string => {
  const folder = makeTempFolder();
  folders.push(folder);
  return join(folder, 'minichat.db');
};

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

storeContract('memory', async () => createMemoryStore());
storeContract('SQLite', () => openSqliteStore(newPath()));

describe('a database file', () => {
  test('[SV17] everything is there after it was closed and opened again', async () => {
    const path = newPath();
    const first = await openSqliteStore(path);
    await first.createRoom({ room: room('r1'), name: 'One', epoch: 'e1' as Epoch, at: 1 });
    await first.createUser(newUser('u1', 'Ann', 'k1'));
    await first.addMember(room('r1'), user('u1'), 0);
    await first.append([newMessage('r1', 'u1', 'c1'), newMessage('r1', 'u1', 'c2')]);
    await first.close();
    await first.close();
    const second = await openSqliteStore(path);
    expect(await second.messagesAfter(room('r1'), 0, 10)).toHaveLength(2);
    expect(await second.append([newMessage('r1', 'u1', 'c2'), newMessage('r1', 'u1', 'c3')])).toMatchObject([
      { kind: 'duplicate', seq: 2 },
      { kind: 'committed', seq: 3 },
    ]);
    expect(await second.listRooms()).toMatchObject([{ room: 'r1', epoch: 'e1', head: 3, members: 1 }]);
    expect(await second.findUserByKey('k1')).toMatchObject({ name: 'Ann' });
    await second.close();
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

  test('[SV18] a file of an older version is brought up to date with everything in it', async () => {
    const path = newPath();
    const store = await openSqliteStore(path);
    await store.createRoom({ room: room('r1'), name: 'One', epoch: 'e1' as Epoch, at: 1 });
    await store.append([newMessage('r1', 'u1', 'c1')]);
    await store.close();
    const db = await openDatabase(path);
    db.exec('ALTER TABLE rooms DROP COLUMN oldest; PRAGMA user_version = 1;');
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
