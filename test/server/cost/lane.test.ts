/**
 * The lane: slices of dear work, one in each turn of the event loop, one person after the other.
 */
import { createBudget, NO_BOUND, type Budget } from '../../../server/cost/budget';
import { createLane, UsedUpError } from '../../../server/cost/lane';
import { createTurns } from '../../../server/cost/turns';
import { createManualClock } from '../../support/manual-clock';

const budget = (waitMs = 0): Budget => ({ ...NO_BOUND, waitMs, payer: {} });
const [ANN, BOB] = [budget(), budget()];
const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

test('[SV344] {S16} one slice in each turn, and people take turns however much one of them asks for', async () => {
  const lane = createLane(createTurns(1_000));
  const done: string[] = [];
  const work = (who: Budget, name: string): Promise<void> =>
    lane.run(who, async (turn) => {
      done.push(`${name}1`);
      await turn();
      done.push(`${name}2`);
    });
  const all = [work(ANN, 'a'), work(ANN, 'b'), work(ANN, 'c'), work(BOB, 'x')];
  while (done.length < 8) {
    const before = done.length;
    await nextTurn();
    expect(done.length - before).toBeLessThanOrEqual(1);
  }
  await Promise.all(all);
  // What one person asks for is done one after the other.
  expect(done.filter((each) => !each.startsWith('x'))).toEqual(['a1', 'a2', 'b1', 'b2', 'c1', 'c2']);
  expect(done.indexOf('x1')).toBeLessThanOrEqual(2);
  expect(done.indexOf('x2')).toBeLessThanOrEqual(4);
});

test('[SV344] {S16} work that throws fails alone', async () => {
  const lane = createLane(createTurns(1_000));
  const bad = lane.run(ANN, () => Promise.reject(new Error('no')));
  const good = lane.run(ANN, () => Promise.resolve(7));
  await expect(bad).rejects.toThrow('no');
  await expect(good).resolves.toBe(7);
});

test('[SV344] {S16} what would come after the budget is used up is not begun', async () => {
  const lane = createLane(createTurns(1_000));
  const ann = createBudget(createManualClock(), { burst: 10, perSecond: 1, defiance: 10 });
  let begun = 0;
  const dear = (): Promise<void> =>
    lane.run(ann, () => {
      begun += 1;
      ann.charge(12);
      return Promise.resolve();
    });
  const [first, second] = [dear(), dear()];
  await first;
  await expect(second).rejects.toMatchObject({ waitMs: 3_000 });
  await expect(second).rejects.toBeInstanceOf(UsedUpError);
  expect(begun).toBe(1);
});
