/**
 * The store in PostgreSQL under the contract of every store.
 */
import { silentLogger } from '../../../miniprogram/core/base/logger';
import { openPostgresStore } from '../../../server/storage/postgres/postgres-store';
import type { Epoch } from '../../../miniprogram/core/protocol/fields';
import type { ChatStore } from '../../../server/storage/port';
import { boundedContract } from '../../support/bounded-contract';
import { doorContract } from '../../support/admission-contract';
import { eventContract } from '../../support/event-contract';
import { governanceContract } from '../../support/governance-contract';
import { mediaContract } from '../../support/media-contract';
import { peopleContract } from '../../support/people-contract';
import { giveBack, makeEpoch, takeDatabase } from '../../support/postgres';
import { newMessage, newUser, room, storeContract, user } from '../../support/store-contract';

const openAt = (url: string): Promise<ChatStore> =>
  openPostgresStore({ url, makeEpoch, logger: silentLogger });

async function open(): Promise<ChatStore> {
  const url = await takeDatabase();
  const store = await openAt(url);
  return {
    ...store,
    async close() {
      await store.close();
      giveBack(url);
    },
  };
}

storeContract('PostgreSQL', open);
boundedContract('PostgreSQL', open);
governanceContract('PostgreSQL', open);
doorContract('PostgreSQL', open);
mediaContract('PostgreSQL', open);
eventContract('PostgreSQL', open);
peopleContract('PostgreSQL', open);

test('[SV536] [SV17] everything is there after it was closed and opened again, dedupe included', async () => {
  const url = await takeDatabase();
  const first = await openAt(url);
  await first.createRoom({ room: room('r1'), name: 'One', epoch: 'e1' as Epoch, at: 1 });
  await first.createUser(newUser('u1', 'Ann', 'k1'));
  await first.addMember(room('r1'), user('u1'), 0);
  await first.append([newMessage('r1', 'u1', 'c1'), newMessage('r1', 'u1', 'c2')]);
  await first.close();
  await first.close();
  const second = await openAt(url);
  expect(await second.append([newMessage('r1', 'u1', 'c2'), newMessage('r1', 'u1', 'c3')])).toMatchObject([
    { kind: 'duplicate', seq: 2 },
    { kind: 'committed', seq: 3 },
  ]);
  expect(await second.listRooms()).toMatchObject([{ room: 'r1', epoch: 'e1', head: 3, members: 1 }]);
  expect(await second.findUserByKey('k1')).toMatchObject({ name: 'Ann' });
  await second.close();
});
