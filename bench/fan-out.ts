/**
 * `npm run bench:fanout`: what one message to a full room costs the server, beside peers on the same machine in the same
 * run. Rounds are interleaved, so that a noisy minute hits everybody. Prints a table and, last, one line of JSON.
 */
import os from 'node:os';
import { readCommand, readNumber } from '../tools/command-line';
import { ENGINES, type EngineName } from './fan-out/engines';
import { startPair, type Pair } from './fan-out/measure';

interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

const CEILING: EngineName = 'net';
const SUBJECT: EngineName = 'minichat';

function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const at = (index: number): number => sorted[index] ?? NaN;
  const median = (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2;
  return { median, min: at(0), max: at(sorted.length - 1) };
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));
const roundSpread = ({ median, min, max }: Spread, digits: number): Spread => ({
  median: round(median, digits),
  min: round(min, digits),
  max: round(max, digits),
});

function readOptions() {
  const { values } = readCommand({
    name: 'bench:fanout',
    options: {
      members: { type: 'string', default: '1000' },
      outstanding: { type: 'string', default: '1,16' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '0.7' },
    },
  });
  const count = (name: string, value: string): number => readNumber('bench:fanout', name, value);
  return {
    members: count('members', values.members),
    outstanding: values.outstanding.split(',').map((value) => count('outstanding', value)),
    rounds: count('rounds', values.rounds),
    seconds: readNumber('bench:fanout', 'seconds', values.seconds, { min: 0.1, isWhole: false }),
  };
}

/** Per engine and number of outstanding messages, one value per round. */
type Samples = Map<EngineName, Map<number, number[]>>;

async function sample(options: ReturnType<typeof readOptions>): Promise<Samples> {
  const samples: Samples = new Map(ENGINES.map((engine) => [engine, new Map()]));
  const pairs: Pair[] = [];
  try {
    for (const engine of ENGINES) pairs.push(await startPair(engine, options.members));
    for (let i = 0; i < options.rounds; i += 1) await sampleRound(options, pairs, samples, i);
    return samples;
  } finally {
    for (const pair of pairs) await pair.stop();
  }
}

async function sampleRound(
  options: ReturnType<typeof readOptions>,
  pairs: readonly Pair[],
  samples: Samples,
  i: number,
): Promise<void> {
  const first = i % pairs.length;
  for (const outstanding of options.outstanding) {
    // Another one begins each time: whoever runs first has no neighbour who has just heated the machine.
    for (const pair of [...pairs.slice(first), ...pairs.slice(0, first)]) {
      const { perCpuSecond } = await pair.measure(outstanding, options.seconds);
      const values = samples.get(pair.engine)?.get(outstanding) ?? [];
      samples.get(pair.engine)?.set(outstanding, [...values, perCpuSecond]);
    }
    const told = pairs.map(({ engine }) => `${engine} ${Math.round(lastOf(samples, engine, outstanding))}`);
    console.error(`round ${i + 1}/${options.rounds}, ${outstanding} outstanding: ${told.join(', ')}`);
  }
}

const lastOf = (samples: Samples, engine: EngineName, outstanding: number): number =>
  samples.get(engine)?.get(outstanding)?.slice(-1)[0] ?? NaN;

function ratios(samples: Samples, outstanding: number, engine: EngineName, to: EngineName): Spread {
  const theirs = samples.get(to)?.get(outstanding) ?? [];
  const ours = samples.get(engine)?.get(outstanding) ?? [];
  return spreadOf(ours.map((value, i) => value / (theirs[i] ?? NaN)));
}

function describe(samples: Samples, outstanding: number) {
  return ENGINES.map((engine) => ({
    outstanding,
    engine,
    perCpuSecond: roundSpread(spreadOf(samples.get(engine)?.get(outstanding) ?? []), 0),
    toCeiling: roundSpread(ratios(samples, outstanding, engine, CEILING), 2),
    minichatIs: roundSpread(ratios(samples, outstanding, SUBJECT, engine), 2),
  }));
}

const cell = ({ median, min, max }: Spread): string => `${median} (${min}-${max})`;

async function main(): Promise<void> {
  const options = readOptions();
  const started = Date.now();
  const samples = await sample(options);
  const rows = options.outstanding.flatMap((outstanding) => describe(samples, outstanding));
  console.log(
    `\n${options.members} members, deliveries per second of server CPU: median (min-max) of ${options.rounds} rounds\n`,
  );
  console.log('| outstanding | engine | deliveries / CPU-s | of net | minichat is … x of it |');
  console.log('| --- | --- | --- | --- | --- |');
  for (const row of rows) {
    const cells = [
      row.outstanding,
      row.engine,
      cell(row.perCpuSecond),
      cell(row.toCeiling),
      cell(row.minichatIs),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
  const machine = { node: process.version, cpus: os.cpus().length, model: os.cpus()[0]?.model ?? '' };
  const tookS = Math.round((Date.now() - started) / 1_000);
  console.log(`\n${JSON.stringify({ bench: 'fan-out', ...options, ...machine, tookS, rows })}`);
}

main().catch((thrown: unknown) => {
  console.error(thrown);
  process.exit(1);
});
