/**
 * `npm run mutants -- PATH`: changes one small thing of the product at a time and shows which changes no test notices. The
 * working tree stays as it is (decision 0025).
 */
import fs from 'node:fs';
import { parseArgs } from 'node:util';
import { plan, type Plan, type Wanted } from './mutants/plan';
import { findingsOf, summaryOf, survivorLine } from './mutants/report';
import { follow } from './mutants/supervise';

const DEFAULT_MAX = 300;
const DEFAULT_TESTS = 20;
const USAGE =
  'npm run mutants -- PATH [PATH…] [--max N] [--seed N] [--tests N] [--projects unit,server] [--json]';

interface Options extends Wanted {
  readonly isJson: boolean;
}

function toCount(name: string, given: string): number {
  const count = Number(given);
  if (!Number.isSafeInteger(count) || count < 0) throw new Error(`--${name} "${given}" is not a number.`);
  return count;
}

function readOptions(): Options {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      max: { type: 'string', default: String(DEFAULT_MAX) },
      seed: { type: 'string', default: '1' },
      tests: { type: 'string', default: String(DEFAULT_TESTS) },
      projects: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  if (positionals.length === 0) throw new Error(USAGE);
  return {
    paths: positionals,
    max: toCount('max', values.max),
    seed: toCount('seed', values.seed),
    tests: toCount('tests', values.tests),
    projects: values.projects?.split(',') ?? null,
    isJson: values.json,
  };
}

async function tryAll({ job, mutants, total, jestArgs }: Plan, isJson: boolean): Promise<void> {
  const followed = await follow(job, jestArgs, (tried) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${tried} of ${mutants.length} `);
  });
  const findings = findingsOf(mutants, followed);
  const alive = findings.filter(({ verdict }) => verdict === 'survived' || verdict === 'unreached');
  for (const finding of alive) console.log(isJson ? JSON.stringify(finding) : survivorLine(finding));
  const summary = summaryOf(findings, total, followed);
  console.log(isJson ? JSON.stringify({ summary, tried: findings.length, alive: alive.length }) : summary);
}

async function main(): Promise<void> {
  const options = readOptions();
  const planned = plan(options);
  try {
    await tryAll(planned, options.isJson);
  } finally {
    fs.rmSync(planned.job.folder, { recursive: true, force: true });
  }
}

main().then(
  () => process.exit(0),
  (thrown: unknown) => {
    console.error(`mutants: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    process.exit(2);
  },
);
