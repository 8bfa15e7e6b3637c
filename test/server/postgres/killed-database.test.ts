/**
 * A database server of its own that is killed, as by a power cut, while messages are appended.
 */
import { silentLogger } from '../../../miniprogram/core/base/logger';
import { openPostgresStore } from '../../../server/storage/postgres/postgres-store';
import { findPrograms, startPostgres } from '../../../tools/test-database';
import { makeEpoch } from '../../support/postgres';
import { newMessage, room } from '../../support/store-contract';

test('[SV539] what was acknowledged outlives a database that is killed, and the store goes on by itself', async () => {
  const bin = findPrograms();
  if (bin === null) throw new Error('the programs of PostgreSQL are needed to kill one of them');
  const database = await startPostgres(bin);
  const store = await openPostgresStore({ url: database.url, makeEpoch, logger: silentLogger });
  try {
    await store.createRoom({ room: room('r1'), name: 'One', epoch: makeEpoch(), at: 1 });
    const acknowledged: number[] = [];
    const say = async (from: number): Promise<void> => {
      for (let i = from; i < from + 40; i += 1) {
        const results = await store.append([newMessage('r1', 'u1', `c${i}`)]);
        acknowledged.push(...results.map((each) => (each.kind === 'committed' ? each.seq : -1)));
      }
    };
    const saying = say(0);
    await database.kill();
    await database.start();
    await saying;
    await say(40);
    const log = await store.messagesAfter(room('r1'), 0, 1_000);
    expect(acknowledged).toEqual(Array.from({ length: 80 }, (_, i) => i + 1));
    expect(log.map(({ seq, clientId }) => `${seq} ${clientId}`)).toEqual(
      acknowledged.map((seq) => `${seq} c${seq - 1}`),
    );
  } finally {
    await store.close();
    await database.close();
  }
});
