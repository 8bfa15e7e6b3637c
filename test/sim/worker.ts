/**
 * The simulation as a process: is told a mode and a seed, answers with the result. With `--trace` it runs one seed and
 * prints what happens. The tools bundle this file, so that one rule can be broken in the bundle and nowhere else.
 */
import { SIM_MODES, type SeedResult, type SimMode } from './results';
import { runSeed } from './run-seed';

export interface SimTask {
  readonly mode: SimMode;
  readonly seed: number;
}

const unhandled: string[] = [];
process.on('unhandledRejection', (reason) => unhandled.push(`unhandled rejection: ${String(reason)}`));

async function run(task: SimTask, trace?: (line: string) => void): Promise<SeedResult> {
  const result = await runSeed({ ...task, ...(trace ? { trace } : {}) });
  return { ...result, errors: [...result.errors, ...unhandled.splice(0)] };
}

async function traceOne(mode: SimMode, seed: number): Promise<void> {
  const { problems, errors, ...counts } = await run({ mode, seed }, (line) =>
    process.stdout.write(`${line}\n`),
  );
  process.stdout.write(`${[...problems, ...errors, JSON.stringify(counts)].join('\n')}\n`);
}

function serve(): void {
  process.on('message', (task: SimTask) => {
    void run(task).then((result) => process.send?.(result));
  });
}

const [flag, mode, seed] = process.argv.slice(2);
const known = SIM_MODES.find((name) => name === mode);
if (flag === '--trace' && known) void traceOne(known, Number(seed));
else serve();
