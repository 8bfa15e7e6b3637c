/**
 * A database of before with many rooms that nobody owns: the start does not wait for the disk once for each.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Epoch } from '../../miniprogram/core/protocol/fields';
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store';
import type { ChatStore } from '../../server/storage/port';
import { newUser, room, user } from '../support/store-contract';
import { makeTempFolder, startTestServer } from '../support/test-server';

const ROOMS = 30;

test('[SV391] {S16} rooms that nobody owns get their owners together', async () => {
  const folder = makeTempFolder();
  const store = await openSqliteStore(join(folder, 'minichat.db'));
  await store.createUser(newUser('ann', 'Ann'));
  for (let i = 0; i < ROOMS; i += 1) {
    await store.createRoom({ room: room(`r${i}`), name: `Room ${i}`, epoch: 'e1' as Epoch, at: 1 });
    await store.addMember(room(`r${i}`), user('ann'), 0);
  }
  let running = 0;
  let most = 0;
  const setRoles: ChatStore['governance']['setRoles'] = async (...wanted) => {
    running += 1;
    most = Math.max(most, running);
    await store.governance.setRoles(...wanted);
    running -= 1;
  };
  const server = await startTestServer({
    store: { ...store, governance: { ...store.governance, setRoles } },
  });
  expect(most).toBe(ROOMS);
  const roles = (await store.membershipsOf(user('ann'))).map(({ membership }) => membership.role);
  expect(roles).toEqual(Array(ROOMS).fill('owner'));
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});
