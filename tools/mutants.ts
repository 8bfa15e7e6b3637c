/**
 * `npm run mutants -- PATH`: changes one small thing of the product at a time and shows which changes no test notices. The
 * working tree stays as it is (decision 0025).
 */
import fs from 'node:fs';
import { readCommand, readNames, readNumber, refuse, usageOf } from './command-line';
import { plan, type Plan, type Wanted } from './mutants/plan';
import { findingsOf, summaryOf, survivorLine } from './mutants/report';
import { follow, type Verdict } from './mutants/supervise';

const DEFAULT_MAX = 300;
const DEFAULT_TESTS = 20;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Those whose tests can be asked; browsers are too slow for that. */
const PROJECTS = ['unit', 'pages', 'server'];
const command = {
  name: 'mutants',
  others: 'PATH [PATH…]',
  options: {
    max: { type: 'string', default: String(DEFAULT_MAX) },
    seed: { type: 'string', default: '1' },
    tests: { type: 'string', default: String(DEFAULT_TESTS) },
    seconds: { type: 'string', default: '0' },
    in: { type: 'string', default: '' },
    projects: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
} as const;

interface Options extends Wanted {
  readonly isJson: boolean;
  /** After so long no further one is tried; 0 is without an end. */
  readonly seconds: number;
}

const toCount = (option: string, given: string): number =>
  readNumber(command.name, option, given, { min: 0 });

function readOptions(): Options {
  const { values, positionals } = readCommand(command);
  if (positionals.length === 0) refuse(command.name, `a file or folder is missing.\n${usageOf(command)}`);
  const projects = values.projects?.split(',') ?? null;
  if (projects) readNames(command.name, 'projects', projects, PROJECTS);
  return {
    paths: positionals,
    max: toCount('max', values.max),
    seed: toCount('seed', values.seed),
    tests: toCount('tests', values.tests),
    within: values.in.split(','),
    projects,
    isJson: values.json,
    seconds: toCount('seconds', values.seconds),
  };
}

const isAlive = (verdict: Verdict['kind']): boolean => verdict === 'survived' || verdict === 'unreached';

/** Survivors are shown as they are found: whoever stops a long run has them. */
async function tryAll({ job, mutants, total, jestArgs }: Plan, { isJson, seconds }: Options): Promise<void> {
  const byId = new Map(mutants.map((mutant) => [mutant.id, mutant]));
  const show = (id: number, { kind: verdict }: Verdict): void => {
    const mutant = byId.get(id);
    if (!mutant || !isAlive(verdict)) return;
    const finding = { ...mutant, verdict };
    console.log(isJson ? JSON.stringify(finding) : survivorLine(finding));
  };
  const endsAtMs = seconds === 0 ? Infinity : Date.now() + seconds * 1_000;
  const followed = await follow(job, jestArgs, show, endsAtMs);
  const findings = findingsOf(mutants, followed);
  const summary = summaryOf(findings, total, followed);
  const alive = findings.filter(({ verdict }) => isAlive(verdict)).length;
  console.log(isJson ? JSON.stringify({ summary, tried: findings.length, alive }) : summary);
}

async function main(): Promise<void> {
  const options = readOptions();
  const planned = plan(options);
  const tidy = (): void => fs.rmSync(planned.job.folder, { recursive: true, force: true });
  for (const signal of SIGNALS) process.once(signal, () => process.exit(2));
  process.once('exit', tidy);
  await tryAll(planned, options);
}

main().then(
  () => process.exit(0),
  (thrown: unknown) => {
    console.error(`mutants: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    process.exit(2);
  },
);
