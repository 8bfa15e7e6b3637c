import { createReadAgain, READ_PATIENCE_MS, READ_RETRY_MS } from '../../../miniprogram/core/chat/read-again';
import { createManualClock } from '../../support/manual-clock';

/** Reads that work from the `worksFrom`-th on. */
function rig(worksFrom: number) {
  const clock = createManualClock();
  const seen = { tries: 0, settled: 0 };
  const reading = createReadAgain(
    clock,
    () => (seen.tries += 1) >= worksFrom,
    () => (seen.settled += 1),
  );
  return { clock, reading, seen };
}

test('[OB99] is waited for through five attempts, ten seconds, and not a moment longer', async () => {
  const { clock, reading, seen } = rig(Infinity);
  expect([reading.isUnread, READ_PATIENCE_MS, READ_RETRY_MS]).toEqual([false, 10_000, 30_000]);
  reading.begin();
  expect([reading.isWaiting, reading.isUnread, seen]).toEqual([true, true, { tries: 1, settled: 0 }]);
  await clock.advance(READ_PATIENCE_MS - 1);
  expect([reading.isWaiting, seen]).toEqual([true, { tries: 5, settled: 0 }]);
  await clock.advance(1);
  expect([reading.isWaiting, reading.isUnread, seen]).toEqual([false, true, { tries: 6, settled: 1 }]);
  await clock.advance(3 * READ_RETRY_MS);
  expect(seen).toEqual({ tries: 9, settled: 1 });
});

test('[OB99] what works later is told once more, and asks no further', async () => {
  const { clock, reading, seen } = rig(8);
  reading.begin();
  await clock.advance(READ_PATIENCE_MS + 10 * READ_RETRY_MS);
  expect([seen, clock.pending, reading.isUnread]).toEqual([{ tries: 8, settled: 2 }, 0, false]);
});

test('[OB99] begins anew with all its patience, with one timer, and none after it was closed', async () => {
  const { clock, reading, seen } = rig(Infinity);
  reading.begin();
  await clock.advance(READ_PATIENCE_MS + 1);
  reading.close();
  expect([clock.pending, reading.isWaiting, reading.isUnread]).toEqual([0, false, false]);
  reading.begin();
  expect([clock.pending, reading.isWaiting]).toEqual([1, true]);
  await clock.advance(READ_PATIENCE_MS - 1);
  expect([reading.isWaiting, seen.settled]).toEqual([true, 1]);
  reading.begin();
  expect(clock.pending).toBe(1);
});
