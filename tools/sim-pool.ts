/**
 * Runs many seeds of the simulation on all cores: one process per core, one seed at a time in each.
 */
import { fork, type ChildProcess } from 'node:child_process';
import os from 'node:os';
import type { SeedResult, SimMode } from '../test/sim/results';

export interface SimTask {
  readonly mode: SimMode;
  readonly seed: number;
}

export interface PoolOptions {
  readonly bundle: string;
  readonly tasks: readonly SimTask[];
  readonly workers?: number;
  /** A run that takes longer is stopped and the pool fails: a mutant may loop for ever. Default four minutes: the machine may be busy. */
  readonly patienceMs?: number;
  /** Asked after each result; true ends the pool early. */
  readonly isEnough?: (result: SeedResult) => boolean;
}

const DEFAULT_PATIENCE_MS = 240_000;

class Pool {
  private readonly results: SeedResult[] = [];
  private readonly children: ChildProcess[] = [];
  private next = 0;
  private running = 0;
  private isOver = false;

  constructor(
    private readonly options: PoolOptions,
    private readonly finish: (results: readonly SeedResult[]) => void,
    private readonly fail: (error: Error) => void,
  ) {}

  start(): void {
    const { tasks, bundle, workers = os.cpus().length } = this.options;
    for (let i = 0; i < Math.min(workers, tasks.length); i += 1) {
      const child = fork(bundle, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
      this.children.push(child);
      this.work(child);
    }
    if (tasks.length === 0) this.end(() => this.finish([]));
  }

  private work(child: ChildProcess): void {
    let timer: NodeJS.Timeout | undefined;
    const give = (): void => {
      const task = this.options.tasks[this.next];
      if (!task || this.isOver) return this.rest();
      this.next += 1;
      const patienceMs = this.options.patienceMs ?? DEFAULT_PATIENCE_MS;
      timer = setTimeout(
        () => this.break(new Error(`seed ${task.seed} of ${task.mode} did not end in ${patienceMs} ms`)),
        patienceMs,
      );
      child.send(task);
    };
    this.running += 1;
    child.on('message', (result: SeedResult) => {
      clearTimeout(timer);
      this.results.push(result);
      if (this.options.isEnough?.(result) === true) this.complete();
      else give();
    });
    child.on('exit', (code) => {
      clearTimeout(timer);
      if (!this.isOver) this.break(new Error(`a worker ended with exit code ${String(code)}`));
    });
    give();
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
