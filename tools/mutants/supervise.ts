/**
 * Starts the jest process, follows what it tells, ends it when a mutant never ends, and starts it again for the rest. It does
 * not know what the mutants are.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { MAX_WAITS, starvedMs, wasStarved } from '../starvation';
import { ENV, fileIn, readJson, type FirstRun, type Job, type Told } from './job';

const root = path.join(__dirname, '..', '..');
/** The first run, of every related test, has no measure yet. */
const FIRST_LIMIT_MS = 900_000;
/** The longest that a timer can wait. */
const MAX_TIMER_MS = 2_147_483_647;
/** What was left behind by mutants in one process adds up; a new one costs some seconds. */
const MUTANTS_PER_BATCH = 25;
/** Beyond this it is not what a mutant left behind. */
const MAX_CONTROLS_FAILED = 20;
/** A mutant that fills the memory ends its process soon, and counts as one without an end. */
const HEAP = '--max-old-space-size=2048';

export type Verdict =
  | { readonly kind: 'killed'; readonly by: string }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'survived' }
  | { readonly kind: 'unreached' };

export interface Followed {
  /** `null` when the time was over before it ended. */
  readonly first: FirstRun | null;
  readonly verdicts: ReadonlyMap<number, Verdict>;
  readonly controlsFailed: number;
}

interface Leg {
  readonly first: FirstRun | null;
  readonly verdicts: ReadonlyMap<number, Verdict>;
  readonly controlFailed: boolean;
}

function verdictOf(id: number, killedBy: string | null, first: FirstRun | null): Verdict {
  if (killedBy !== null) return { kind: 'killed', by: killedBy };
  return first?.reaches[id] ? { kind: 'survived' } : { kind: 'unreached' };
}

/** What one process told. A failure counts only when the unchanged program passed in that process afterwards. */
class Listener {
  first: FirstRun | null;
  began: Extract<Told, { kind: 'begin' }> | null = null;
  controlFailed = false;
  readonly sure = new Map<number, Verdict>();
  readonly #unsure = new Map<number, Verdict>();

  constructor(known: FirstRun | null) {
    this.first = known;
  }

  hear(told: Told): void {
    if (told.kind === 'first') this.first = told.found;
    this.began = told.kind === 'begin' ? told : null;
    if (told.kind === 'end') {
      const verdict = verdictOf(told.id, told.killedBy, this.first);
      (verdict.kind === 'killed' ? this.#unsure : this.sure).set(told.id, verdict);
    }
    if (told.kind !== 'control') return;
    if (told.passes) this.keep();
    else this.#drop();
  }

  keep(): void {
    for (const [id, verdict] of this.#unsure) this.sure.set(id, verdict);
    this.#unsure.clear();
  }

  #drop(): void {
    this.controlFailed = true;
    this.#unsure.clear();
  }
}

/** The mutant that had its turn when the process ended; 0 is none. */
function whoWas(began: Listener['began'], atFile: string): number {
  if (!began) return 0;
  if (began.id !== null) return began.id;
  return fs.existsSync(atFile) ? Number(fs.readFileSync(atFile, 'utf8')) : 0;
}

/** Calls `stop` when so much time goes by without a new turn, unless the process was kept from working. */
function watch(
  { pid }: ChildProcess,
  atFile: string,
  stop: () => void,
): { within: (limitMs: number) => void; end: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const within = (limitMs: number): void => {
    let [turnMs, starved, waits] = [Date.now(), starvedMs(pid), 0];
    const look = (): void => {
      const now = Math.max(turnMs, fs.statSync(atFile, { throwIfNoEntry: false })?.mtimeMs ?? 0);
      const before = starved;
      starved = starvedMs(pid);
      waits = now > turnMs ? 0 : waits + 1;
      const isStarved = wasStarved(starved - before, limitMs) && waits < MAX_WAITS;
      if (now <= turnMs && !isStarved) return stop();
      turnMs = now;
      timer = setTimeout(look, limitMs);
    };
    clearTimeout(timer);
    timer = setTimeout(look, limitMs);
  };
  return { within, end: () => clearTimeout(timer) };
}

function startJest({ folder }: Job, jestArgs: readonly string[]): ChildProcess {
  const jest = createRequire(__filename).resolve('jest/bin/jest');
  return spawn(process.execPath, [HEAP, '--import', 'tsx', jest, ...jestArgs], {
    cwd: root,
    env: { ...process.env, [ENV.job]: folder },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

/** It is long, and a process that ends soon after may not have told all of it. */
function foundFirst({ folder }: Job): FirstRun | null {
  const file = fileIn(folder, 'first');
  return fs.existsSync(file) ? readJson<FirstRun>(file) : null;
}

/** One process; it ends when everything is tried, when it is ended here, or when a mutant ends it. */
function runLeg(
  job: Job,
  jestArgs: readonly string[],
  known: FirstRun | null,
  onVerdict: (id: number, verdict: Verdict) => void,
  endsAtMs: number,
): Promise<Leg> {
  const child = startJest(job, jestArgs);
  const listener = new Listener(known);
  const complaints: string[] = [];
  child.stderr?.on('data', (chunk: Buffer) => complaints.push(String(chunk)));
  const stop = (): void => void child.kill('SIGKILL');
  // A mutant that never ends would not notice that nobody listens any more.
  process.once('exit', stop);
  const late = setTimeout(stop, Math.min(endsAtMs - Date.now(), MAX_TIMER_MS));
  const atFile = fileIn(job.folder, 'at');
  const patience = watch(child, atFile, stop);
  patience.within(FIRST_LIMIT_MS);
  child.on('message', (told: Told) => {
    listener.hear(told);
    if (told.kind === 'end') onVerdict(told.id, verdictOf(told.id, told.killedBy, listener.first));
    if (told.kind === 'done') stop();
    if (told.kind === 'begin') patience.within(told.limitMs);
  });
  return new Promise((resolve, reject) => {
    child.on('exit', () => {
      process.off('exit', stop);
      patience.end();
      clearTimeout(late);
      const { began, sure, controlFailed } = listener;
      const first = listener.first ?? foundFirst(job);
      const isOver = Date.now() >= endsAtMs;
      if (!first && !isOver)
        return void reject(new Error(`the first run did not end:\n${complaints.join('')}`));
      listener.keep();
      const endless = isOver ? 0 : whoWas(began, atFile);
      if (endless !== 0) sure.set(endless, { kind: 'timeout' });
      resolve({ first, verdicts: sure, controlFailed });
    });
  });
}

/** Tries those of one batch, in as many processes as it takes; `null` when the time was over before all had a verdict. */
async function followBatch(
  batch: readonly number[],
  known: Pick<Followed, 'first' | 'controlsFailed'>,
  run: (first: FirstRun | null) => Promise<Leg>,
  { folder }: Job,
  endsAtMs: number,
): Promise<Followed | null> {
  let { first, controlsFailed } = known;
  const verdicts = new Map<number, Verdict>();
  for (;;) {
    const todo = batch.filter((id) => !verdicts.has(id));
    if (first && todo.length === 0) return { first, verdicts, controlsFailed };
    if (Date.now() >= endsAtMs) return null;
    fs.writeFileSync(fileIn(folder, 'todo'), JSON.stringify(todo));
    const leg = await run(first);
    first = leg.first;
    if (leg.controlFailed) controlsFailed++;
    if (controlsFailed > MAX_CONTROLS_FAILED) throw new Error('the unchanged program fails again and again.');
    if (leg.verdicts.size === 0 && !leg.controlFailed && Date.now() < endsAtMs)
      throw new Error('jest ended before the first mutant.');
    for (const [id, verdict] of leg.verdicts) verdicts.set(id, verdict);
  }
}

/**
 * `onVerdict` hears of every mutant. Nothing new begins after `endsAtMs`; a batch that has not ended then does not count,
 * because those that are noticed have their verdict long before those that are not.
 */
export async function follow(
  job: Job,
  jestArgs: readonly string[],
  onVerdict: (id: number, verdict: Verdict) => void,
  endsAtMs: number,
): Promise<Followed> {
  const run = (first: FirstRun | null): Promise<Leg> => runLeg(job, jestArgs, first, onVerdict, endsAtMs);
  let known: Followed = { first: null, verdicts: new Map(), controlsFailed: 0 };
  for (let at = 0; at < job.order.length; at += MUTANTS_PER_BATCH) {
    const batch = job.order.slice(at, at + MUTANTS_PER_BATCH);
    const tried = await followBatch(batch, known, run, job, endsAtMs);
    if (!tried) return known;
    known = { ...tried, verdicts: new Map([...known.verdicts, ...tried.verdicts]) };
  }
  return known;
}
