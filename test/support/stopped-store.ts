/** What tests write into the store of a server while it is down, as if it had been there for long. */
import * as path from 'node:path';
import type { RoomId, UserId } from '../../miniprogram/core/protocol/fields';
import type { ChatStore } from '../../server/storage/port';
import { openDatabase } from '../../server/storage/sqlite/driver';
import { createSqliteStore } from '../../server/storage/sqlite/sqlite-store';
import type { ServerProcess } from './server-process';

/** Kills the server, does the work, and starts it again on the same data. */
export async function changeStopped(
  server: ServerProcess,
  work: (store: ChatStore) => Promise<void>,
): Promise<void> {
  await server.kill();
  const store = createSqliteStore(await openDatabase(path.join(server.dataDir, 'minichat.db')));
  await work(store);
  await store.close();
  await server.start();
}

/** So many people (`m0`, `m1`, …) are members of the tea room, and never wrote. */
export const addQuietMembers = (server: ServerProcess, count: number): Promise<void> =>
  changeStopped(server, async (store) => {
    for (let i = 0; i < count; i += 1) {
      const user = `quiet-${i}` as UserId;
      await store.createUser({ user, name: `m${i}`, avatar: 'tint-1', keyHash: null, language: 'en', at: 1 });
      await store.addMember('tea' as RoomId, user, 0);
    }
  });
