/**
 * The lane: slices of dear work, one in each turn of the event loop, one person after the other.
 */
import { createLane } from '../../../server/cost/lane';

const [ANN, BOB] = [{}, {}];
const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

test('[SV344] {S16} one slice in each turn, and people take turns however much one of them asks for', async () => {
  const lane = createLane();
  const done: string[] = [];
  const work = (who: object, name: string): Promise<void> =>
    lane.run(who, async (turn) => {
      done.push(`${name}1`);
      await turn();
      done.push(`${name}2`);
    });
  const all = [work(ANN, 'a'), work(ANN, 'b'), work(ANN, 'c'), work(BOB, 'x')];
  let turns = 0;
  while (done.length < 8) {
    const before = done.length;
    await nextTurn();
    turns += 1;
    expect(done.length - before).toBeLessThanOrEqual(1);
  }
  await Promise.all(all);
  expect(turns).toBeGreaterThanOrEqual(8);
  expect(done.indexOf('x1')).toBe(1);
  expect(done.indexOf('x2')).toBe(3);
  expect(done.filter((each) => each.endsWith('1'))).toEqual(['a1', 'x1', 'b1', 'c1']);
});

test('[SV344] {S16} work that throws fails alone', async () => {
  const lane = createLane();
  const bad = lane.run(ANN, () => Promise.reject(new Error('no')));
  const good = lane.run(ANN, () => Promise.resolve(7));
  await expect(bad).rejects.toThrow('no');
  await expect(good).resolves.toBe(7);
});
