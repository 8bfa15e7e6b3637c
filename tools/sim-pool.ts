/**
 * Runs many seeds of the simulation on all cores: one process per core, one seed at a time in each.
 */
import { fork, type ChildProcess } from 'node:child_process';
import os from 'node:os';
import type { SeedResult, SimMode } from '../test/sim/results';
import { MAX_WAITS, starvedMs, wasStarved } from './starvation';

export interface SimTask {
  readonly mode: SimMode;
  readonly seed: number;
}

export interface PoolOptions {
  readonly bundle: string;
  readonly tasks: readonly SimTask[];
  readonly workers?: number;
  /** A run that takes longer is stopped and the pool fails: a mutant may loop for ever. Default four minutes, and again while others kept it from working. */
  readonly patienceMs?: number;
  /** How long a process had work but no processor, in all its life. */
  readonly starvedMs?: (pid: number | undefined) => number;
  /** Asked after each result; true ends the pool early. */
  readonly isEnough?: (result: SeedResult) => boolean;
}

const DEFAULT_PATIENCE_MS = 240_000;
/** A worker that was killed from outside, such as for its memory, said nothing about its seed: another one runs it again. */
const MAX_KILLED = 2;

class Pool {
  private readonly results: SeedResult[] = [];
  private readonly children: ChildProcess[] = [];
  private next = 0;
  private running = 0;
  private killed = 0;
  private isOver = false;

  constructor(
    private readonly options: PoolOptions,
    private readonly finish: (results: readonly SeedResult[]) => void,
    private readonly fail: (error: Error) => void,
  ) {}

  start(): void {
    const { tasks, workers = os.cpus().length } = this.options;
    for (let i = 0; i < Math.min(workers, tasks.length); i += 1) this.work(this.take());
    if (tasks.length === 0) this.end(() => this.finish([]));
  }

  private take(): SimTask | undefined {
    const task = this.isOver ? undefined : this.options.tasks[this.next];
    if (task) this.next += 1;
    return task;
  }

  /** One process, which begins with `first` and goes on until nothing is left. */
  private work(first: SimTask | undefined): void {
    const child = fork(this.options.bundle, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.children.push(child);
    this.running += 1;
    let task: SimTask | undefined;
    let timer: NodeJS.Timeout | undefined;
    const give = (next: SimTask | undefined): void => {
      task = next;
      if (!task) return this.rest();
      const wait = (before: number, waits: number): void => {
        timer = setTimeout(() => {
          const starved = this.starvedMs(child.pid);
          const isStarved = wasStarved(starved - before, this.patienceMs) && waits < MAX_WAITS;
          if (isStarved) wait(starved, waits + 1);
          else this.impatient(next);
        }, this.patienceMs);
      };
      wait(this.starvedMs(child.pid), 0);
      // A channel that is closed already is told by `exit`.
      child.send(task, () => undefined);
    };
    child.on('message', (result: SeedResult) => {
      clearTimeout(timer);
      this.results.push(result);
      if (this.options.isEnough?.(result) === true) this.complete();
      else give(this.take());
    });
    child.on('error', (error) => this.break(error));
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      if (this.isOver) return;
      if (signal === null) this.break(new Error(`a worker ended with exit code ${String(code)}`));
      // One that rests has told everything it was asked.
      else if (task) this.replace(task, signal);
    });
    give(first);
  }

  private get patienceMs(): number {
    return this.options.patienceMs ?? DEFAULT_PATIENCE_MS;
  }

  private starvedMs(pid: number | undefined): number {
    return (this.options.starvedMs ?? starvedMs)(pid);
  }

  private impatient(task: SimTask | undefined): void {
    this.break(new Error(`seed ${task?.seed} of ${task?.mode} did not end in ${this.patienceMs} ms`));
  }

  private replace(task: SimTask, signal: NodeJS.Signals): void {
    this.killed += 1;
    if (this.killed > MAX_KILLED) {
      return this.break(new Error(`seed ${task.seed} of ${task.mode}: its worker was ended by ${signal}`));
    }
    this.running -= 1;
    this.work(task);
  }

  private rest(): void {
    this.running -= 1;
    if (this.running === 0 && !this.isOver) this.complete();
  }

  private complete(): void {
    const results = [...this.results].sort((a, b) => a.mode.localeCompare(b.mode) || a.seed - b.seed);
    this.end(() => this.finish(results));
  }

  private break(error: Error): void {
    this.end(() => this.fail(error));
  }

  private end(tell: () => void): void {
    if (this.isOver) return;
    this.isOver = true;
    for (const child of this.children) child.kill('SIGKILL');
    tell();
  }
}

/** Results by mode and seed. Rejects when a worker dies or hangs. */
export function runPool(options: PoolOptions): Promise<readonly SeedResult[]> {
  return new Promise((resolve, reject) => new Pool(options, resolve, reject).start());
}
