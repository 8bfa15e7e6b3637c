/**
 * What a start writes does not grow in steps with how much there is.
 */
import { join } from 'node:path';
import type { Epoch, RoomId } from '../../../miniprogram/core/protocol/fields';
import { openSqliteStore } from '../../../server/storage/sqlite/sqlite-store';
import { createManualClock } from '../../support/manual-clock';
import { makeTempFolder, startTestServer } from '../../support/test-server';

test('[SV385] {S21} a start notes in one step which rooms were left, however many there are', async () => {
  const dataDir = makeTempFolder();
  const store = await openSqliteStore(join(dataDir, 'minichat.db'));
  const names = Array.from({ length: 300 }, (_, i) => `left-${i}`);
  for (const name of names) {
    await store.createRoom({ room: name as RoomId, name, epoch: 'e1' as Epoch, at: 1 });
  }
  const steps: string[][] = [];
  const { setEmptied } = store.admissions;
  store.admissions.setEmptied = (rooms, at) => {
    steps.push([...rooms]);
    return setEmptied(rooms, at);
  };
  const clock = createManualClock();
  const server = await startTestServer({ dataDir, store, clock });
  expect(steps).toHaveLength(1);
  expect(steps[0]).toEqual(expect.arrayContaining(names));
  const rooms = await store.listRooms();
  expect(rooms.filter(({ room, emptiedAt }) => names.includes(room) && emptiedAt !== clock.now())).toEqual(
    [],
  );
  await server.close();
});
