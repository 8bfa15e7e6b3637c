/**
 * `npm run chaos -- --clients 20 --seconds 30 --seed 7 --json`: real clients and the real server process over a bad network
 * on this machine. Ends with one line of JSON, and with exit code 1 when anything was lost, doubled or out of order.
 */
import { readCommand, readNumber } from './command-line';
import type { ChaosOptions, ChaosReport } from '../test/chaos/chaos-types';

/** Loaded by a computed name: it needs the typings of wx, which tools are checked without. */
const RUNNER = '../test/chaos/run-chaos';
interface Runner {
  runChaos(options: ChaosOptions): Promise<ChaosReport>;
  isClean(report: ChaosReport): boolean;
}

const CONVERGE_MS = 120_000;

async function main(): Promise<void> {
  const { values } = readCommand({
    name: 'chaos',
    options: {
      clients: { type: 'string', default: '20' },
      seconds: { type: 'string', default: '30' },
      seed: { type: 'string' },
      json: { type: 'boolean' },
    },
  });
  const clients = readNumber('chaos', 'clients', values.clients);
  const seconds = readNumber('chaos', 'seconds', values.seconds);
  const seed = readNumber('chaos', 'seed', values.seed ?? String(1 + (Date.now() % 1_000_000)));
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
