/**
 * Starts the jest process, follows what it tells, ends it when a mutant never ends, and starts it again for the rest. It does
 * not know what the mutants are.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ENV, fileIn, type FirstRun, type Job, type Told } from './job';

const root = path.join(__dirname, '..', '..');
/** The first run, of every related test, has no measure yet. */
const FIRST_LIMIT_MS = 900_000;
/** The longest that a timer can wait. */
const MAX_TIMER_MS = 2_147_483_647;
/** What was left behind by mutants in one process adds up; a new one costs some seconds. */
const MUTANTS_PER_PROCESS = 150;
/** A mutant that fills the memory ends its process soon, and counts as one without an end. */
const HEAP = '--max-old-space-size=2048';

export type Verdict =
  | { readonly kind: 'killed'; readonly by: string }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'survived' }
  | { readonly kind: 'unreached' };

export interface Followed {
  readonly first: FirstRun;
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
  running: number | null = null;
  controlFailed = false;
  readonly sure = new Map<number, Verdict>();
  readonly #unsure = new Map<number, Verdict>();

  constructor(known: FirstRun | null) {
    this.first = known;
  }

  hear(told: Told): void {
    if (told.kind === 'first') this.first = told.found;
    this.running = told.kind === 'begin' ? told.id : null;
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

/** One process; it ends when everything is tried, when it is ended here, or when a mutant ends it. */
function runLeg(
  job: Job,
  jestArgs: readonly string[],
  known: FirstRun | null,
  onVerdict: (id: number, verdict: Verdict) => void,
  endsAtMs: number,
): Promise<Leg> {
  const jest = createRequire(__filename).resolve('jest/bin/jest');
  const child = spawn(process.execPath, [HEAP, '--import', 'tsx', jest, ...jestArgs], {
    cwd: root,
    env: { ...process.env, [ENV.job]: job.folder },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const listener = new Listener(known);
  const complaints: string[] = [];
  child.stderr?.on('data', (chunk: Buffer) => complaints.push(String(chunk)));
  const stop = (): void => void child.kill('SIGKILL');
  const late = setTimeout(stop, Math.min(endsAtMs - Date.now(), MAX_TIMER_MS));
  let timer = setTimeout(stop, FIRST_LIMIT_MS);
  child.on('message', (told: Told) => {
    listener.hear(told);
    if (told.kind === 'end') onVerdict(told.id, verdictOf(told.id, told.killedBy, listener.first));
    if (told.kind === 'done') stop();
    if (told.kind !== 'begin') return;
    clearTimeout(timer);
    timer = setTimeout(stop, told.limitMs);
  });
  return new Promise((resolve, reject) => {
    child.on('exit', () => {
      clearTimeout(timer);
      clearTimeout(late);
      const { first, running, sure, controlFailed } = listener;
      if (!first) return void reject(new Error(`the first run did not end:\n${complaints.join('')}`));
      listener.keep();
      if (running !== null && running !== 0 && Date.now() < endsAtMs) sure.set(running, { kind: 'timeout' });
      resolve({ first, verdicts: sure, controlFailed });
    });
  });
}

/** `onVerdict` hears of every mutant; nothing new begins after `endsAtMs`, which may leave some without a verdict. */
export async function follow(
  job: Job,
  jestArgs: readonly string[],
  onVerdict: (id: number, verdict: Verdict) => void,
  endsAtMs: number,
): Promise<Followed> {
  const verdicts = new Map<number, Verdict>();
  let first: FirstRun | null = null;
  let controlsFailed = 0;
  for (;;) {
    const todo = job.order.filter((id) => !verdicts.has(id)).slice(0, MUTANTS_PER_PROCESS);
    if (first && (todo.length === 0 || Date.now() >= endsAtMs)) return { first, verdicts, controlsFailed };
    fs.writeFileSync(fileIn(job.folder, 'todo'), JSON.stringify(todo));
    const leg: Leg = await runLeg(job, jestArgs, first, onVerdict, endsAtMs);
    first = leg.first;
    if (leg.controlFailed) controlsFailed++;
    if (leg.verdicts.size === 0 && Date.now() < endsAtMs)
      throw new Error(
        controlsFailed > 3
          ? 'the unchanged program fails again and again.'
          : 'jest ended before the first mutant.',
      );
    for (const [id, verdict] of leg.verdicts) verdicts.set(id, verdict);
  }
}
