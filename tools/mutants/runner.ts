/**
 * Runs inside jest in place of its runner: the files once without any change, then the tests that came past some mutant, each
 * once for every mutant that asks it, until one fails; all in one process, so that a mutant costs its tests and little more. It
 * does not know what a change is, and a mutant that never ends is for whoever started this process.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import type { Test, TestResult } from '@jest/test-result';
import type JestRunner from 'jest-runner';
import { asked, noteAsked } from './asked';
import { readCopyName } from './copies';
import { BY_TURNS, ENV, fileIn, readJob, readJson, type FirstRun, type Reach, type Told } from './job';
import { addReaches, chooseQuestions, depthsOf } from './reaches';
import { createDesk, type Desk, type Turns } from './turns';

/** Jest's own runner, found from jest: which is what is installed on purpose. */
const fromJest = createRequire(createRequire(__filename).resolve('jest/package.json'));
const fromCore = createRequire(fromJest.resolve('@jest/core'));
const { default: Runner } = fromCore('jest-runner') as { default: typeof JestRunner };

type Args = ConstructorParameters<typeof Runner>;
type Watcher = Parameters<JestRunner['runTests']>[1];

/** Wild mutants are slow, and so is a machine on which others work. */
const LIMIT_FACTOR = 8;
const LIMIT_FLOOR_MS = 15_000;
/** A test that waits for what a mutant keeps away waits as long as this; jest's own limit is its upper bound. */
const TEST_LIMIT_FACTOR = 4;
const TEST_LIMIT_FLOOR_MS = 2_000;
const TEST_LIMIT_MAX_MS = 5_000;
/** After so many failures the unchanged program is tried, in case that something was left behind in this process. */
const KILLS_PER_CONTROL = 15;

const tell = (told: Told): void => void process.send?.(told);
// Whoever waits for the answers has gone.
process.on('disconnect', () => process.exit());
// What a test has left behind, jest hears only while another one runs; between two of them it would end this process.
for (const event of ['unhandledRejection', 'uncaughtException']) process.on(event, () => undefined);
const quoted = (name: string): string => name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

interface Outcome {
  /** File and test, or what else went wrong; `null` when everything passed. */
  readonly failed: string | null;
  readonly failedNames: readonly string[];
  readonly tookMs: number;
}

/** The same questions as before, without a change. */
interface Kill {
  readonly test: Test;
  readonly names: Reach['names'];
}

/** The unchanged program fails in this process: nothing that is told from here on would mean anything. */
class Spoilt extends Error {}

export class MutantRunner extends Runner {
  readonly #args: Args;
  readonly #job = readJob();
  #byPath: ReadonlyMap<string, Test> = new Map();
  #found: FirstRun = { durations: {}, reaches: {}, failing: [] };
  #kills: Kill[] = [];
  #watcher: Watcher | null = null;

  constructor(...args: Args) {
    super(...args);
    this.#args = args;
  }

  override async runTests(tests: Test[], watcher: Watcher): Promise<void> {
    this.#watcher = watcher;
    this.#byPath = new Map(tests.map((test) => [test.path, test]));
    this.#found = await this.#firstRun(tests);
    try {
      const desk = this.#openDesk();
      for (const test of desk.files) await this.#askByTurns(test, desk);
      for (const id of desk.open) await this.#askWholeFiles(id, desk);
      await this.#control();
      tell({ kind: 'done' });
    } catch (thrown) {
      if (!(thrown instanceof Spoilt)) throw thrown;
    }
  }

  async #firstRun(tests: Test[]): Promise<FirstRun> {
    const file = fileIn(this.#job.folder, 'first');
    if (fs.existsSync(file)) return readJson<FirstRun>(file);
    const durations: Record<string, number> = {};
    const reaches: Record<number, Reach[]> = {};
    const failing: string[] = [];
    for (const test of tests) {
      const hitsFile = fileIn(this.#job.folder, 'hits');
      fs.rmSync(hitsFile, { force: true });
      const { failed, tookMs } = await this.#run('0', test, null);
      durations[test.path] = tookMs;
      if (failed !== null) failing.push(failed);
      else if (fs.existsSync(hitsFile)) addReaches(test.path, hitsFile, reaches);
    }
    const found = { durations, reaches, failing };
    fs.writeFileSync(file, JSON.stringify(found));
    tell({ kind: 'first', found });
    return found;
  }

  #openDesk(): Desk {
    const { folder, places, tests } = this.#job;
    const answered = asked(folder);
    const { reaches } = this.#found;
    const depthOf = depthsOf(places, reaches);
    const todo = readJson<number[]>(fileIn(folder, 'todo')).map((id) => {
      const all = chooseQuestions(places[id] ?? '', this.#found, reaches[id] ?? [], tests, depthOf);
      return [id, all.filter((question) => !answered(id, question))] as const;
    });
    return createDesk(new Map(todo));
  }

  async #askByTurns(file: string, desk: Desk): Promise<void> {
    const test = this.#byPath.get(file);
    if (!test) return;
    for (let turns = desk.takeTurns(file); turns; turns = desk.takeTurns(file)) {
      fs.writeFileSync(fileIn(this.#job.folder, 'turns'), JSON.stringify(turns));
      fs.rmSync(fileIn(this.#job.folder, 'at'), { force: true });
      tell({ kind: 'begin', id: null, limitMs: this.#limitFor(file) });
      const { failed, failedNames } = await this.#run(BY_TURNS, test, null);
      const copies = failedNames.flatMap((name) => readCopyName(name) ?? []);
      for (const { id, name } of copies) await this.#askAgain(id, test, [name], turns, desk);
      // Without a name to blame, everybody is under suspicion.
      if (failed === null || copies.length > 0) continue;
      for (const id of new Set(Object.values(turns).flat())) await this.#askAgain(id, test, [], turns, desk);
    }
  }

  /** First by what failed, then by all that the mutant had asked in this turn, of which a failure left out the rest. */
  async #askAgain(
    id: number,
    test: Test,
    failed: readonly string[],
    turns: Turns,
    desk: Desk,
  ): Promise<void> {
    if (failed.length > 0) await this.#askAlone(id, test, failed, desk);
    const all = Object.keys(turns).filter((name) => turns[name]?.includes(id));
    if (all.length > failed.length) await this.#askAlone(id, test, all, desk);
    if (!desk.open.includes(id)) return;
    for (const name of all) noteAsked(this.#job.folder, id, { test: test.path, name });
  }

  /** What one mutant left behind may have made the next one's test fail, so that a failure counts when it is alone. */
  async #askAlone(id: number, test: Test, names: Reach['names'], desk: Desk): Promise<void> {
    if (!desk.open.includes(id)) return;
    tell({ kind: 'begin', id, limitMs: this.#limitFor(test.path) });
    const { failed } = await this.#run(String(id), test, names);
    if (failed === null) return;
    desk.settle(id);
    tell({ kind: 'end', id, killedBy: failed });
    this.#kills.push({ test, names });
    if (this.#kills.length >= KILLS_PER_CONTROL) await this.#control();
  }

  async #askWholeFiles(id: number, desk: Desk): Promise<void> {
    for (const file of desk.wholeFilesOf(id)) {
      const test = this.#byPath.get(file);
      if (!test || !desk.open.includes(id)) continue;
      await this.#askAlone(id, test, null, desk);
      if (desk.open.includes(id)) noteAsked(this.#job.folder, id, { test: file, name: null });
    }
    if (desk.open.includes(id)) tell({ kind: 'end', id, killedBy: null });
  }

  /** The last of the failures once more, without a change. */
  async #control(): Promise<void> {
    const last = this.#kills.at(-1);
    if (!last) return;
    tell({ kind: 'begin', id: 0, limitMs: this.#limitFor(last.test.path) });
    const { failed } = await this.#run('none', last.test, last.names);
    tell({ kind: 'control', passes: failed === null });
    if (failed !== null) throw new Spoilt();
    this.#kills = [];
  }

  #limitFor(file: string): number {
    return LIMIT_FLOOR_MS + LIMIT_FACTOR * (this.#found.durations[file] ?? 0);
  }

  async #run(active: string, test: Test, names: Reach['names']): Promise<Outcome> {
    const known = this.#found.durations[test.path];
    const limitMs =
      known === undefined ? 0 : Math.min(TEST_LIMIT_MAX_MS, TEST_LIMIT_FLOOR_MS + TEST_LIMIT_FACTOR * known);
    process.env[ENV.active] = active;
    process.env[ENV.limitMs] = String(limitMs);
    const [globalConfig, ...rest] = this.#args;
    const testNamePattern = names === null ? undefined : `^(${names.map(quoted).join('|')})$`;
    const inner = new Runner({ ...globalConfig, testNamePattern }, ...rest);
    let outcome: Omit<Outcome, 'tookMs'> = { failed: null, failedNames: [] };
    inner.on('test-file-success', ([, result]) => {
      outcome = outcomeOf(result);
    });
    inner.on('test-file-failure', ([{ path }, error]) => {
      outcome = { failed: `${path}: ${String(error.message).split('\n')[0] ?? ''}`, failedNames: [] };
    });
    const begun = Date.now();
    if (this.#watcher) await inner.runTests([test], this.#watcher, { serial: true });
    return { ...outcome, tookMs: Date.now() - begun };
  }
}

function outcomeOf({ testExecError, testResults, testFilePath }: TestResult): Omit<Outcome, 'tookMs'> {
  const failedNames = testResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
  if (testExecError) return { failed: `${testFilePath}: does not load`, failedNames };
  const first = failedNames[0];
  return { failed: first === undefined ? null : `${testFilePath}: ${first}`, failedNames };
}
