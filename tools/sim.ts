/**
 * `npm run sim -- --seeds 500 --mode all --json`: real clients against the real server core through the simulated phone,
 * in virtual time, with faults. One line per mode; exit code 1 when anything was lost, doubled, out of order, missing on
 * a screen or stuck, or a phone had more than two sockets. A bad seed is printed and can be run again:
 * `npm run sim -- --mode task --seed 42 --trace`.
 */
import { spawnSync } from 'node:child_process';
import {
  isBad,
  MAX_SOCKETS,
  SIM_MODES,
  summarize,
  type SeedResult,
  type SimMode,
  type Summary,
} from '../test/sim/results';
import { readCommand, readNames, readNumber, refuse } from './command-line';
import { bundleSim } from './sim-bundle';
import { runPool } from './sim-pool';

const DEFAULT_SEEDS = 50;
const SHOWN_BAD_SEEDS = 5;
const SHOWN_PROBLEMS = 3;

interface Options {
  readonly modes: readonly SimMode[];
  readonly seeds: readonly number[];
  readonly isJson: boolean;
  readonly isTrace: boolean;
}

function readModes(text: string): readonly SimMode[] {
  readNames('sim', 'mode', [text], [...SIM_MODES, 'all']);
  return SIM_MODES.filter((mode) => text === 'all' || mode === text);
}

function readOptions(): Options {
  const { values } = readCommand({
    name: 'sim',
    options: {
      seeds: { type: 'string', default: String(DEFAULT_SEEDS) },
      from: { type: 'string', default: '1' },
      seed: { type: 'string' },
      mode: { type: 'string', default: 'all' },
      json: { type: 'boolean', default: false },
      trace: { type: 'boolean', default: false },
    },
  });
  const from = readNumber('sim', 'from', values.from, { min: 0 });
  const seeds =
    values.seed === undefined
      ? Array.from({ length: readNumber('sim', 'seeds', values.seeds) }, (_, i) => from + i)
      : [readNumber('sim', 'seed', values.seed, { min: 0 })];
  const modes = readModes(values.mode);
  if (values.trace && (seeds.length > 1 || modes.length > 1)) {
    return refuse('sim', '--trace needs one run: give --seed and one --mode.');
  }
  return { modes, seeds, isJson: values.json, isTrace: values.trace };
}

function printBad(results: readonly SeedResult[]): void {
  for (const { mode, seed, maxSockets, problems, errors } of results
    .filter(isBad)
    .slice(0, SHOWN_BAD_SEEDS)) {
    console.error(`bad seed ${seed}: npm run sim -- --mode ${mode} --seed ${seed} --trace`);
    if (maxSockets > MAX_SOCKETS)
      console.error(`  ${maxSockets} sockets at once, the limit is ${MAX_SOCKETS}`);
    for (const each of [...problems, ...errors].slice(0, SHOWN_PROBLEMS)) console.error(`  ${each}`);
  }
}

function printPlain(summary: Summary, seconds: number): void {
  const { mode, badSeeds, ...counts } = summary;
  const told = Object.entries(counts).map(([name, value]) => `${name} ${value}`);
  console.log(`${mode}: ${badSeeds} bad seeds; ${told.join(', ')}; ${seconds.toFixed(1)} s`);
}

async function runMode(bundle: string, mode: SimMode, options: Options): Promise<boolean> {
  const start = process.hrtime.bigint();
  const tasks = options.seeds.map((seed) => ({ mode, seed }));
  const results = await runPool({ bundle, tasks });
  const summary = summarize(mode, results);
  if (options.isJson) console.log(JSON.stringify(summary));
  else printPlain(summary, Number(process.hrtime.bigint() - start) / 1e9);
  printBad(results);
  return summary.badSeeds === 0;
}

async function main(): Promise<number> {
  const options = readOptions();
  const bundle = await bundleSim('sim');
  try {
    if (options.isTrace) {
      const [mode] = options.modes;
      const args = [bundle.file, '--trace', String(mode), String(options.seeds[0])];
      return spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
    }
    let isGood = true;
    for (const mode of options.modes) isGood = (await runMode(bundle.file, mode, options)) && isGood;
    return isGood ? 0 : 1;
  } finally {
    bundle.remove();
  }
}

main().then(
  (code) => process.exit(code),
  (thrown: unknown) => {
    console.error(`sim: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    process.exit(2);
  },
);
