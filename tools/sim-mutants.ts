/**
 * `npm run sim:mutants`: breaks one rule at a time and shows that the simulation notices: something is wrong, or there are
 * measurably more connections, sockets, frames, working connections given up or time offline than without the change, on
 * the same seeds in the same run. Each is looked at until it is noticed.
 * A mutant that nobody notices fails the command, and so does one whose code has moved.
 */
import type { CostChange } from '../test/sim/compare';
import { MUTANTS, type Mutant } from '../test/sim/mutants';
import { BAD_FIELDS, isBad, isWrong, MAX_SOCKETS, summarize, type SeedResult } from '../test/sim/results';
import { exitCodeOf, TABLE_HEAD, tableRow, type Finding } from './mutant-report';
import { readCommand, readNames, readNumber } from './command-line';
import { bundleSim, checkPatches } from './sim-bundle';
import { runPool } from './sim-pool';
import { makeTasks, remember, weigh, WrongWithoutMutant, type Run } from './sim-weigh';

/** Of each mode. Looking ends as soon as a mutant is noticed, so that only those that are hard to see take so many. */
const DEFAULT_SEEDS = 120;

function describeWrong(results: readonly SeedResult[]): string {
  const summary = summarize('all', results);
  const told = [...BAD_FIELDS, 'errors' as const].flatMap((field) =>
    summary[field] > 0 ? [`${field} ${summary[field]}`] : [],
  );
  if (summary.maxSockets > MAX_SOCKETS) told.push(`${summary.maxSockets} sockets at once`);
  const [first] = results.filter(isBad);
  return `${told.join(', ')} (${first?.mode} seed ${first?.seed})`;
}

const describeCost = ({ cost, before, after, score }: CostChange): string =>
  `${cost} ${before.toFixed(1)} -> ${after.toFixed(1)} (${Math.min(score, 99).toFixed(1)} standard errors)`;

type Noticed = Omit<Finding, 'mutant' | 'expect'>;

async function hunt(bundle: string, mutant: Mutant, seeds: number): Promise<Noticed> {
  const tasks = makeTasks(mutant.modes, 1, seeds);
  const results = await runPool({ bundle, tasks, isEnough: isBad });
  const caught = results.some(isBad);
  return { seeds: results.length, caught, by: caught ? describeWrong(results) : 'nothing' };
}

async function weighFor(bundle: string, mutant: Mutant, seeds: number, before: Run): Promise<Noticed> {
  const after: Run = (tasks) => runPool({ bundle, tasks });
  const { results, worse } = await weigh({ before, after, modes: mutant.modes, seeds });
  const wrong = results.some(isWrong) ? [describeWrong(results)] : [];
  const by = [...worse.map(describeCost), ...wrong];
  return { seeds: results.length, caught: by.length > 0, by: by.join('; ') || 'nothing' };
}

async function examine(mutant: Mutant, seeds: number, before: Run): Promise<Finding> {
  const { name, expect, patches } = mutant;
  const bundle = await bundleSim(`mutant-${name}`, patches);
  try {
    const found =
      expect === 'wrong'
        ? await hunt(bundle.file, mutant, seeds)
        : await weighFor(bundle.file, mutant, seeds, before);
    return { mutant: name, expect, ...found };
  } catch (thrown) {
    if (thrown instanceof WrongWithoutMutant) throw thrown;
    // A rule whose loss makes the client run wild is noticed too.
    const by = thrown instanceof Error ? thrown.message : String(thrown);
    return { mutant: name, expect, seeds: 0, caught: true, by };
  } finally {
    bundle.remove();
  }
}

async function main(): Promise<number> {
  const { values } = readCommand({
    name: 'sim:mutants',
    options: {
      seeds: { type: 'string', default: String(DEFAULT_SEEDS) },
      only: { type: 'string' },
    },
  });
  const seeds = readNumber('sim:mutants', 'seeds', values.seeds, { min: 2 });
  const names = MUTANTS.map(({ name }) => name);
  const only = readNames('sim:mutants', 'only', values.only === undefined ? names : [values.only], names);
  const mutants = MUTANTS.filter(({ name }) => only.includes(name));
  for (const { patches } of MUTANTS) checkPatches(patches);
  const unchanged = await bundleSim('unchanged');
  process.once('exit', () => unchanged.remove());
  const before = remember((tasks) => runPool({ bundle: unchanged.file, tasks }), describeWrong);
  const findings: Finding[] = [];
  console.log(TABLE_HEAD);
  for (const mutant of mutants) {
    const finding = await examine(mutant, seeds, before);
    findings.push(finding);
    console.log(tableRow(finding));
  }
  for (const finding of findings) console.log(JSON.stringify(finding));
  return exitCodeOf(findings);
}

main().then(
  (code) => process.exit(code),
  (thrown: unknown) => {
    console.error(`sim-mutants: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    process.exit(2);
  },
);
