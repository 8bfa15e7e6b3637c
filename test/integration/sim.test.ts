/**
 * The simulation in a size for every day: a few seeds in each mode, mutants that it must notice, and the parts of its judge
 * that decide. `npm run sim -- --seeds 500` and `npm run sim:mutants` are the large versions.
 */
import { exitCodeOf, tableRow } from '../../tools/mutant-report';
import { bundleSim, checkPatches } from '../../tools/sim-bundle';
import { runPool } from '../../tools/sim-pool';
import { compareCosts, isWorse } from '../sim/compare';
import { MUTANTS } from '../sim/mutants';
import { BAD_FIELDS, isBad, isWrong, MAX_SOCKETS, SIM_MODES, summarize } from '../sim/results';
import type { SeedResult, SimMode } from '../sim/results';
import { runSeed } from '../sim/run-seed';
import { seedResult } from '../sim/seed-result';

const SEEDS_PER_MODE = 6;
/** `SIM_FROM=1000 npm run test:server` looks elsewhere; each failure names its seed. */
const FIRST_SEED = Number(process.env['SIM_FROM'] ?? 1);
const SEEDS = `seeds ${FIRST_SEED} to ${FIRST_SEED + SEEDS_PER_MODE - 1}`;

jest.setTimeout(120_000);

async function runSeeds(mode: SimMode): Promise<readonly SeedResult[]> {
  const results: SeedResult[] = [];
  for (let i = 0; i < SEEDS_PER_MODE; i += 1) results.push(await runSeed({ mode, seed: FIRST_SEED + i }));
  return results;
}

const explain = (results: readonly SeedResult[]): readonly string[] =>
  results
    .filter(isBad)
    .map(
      ({ mode, seed, maxSockets, problems, errors }) =>
        `npm run sim -- --mode ${mode} --seed ${seed} --trace: ${maxSockets} sockets; ${[...problems, ...errors].join('; ')}`,
    );

test.each(SIM_MODES)(
  `[DL1, DL2, DL3, DL4, DL5, DL6, DL7, DL11, FM71] {H2, H3, H4, H8} whatever phone, network and server do, delivery is exact (%s, ${SEEDS})`,
  async (mode) => {
    const results = await runSeeds(mode);
    expect(explain(results)).toEqual([]);
    const summary = summarize(mode, results);
    for (const field of BAD_FIELDS) expect({ field, count: summary[field] }).toEqual({ field, count: 0 });
    expect(summary.maxSockets).toBeLessThanOrEqual(MAX_SOCKETS);
    // A run in which nothing happens proves nothing.
    expect(summary.sent).toBeGreaterThan(SEEDS_PER_MODE * 50);
    expect(summary.connects).toBeGreaterThan(SEEDS_PER_MODE * 10);
    expect(summary.absorbed).toBeGreaterThan(0);
  },
);

test('[DL8] the same seed gives the same run', async () => {
  const [first, second] = [
    await runSeed({ mode: 'global-all', seed: 7 }),
    await runSeed({ mode: 'global-all', seed: 7 }),
  ];
  expect(second).toEqual(first);
});

test.each(['dedupe', 'order', 'persistence'])(
  '[DL9] the simulation notices that a rule is broken: %s',
  async (name) => {
    const mutant = MUTANTS.find((each) => each.name === name);
    if (!mutant) throw new Error(`there is no mutant ${name}`);
    const bundle = await bundleSim(`test-${name}`, mutant.patches);
    try {
      const tasks = Array.from({ length: 20 }, (_, i) => ({ mode: 'task' as const, seed: i + 1 }));
      const results = await runPool({ bundle: bundle.file, tasks, workers: 1, isEnough: isWrong });
      expect(results.some(isWrong)).toBe(true);
    } finally {
      bundle.remove();
    }
  },
);

/** The rules that the design names, by the mutant that breaks each. */
const NAMED = [
  'dedupe',
  'order',
  'resend',
  'seen-filter',
  'persistence',
  'cursor-first',
  'verify',
  'wait-for-close',
  'listen-once',
];

test('[DL9] there is a mutant for each rule that the design names', () => {
  expect(MUTANTS.map(({ name }) => name)).toEqual(expect.arrayContaining(NAMED));
});

test('[DL9] one mutant that survives fails the command, and its row says so', () => {
  const caught = { mutant: 'order', expect: 'wrong', seeds: 1, caught: true, by: 'reordered 33' } as const;
  const survivor = { ...caught, mutant: 'verify', caught: false, by: 'nothing' };
  expect(exitCodeOf([caught, caught])).toBe(0);
  expect(exitCodeOf([caught, survivor, caught])).toBe(1);
  expect(exitCodeOf([])).toBe(1);
  expect(tableRow(caught)).toMatch(/^order +caught +wrong +1 +reordered 33$/);
  expect(tableRow(survivor)).toMatch(/^verify +SURVIVED +wrong +1 +nothing$/);
});

test('[DL9] every mutant fits the code as it is now', () => {
  for (const { patches } of MUTANTS) expect(() => checkPatches(patches)).not.toThrow();
});

test('[DL9] a mutant whose code has moved is refused with a sentence', () => {
  const file = 'test/sim/results.ts';
  expect(() => checkPatches([{ file, find: 'no such code', replace: '' }])).toThrow(
    'contains "no such code" 0 times, not once: bring this mutant up to date',
  );
  expect(() => checkPatches([{ file, find: 'readonly', replace: '' }])).toThrow('not once');
});

test('[DL9] worse means clearly more on the same seeds, not a little or by chance', () => {
  const run = (seed: number, connects: number): SeedResult => seedResult({ seed, connects });
  const before = Array.from({ length: 40 }, (_, i) => run(i, 20 + (i % 7)));
  const change = (grow: (i: number) => number): boolean =>
    compareCosts(
      before,
      before.map(({ seed, connects }) => run(seed, connects + grow(seed))),
    ).some(isWorse);
  expect(change((i) => 4 + (i % 3))).toBe(true);
  expect(change((i) => (i % 2 === 0 ? 9 : -8))).toBe(false);
  expect(change(() => 0.1)).toBe(false);
  expect(change(() => -5)).toBe(false);
  // One seed alone has no partner elsewhere.
  expect(compareCosts(before, [run(999, 100)]).every((each) => !isWorse(each))).toBe(true);
});
