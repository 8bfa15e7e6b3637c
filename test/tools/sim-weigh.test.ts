import type { SeedResult } from '../sim/results';
import { remember, weigh, type Run } from '../../tools/sim-weigh';
import { seedResult } from '../sim/seed-result';

/** Seeds differ, as they do; `extra` is what a mutant costs in one of them. */
function runs(change: (seed: number) => Partial<SeedResult>): { run: Run; asked: number[] } {
  const asked: number[] = [];
  const run: Run = (tasks) => {
    asked.push(...tasks.map(({ seed }) => seed));
    return Promise.resolve(
      tasks.map(({ mode, seed }) => seedResult({ mode, seed, connects: 100 + (seed % 7), ...change(seed) })),
    );
  };
  return { run, asked };
}

const plain = (): Partial<SeedResult> => ({});
/** Now more, now less; in the mean a little more, which a few seeds do not show. */
const noisy = (seed: number): Partial<SeedResult> => ({
  connects: 100 + (seed % 7) + 5 + (seed % 2 === 0 ? 14 : -14),
});
const tell = (): string => 'told';

test('[SS152] a mutant that is clearly worse takes few seeds, one that is not takes all there are', async () => {
  const [clear, none] = [runs((seed) => ({ connects: 150 + (seed % 7) })), runs(plain)];
  const [before, seeds, modes] = [runs(plain).run, 100, ['task'] as const];
  const { worse } = await weigh({ before, after: clear.run, modes, seeds });
  expect(worse.map(({ cost }) => cost)).toEqual(['connects']);
  expect(clear.asked).toHaveLength(15);
  expect((await weigh({ before, after: none.run, modes, seeds })).worse).toEqual([]);
  expect(none.asked).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
});

test('[SS152] what few seeds do not show is looked at with twice as many, until it is clear', async () => {
  const { run: after, asked } = runs(noisy);
  const { worse, results } = await weigh({ before: runs(plain).run, after, modes: ['task'], seeds: 1_000 });
  expect(worse.map(({ cost }) => cost)).toEqual(['connects']);
  expect(asked).toHaveLength(240);
  expect(results).toHaveLength(240);
});

test('[SS152] something wrong is enough', async () => {
  const { run: after, asked } = runs((seed) => (seed === 16 ? { lost: 1 } : {}));
  const { results } = await weigh({ before: runs(plain).run, after, modes: ['task'], seeds: 1_000 });
  expect(results.filter(({ lost }) => lost > 0)).toHaveLength(1);
  expect(asked).toHaveLength(30);
});

test('[SS152] the program as it is runs each seed once, and fails the whole when it is wrong itself', async () => {
  const sound = runs(plain);
  const before = remember(sound.run, tell);
  const tasks = [1, 2, 3].map((seed) => ({ mode: 'task', seed }) as const);
  const first = await before(tasks);
  expect(await before([...tasks, { mode: 'global-all', seed: 1 }])).toHaveLength(4);
  expect(await before(tasks)).toEqual(first);
  expect(sound.asked).toEqual([1, 2, 3, 1]);
  const wrong = remember(runs((seed) => (seed === 2 ? { lost: 1 } : {})).run, tell);
  const weighing = weigh({ before: wrong, after: runs(noisy).run, modes: ['task'], seeds: 60 });
  await expect(weighing).rejects.toThrow('without any mutant: told');
});
