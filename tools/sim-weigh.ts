/**
 * Whether a mutant of the simulation is worse than the program as it is: few seeds first, and twice as many as long as it is
 * not clear. It does not know how a seed is run.
 */
import { compareCosts, isWorse, type CostChange } from '../test/sim/compare';
import { isWrong, type SeedResult, type SimMode } from '../test/sim/results';
import type { SimTask } from './sim-pool';

export type Run = (tasks: readonly SimTask[]) => Promise<readonly SeedResult[]>;

/** The simulation finds a fault of the program itself: what it says about mutants means nothing. */
export class WrongWithoutMutant extends Error {}

const FIRST_ROUND = 15;

export function makeTasks(modes: readonly SimMode[], from: number, to: number): readonly SimTask[] {
  return Array.from({ length: to - from + 1 }, (_, i) =>
    modes.map((mode) => ({ mode, seed: from + i })),
  ).flat();
}

const keyOf = ({ mode, seed }: SimTask): string => `${mode}/${seed}`;

/** The program as it is: each seed is run once, for whichever mutant asks first. */
export function remember(run: Run, describe: (results: readonly SeedResult[]) => string): Run {
  const known = new Map<string, SeedResult>();
  return async (tasks) => {
    const results = await run(tasks.filter((task) => !known.has(keyOf(task))));
    if (results.some(isWrong)) throw new WrongWithoutMutant(`without any mutant: ${describe(results)}`);
    for (const result of results) known.set(keyOf(result), result);
    return tasks.flatMap((task) => known.get(keyOf(task)) ?? []);
  };
}

export interface Weighing {
  readonly before: Run;
  readonly after: Run;
  readonly modes: readonly SimMode[];
  /** Of each mode, at most. */
  readonly seeds: number;
}

export interface Weighed {
  /** Of the mutant. */
  readonly results: readonly SeedResult[];
  readonly worse: readonly CostChange[];
}

export async function weigh({ before, after, modes, seeds }: Weighing): Promise<Weighed> {
  const [unchanged, results]: [SeedResult[], SeedResult[]] = [[], []];
  for (let [from, to] = [1, FIRST_ROUND]; ; [from, to] = [to + 1, to * 2]) {
    const tasks = makeTasks(modes, from, Math.min(to, seeds));
    unchanged.push(...(await before(tasks)));
    results.push(...(await after(tasks)));
    const worse = compareCosts(unchanged, results).filter(isWorse);
    if (worse.length > 0 || results.some(isWrong) || to >= seeds) return { results, worse };
  }
}
