/**
 * `npm run chaos -- --clients 20 --seconds 30 --seed 7 --json`: real clients and the real server process over a bad network
 * on this machine. Ends with one line of JSON, and with exit code 1 when anything was lost, doubled or out of order.
 */
import { parseArgs } from 'node:util';
import type { ChaosOptions, ChaosReport } from '../test/chaos/chaos-types';

/** Loaded by a computed name: it needs the typings of wx, which tools are checked without. */
const RUNNER = '../test/chaos/run-chaos';
interface Runner {
  runChaos(options: ChaosOptions): Promise<ChaosReport>;
  isClean(report: ChaosReport): boolean;
}

const CONVERGE_MS = 120_000;

function readCount(name: string, value: string | undefined, fallback: number): number {
  const count = value === undefined ? fallback : Number(value);
  if (Number.isSafeInteger(count) && count > 0) return count;
  console.error(`chaos: --${name} "${value ?? ''}" is not a whole number of at least 1`);
  process.exit(2);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      clients: { type: 'string' },
      seconds: { type: 'string' },
      seed: { type: 'string' },
      json: { type: 'boolean' },
    },
  });
  const clients = readCount('clients', values.clients, 20);
  const seconds = readCount('seconds', values.seconds, 30);
  const seed = readCount('seed', values.seed, 1 + (Date.now() % 1_000_000));
  const onEvent = (line: string): void => console.error(line);
  console.error(`chaos: seed ${seed}, ${clients} clients, ${seconds} s`);
  const { isClean, runChaos } = (await import(RUNNER)) as Runner;
  const report = await runChaos({
    clients,
    seconds,
    seed,
    convergeMs: CONVERGE_MS,
    ...(values.json ? {} : { onEvent }),
  });
  console.log(JSON.stringify(report));
  process.exit(isClean(report) ? 0 : 1);
}

main().catch((thrown: unknown) => {
  console.error(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
  process.exit(1);
});
