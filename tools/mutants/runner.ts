/**
 * Runs inside jest in place of its runner: the files once without any change, then for every mutant those tests that came
 * past it, the quick ones first, until one fails; all in one process, so that a mutant costs its tests and little more. It
 * does not know what a change is, and a mutant that never ends is for whoever started this process.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import type { Test, TestResult } from '@jest/test-result';
import type JestRunner from 'jest-runner';
import { ENV, fileIn, readJob, readJson, type FirstRun, type Reach, type Told } from './job';
import { addReaches, chooseReaches } from './reaches';

/** Jest's own runner, found from jest: which is what is installed on purpose. */
const fromJest = createRequire(createRequire(__filename).resolve('jest/package.json'));
const fromCore = createRequire(fromJest.resolve('@jest/core'));
const { default: Runner } = fromCore('jest-runner') as { default: typeof JestRunner };

type Args = ConstructorParameters<typeof Runner>;
type Watcher = Parameters<JestRunner['runTests']>[1];

/** Wild mutants are slow, and so is a machine on which others work. */
const LIMIT_FACTOR = 8;
const LIMIT_FLOOR_MS = 15_000;
/** After so many failures the unchanged program is tried, in case that something was left behind in this process. */
const KILLS_PER_CONTROL = 15;

const tell = (told: Told): void => void process.send?.(told);
// Whoever waits for the answers has gone.
process.on('disconnect', () => process.exit());
const limitFor = (file: string, { durations }: FirstRun): number =>
  LIMIT_FLOOR_MS + LIMIT_FACTOR * (durations[file] ?? 0);
const quoted = (name: string): string => name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

interface Kill {
  readonly test: Test;
  readonly names: Reach['names'];
}

type ByPath = ReadonlyMap<string, Test>;

interface Outcome {
  readonly failed: string | null;
  readonly tookMs: number;
}

export class MutantRunner extends Runner {
  readonly #args: Args;
  readonly #job = readJob();

  constructor(...args: Args) {
    super(...args);
    this.#args = args;
  }

  override async runTests(tests: Test[], watcher: Watcher): Promise<void> {
    const found = await this.#firstRun(tests, watcher);
    const byPath = new Map(tests.map((test) => [test.path, test]));
    let kills: Kill[] = [];
    for (const id of readJson<number[]>(fileIn(this.#job.folder, 'todo'))) {
      const last = await this.#tryMutant(id, found, byPath, watcher);
      if (last) kills.push(last);
      if (kills.length < KILLS_PER_CONTROL) continue;
      if (!(await this.#control(kills, found, watcher))) return;
      kills = [];
    }
    if (await this.#control(kills, found, watcher)) tell({ kind: 'done' });
  }

  async #firstRun(tests: Test[], watcher: Watcher): Promise<FirstRun> {
    const file = fileIn(this.#job.folder, 'first');
    if (fs.existsSync(file)) return readJson<FirstRun>(file);
    const durations: Record<string, number> = {};
    const reaches: Record<number, Reach[]> = {};
    const failing: string[] = [];
    for (const test of tests) {
      const hitsFile = fileIn(this.#job.folder, 'hits');
      fs.rmSync(hitsFile, { force: true });
      const { failed, tookMs } = await this.#run(0, test, null, watcher);
      durations[test.path] = tookMs;
      if (failed !== null) failing.push(failed);
      else if (fs.existsSync(hitsFile)) addReaches(test.path, hitsFile, reaches);
    }
    const found = { durations, reaches, failing };
    fs.writeFileSync(file, JSON.stringify(found));
    tell({ kind: 'first', found });
    return found;
  }

  async #tryMutant(id: number, found: FirstRun, byPath: ByPath, watcher: Watcher): Promise<Kill | null> {
    const place = this.#job.places[id] ?? '';
    for (const { test: file, names } of chooseReaches(
      place,
      found,
      found.reaches[id] ?? [],
      this.#job.tests,
    )) {
      const test = byPath.get(file);
      if (!test) continue;
      tell({ kind: 'begin', id, limitMs: limitFor(file, found) });
      const { failed } = await this.#run(id, test, names, watcher);
      if (failed === null) continue;
      tell({ kind: 'end', id, killedBy: failed });
      return { test, names };
    }
    tell({ kind: 'end', id, killedBy: null });
    return null;
  }

  /** The last of the failures once more, without a change. */
  async #control(kills: readonly Kill[], found: FirstRun, watcher: Watcher): Promise<boolean> {
    const last = kills.at(-1);
    if (!last) return true;
    tell({ kind: 'begin', id: 0, limitMs: limitFor(last.test.path, found) });
    const { failed } = await this.#run(0, last.test, last.names, watcher);
    tell({ kind: 'control', passes: failed === null });
    return failed === null;
  }

  async #run(id: number, test: Test, names: Reach['names'], watcher: Watcher): Promise<Outcome> {
    process.env[ENV.active] = String(id);
    const [globalConfig, ...rest] = this.#args;
    const testNamePattern = names === null ? undefined : `^(${names.map(quoted).join('|')})$`;
    const inner = new Runner({ ...globalConfig, testNamePattern }, ...rest);
    let failed: string | null = null;
    inner.on('test-file-success', ([, result]) => {
      failed = firstFailure(result);
    });
    inner.on('test-file-failure', ([{ path }, error]) => {
      failed = `${path}: ${String(error.message).split('\n')[0] ?? ''}`;
    });
    const begun = Date.now();
    await inner.runTests([test], watcher, { serial: true });
    return { failed, tookMs: Date.now() - begun };
  }
}

function firstFailure({ testExecError, testResults, testFilePath }: TestResult): string | null {
  if (testExecError) return `${testFilePath}: does not load`;
  const failed = testResults.find(({ status }) => status === 'failed');
  return failed ? `${testFilePath}: ${failed.fullName}` : null;
}
