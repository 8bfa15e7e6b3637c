/**
 * A long list is put in order in slices, as in one go, whatever happens to it in between.
 */
import { sortInTurns } from '../../../server/rooms/sort-in-turns';

interface Item {
  readonly by: number;
  readonly place: number;
}

const LENGTH = 5_000;
const makeList = (): Item[] =>
  Array.from({ length: LENGTH }, (_, place) => ({ by: (place * 7_919) % 613, place }));
const byNumber = (a: Item, b: Item): number => a.by - b.by;

/** How much was compared between two turns, at most. */
function setUp(meanwhile: () => void = () => undefined) {
  const counts = { now: 0, most: 0, turns: 0 };
  return {
    counts,
    compare(a: Item, b: Item) {
      counts.now += 1;
      counts.most = Math.max(counts.most, counts.now);
      return byNumber(a, b);
    },
    turn: () => {
      counts.now = 0;
      counts.turns += 1;
      meanwhile();
      return Promise.resolve();
    },
  };
}

test('[SV524] {S16} five thousand are in the same order as in one go, and others have their turn after a few thousand comparisons', async () => {
  const { counts, compare, turn } = setUp();
  const list = makeList();
  expect(await sortInTurns(list, compare, turn)).toEqual([...list].sort(byNumber));
  // Sorting half a thousand takes less than 10 comparisons for each of them.
  expect(counts.most).toBeLessThan(5_000);
  expect(counts.turns).toBeGreaterThan(20);
});

test('[SV524] {S16} what is taken out or comes in meanwhile makes nobody come twice or be passed over', async () => {
  const list = makeList();
  const all = new Set(list);
  const { compare, turn } = setUp(() => {
    list.splice(0, 100);
    list.push({ by: -1, place: -1 });
  });
  const sorted = await sortInTurns(list, compare, turn);
  expect(sorted).toHaveLength(LENGTH);
  expect(new Set(sorted)).toEqual(all);
});

test('[SV524] {S16} a few are put in order at once', async () => {
  const { counts, compare, turn } = setUp();
  const list = makeList().slice(0, 400);
  expect(await sortInTurns(list, compare, turn)).toEqual([...list].sort(byNumber));
  expect(counts.turns).toBe(0);
});
