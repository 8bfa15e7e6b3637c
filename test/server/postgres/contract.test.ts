/**
 * The store in PostgreSQL under the contract of every store.
 */
import { silentLogger } from '../../../miniprogram/core/base/logger';
import { openPostgresStore } from '../../../server/storage/postgres/postgres-store';
import type { ChatStore } from '../../../server/storage/port';
import { boundedContract } from '../../support/bounded-contract';
import { doorContract } from '../../support/admission-contract';
import { eventContract } from '../../support/event-contract';
import { governanceContract } from '../../support/governance-contract';
import { mediaContract } from '../../support/media-contract';
import { peopleContract } from '../../support/people-contract';
import { reopenContract } from '../../support/reopen-contract';
import { giveBack, makeEpoch, takeDatabase } from '../../support/postgres';
import { storeContract } from '../../support/store-contract';

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

describe('[SV536] the contract of every store', () => {
  storeContract('PostgreSQL', open);
  boundedContract('PostgreSQL', open);
  governanceContract('PostgreSQL', open);
  doorContract('PostgreSQL', open);
  mediaContract('PostgreSQL', open);
  eventContract('PostgreSQL', open);
  peopleContract('PostgreSQL', open);

  reopenContract('PostgreSQL', async () => {
    const url = await takeDatabase();
    return () => openAt(url);
  });
});
