import { createSendPace } from '../../../../miniprogram/core/chat/outbox/send-pace';
import { createManualClock } from '../../../support/manual-clock';

/** What asks for more is a room's own wait. */
const MAX_PACE_MS = 5_000;

function rig(size = 8) {
  const clock = createManualClock();
  const seen = { gone: 0 };
  const pace = createSendPace(clock, () => (seen.gone += 1));
  pace.setSize(size);
  return { clock, pace, seen };
}
type Pace = ReturnType<typeof createSendPace>;

/** The n-th refusal of what was sent after the last one. */
const refuse = (pace: Pace, afterMs: number): void => pace.refused(pace.sent(), afterMs);
const take = (pace: Pace, times: number): void => {
  for (let i = 0; i < times; i += 1) pace.sent();
};

test('[OB100] never more at a time than the server allows, than ours, and than one', () => {
  const { pace } = rig();
  const limits = [0, 1, 3, 8, 9].map((allowed) => {
    pace.setSize(allowed);
    return pace.limit;
  });
  expect(limits).toEqual([1, 1, 3, 8, 8]);
});

test('[OB100] the first refusal halves how many go at once, without a pause; the next one asks for a pause as well', () => {
  const { pace } = rig();
  refuse(pace, 1_000);
  pace.sent();
  expect([pace.limit, pace.isPaused]).toEqual([4, false]);
  refuse(pace, 1_000);
  pace.sent();
  expect([pace.limit, pace.isPaused]).toEqual([4, true]);
});

test('[OB100] one at a time is paced by the first refusal, for a little longer than it asks', async () => {
  const { clock, pace, seen } = rig(1);
  refuse(pace, 1_000);
  expect([pace.limit, pace.isPaused]).toEqual([1, false]);
  pace.sent();
  await clock.advance(1_099);
  expect([seen.gone, pace.isPaused]).toEqual([0, true]);
  await clock.advance(1);
  expect([seen.gone, pace.isPaused]).toEqual([1, false]);
});

test('[OB100] what was on its way when it was refused says nothing new, and nor does a room’s own wait', () => {
  const { pace } = rig();
  const [first, second] = [pace.sent(), pace.sent()];
  pace.refused(second, MAX_PACE_MS + 1);
  expect(pace.limit).toBe(8);
  pace.refused(first, MAX_PACE_MS);
  expect(pace.limit).toBe(4);
  pace.refused(second, 1_000);
  take(pace, 1);
  expect(pace.isPaused).toBe(false);
});

test('[OB100] a pause is at most five seconds, however often it is refused', async () => {
  const { clock, pace, seen } = rig(1);
  for (let i = 0; i < 9; i += 1) refuse(pace, MAX_PACE_MS);
  pace.sent();
  await clock.advance(MAX_PACE_MS);
  expect(seen.gone).toBe(1);
});

test('[OB100] as many go at once as there was time for, and not more than the limit', async () => {
  const { clock, pace } = rig(2);
  for (let i = 0; i < 2; i += 1) refuse(pace, 1_000);
  expect(pace.limit).toBe(1);
  await clock.advance(60_000);
  pace.sent();
  expect(pace.isPaused).toBe(true);
});

test('[OB100] each pause that passed is one message without a pause, and then the pause is whole', async () => {
  const { clock, pace, seen } = rig();
  for (let i = 0; i < 2; i += 1) refuse(pace, 1_000);
  await clock.advance(3_300);
  const isPaused = (): boolean => (pace.sent(), pace.isPaused);
  expect([isPaused(), isPaused(), isPaused()]).toEqual([false, false, true]);
  await clock.advance(1_099);
  expect(seen.gone).toBe(0);
  await clock.advance(1);
  expect(seen.gone).toBe(1);
});

test('[OB100] time that was not there because the clock was set back is nobody’s credit', async () => {
  const { clock, pace, seen } = rig(1);
  refuse(pace, 1_000);
  clock.jump(-60_000);
  pace.sent();
  await clock.advance(1_100);
  expect(seen.gone).toBe(1);
});

test('[OB100] after 32 in a row that were taken, and not before, one more may go at once', () => {
  const { pace } = rig();
  refuse(pace, 1_000);
  take(pace, 31);
  expect(pace.limit).toBe(4);
  take(pace, 1);
  expect(pace.limit).toBe(5);
  take(pace, 31);
  expect(pace.limit).toBe(5);
  take(pace, 1);
  expect(pace.limit).toBe(6);
  take(pace, 64 + 320);
  expect([pace.limit, pace.isPaused]).toEqual([8, false]);
});

test('[OB100] a refusal in between begins the 32 anew', () => {
  const { pace } = rig();
  refuse(pace, 1_000);
  take(pace, 30);
  refuse(pace, 1_000);
  take(pace, 31);
  expect(pace.limit).toBe(4);
});

test('[OB100] a pause gets a fifth shorter with each 32, and is over where nothing is left of it', async () => {
  const { clock, pace, seen } = rig();
  refuse(pace, 1_000);
  refuse(pace, 1_000);
  take(pace, 32);
  await clock.advance(10_000);
  const pauseOf = async (): Promise<number> => {
    const before = seen.gone;
    for (let i = 0; i <= pace.limit; i += 1) pace.sent();
    let ms = 0;
    while (seen.gone === before) {
      await clock.advance(10);
      ms += 10;
    }
    return ms;
  };
  const paused = await pauseOf();
  expect(paused).toBeGreaterThan(0);
  take(pace, 32);
  expect(await pauseOf()).toBeLessThan(paused);
  take(pace, 32 * 4);
  expect([pace.limit, pace.isPaused]).toEqual([8, true]);
  await clock.advance(10_000);
  take(pace, 9);
  expect(pace.isPaused).toBe(false);
});

test('[OB100] another connection keeps the pace, and what was on its way over the former one says nothing', () => {
  const { clock, pace } = rig(1);
  refuse(pace, 1_000);
  const sent = pace.sent();
  expect(pace.isPaused).toBe(true);
  pace.reset();
  expect([pace.isPaused, clock.pending]).toEqual([false, 0]);
  pace.refused(sent, MAX_PACE_MS);
  pace.sent();
  expect(pace.isPaused).toBe(true);
});
