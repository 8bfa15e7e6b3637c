/**
 * What health tells of damage does not cost more because many ask.
 */
import type { Epoch } from '../../../miniprogram/core/protocol/fields';
import { createDamageReport } from '../../../server/rooms/damage';
import { createRoom } from '../../../server/rooms/room';
import { newSettings } from '../../../server/storage/governance-port';
import { createManualClock } from '../../support/manual-clock';
import { room } from '../../support/store-contract';

test('[SV510] {S16} the rooms are looked through once in a second, however many ask', async () => {
  const clock = createManualClock();
  const one = createRoom({
    ...{ room: room('r1'), name: 'One', epoch: 'e1' as Epoch, settings: newSettings(room('r1')) },
    ...{ head: 0, oldest: 1, last: null, members: 0, emptiedAt: 0 },
  });
  let looks = 0;
  const report = createDamageReport(clock, 1_000, () => {
    looks += 1;
    return { rooms: [one], damaged: ['users'] };
  });
  const whole = { rooms: [], tables: ['users'], isTotal: false };
  expect([report(), report(), report()]).toEqual([whole, whole, whole]);
  expect(looks).toBe(1);
  one.isUnreadable = true;
  await clock.advance(1_000);
  expect(report()).toEqual({ rooms: ['r1'], tables: ['users'], isTotal: true });
  expect(looks).toBe(2);
});
