/**
 * Everything that goes wrong during a chaos run beside the network: phones freeze, lose their network, die and start again;
 * the server is killed and restarted. Each kind of trouble is a loop of its own until it is told to stop.
 */
import type { RoomId } from '../../miniprogram/core/protocol/fields';
import type { ChaosPerson } from './chaos-person';
import { between, chance, pick, type Random } from './frame-samples';
import { startServerProcess, type ErrorLog, type ServerProcess } from './server-process';
import type { TcpProxy } from './tcp-proxy';

export interface TroubleOptions {
  readonly people: readonly ChaosPerson[];
  readonly rooms: readonly RoomId[];
  readonly random: Random;
  readonly proxy: TcpProxy;
  readonly server: RestartableServer;
  readonly onEvent: (line: string) => void;
}

export interface TroubleCounts {
  freezes: number;
  networkLosses: number;
  coldStarts: number;
  serverKills: number;
  serverStops: number;
}

/** The server process of the moment, behind the proxy. */
export class RestartableServer {
  readonly errors: ErrorLog = [];
  private process: ServerProcess | null = null;

  constructor(
    readonly dataDir: string,
    private readonly proxy: TcpProxy,
  ) {}

  async start(): Promise<void> {
    this.process = await startServerProcess(this.dataDir, this.errors);
    this.proxy.setTarget(this.process.port);
  }

  async end(how: 'kill' | 'stop'): Promise<void> {
    const { process } = this;
    this.process = null;
    if (how === 'kill') await process?.kill();
    else if (process && (await process.stop()) !== 0)
      this.errors.push('the server did not stop in good order');
    this.proxy.setTarget(null);
  }
}

/** A pause that ends early when the run is over. */
class Stopwatch {
  private readonly wakers = new Set<() => void>();
  isOver = false;

  pause(ms: number): Promise<void> {
    if (this.isOver) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.wakers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.wakers.add(wake);
    });
  }

  stop(): void {
    this.isOver = true;
    for (const wake of [...this.wakers]) wake();
  }
}

/** Lasts shorter and longer than the linger (4 s) and the suspension (5 s). */
const FREEZE_MS = [500, 2_000, 4_300, 5_500, 7_000, 9_000] as const;

class Trouble {
  readonly counts: TroubleCounts = {
    freezes: 0,
    networkLosses: 0,
    coldStarts: 0,
    serverKills: 0,
    serverStops: 0,
  };
  private readonly watch = new Stopwatch();
  /** People whose phone somebody is busy with. */
  private readonly busy = new Set<ChaosPerson>();

  constructor(private readonly options: TroubleOptions) {}

  /** Resolves when `stop` was called and everything is mended. */
  async run(): Promise<void> {
    const { people } = this.options;
    await Promise.all([
      ...people.map((person) => this.chat(person)),
      this.repeat(1_000, 4_000, () => this.withSomebody((person) => this.freeze(person))),
      this.repeat(1_500, 5_000, () => this.withSomebody((person) => this.restartPhone(person))),
      this.repeat(2_000, 6_000, () => this.withSomebody((person) => this.loseNetwork(person))),
      // Rarely enough that a connection can also die of something else.
      this.repeat(5_000, 11_000, () => this.restartServer(), between(this.options.random, 2_500, 4_500)),
    ]);
  }

  stop(): void {
    this.watch.stop();
  }

  private async repeat(
    minMs: number,
    maxMs: number,
    work: () => Promise<void>,
    firstMs = between(this.options.random, minMs, maxMs),
  ): Promise<void> {
    const running = new Set<Promise<void>>();
    for (let waitMs = firstMs; !this.watch.isOver; waitMs = between(this.options.random, minMs, maxMs)) {
      await this.watch.pause(waitMs);
      if (this.watch.isOver) break;
      const each = work().finally(() => running.delete(each));
      running.add(each);
    }
    await Promise.all(running);
  }

  private async chat(person: ChaosPerson): Promise<void> {
    const { random, rooms } = this.options;
    while (!this.watch.isOver) {
      await this.watch.pause(between(random, 100, 1_200));
      if (this.watch.isOver) return;
      const room = pick(random, rooms);
      if (chance(random, 0.03)) person.discardOne();
      else if (chance(random, 0.15)) person.fidget(room);
      else for (let i = chance(random, 0.1) ? 12 : 1; i > 0; i -= 1) person.say(room);
    }
  }

  private async withSomebody(work: (person: ChaosPerson) => Promise<void>): Promise<void> {
    const free = this.options.people.filter((person) => !this.busy.has(person));
    if (free.length === 0) return;
    const person = pick(this.options.random, free);
    this.busy.add(person);
    await work(person).finally(() => this.busy.delete(person));
  }

  private async freeze(person: ChaosPerson): Promise<void> {
    const ms = pick(this.options.random, FREEZE_MS);
    this.options.onEvent(`${person.name} is hidden for ${ms} ms`);
    this.counts.freezes += 1;
    person.hide();
    await this.watch.pause(ms);
    person.show();
  }

  private async restartPhone(person: ChaosPerson): Promise<void> {
    const { random, rooms } = this.options;
    // What was written a moment before the app died must be sent by the next one.
    if (chance(random, 0.5)) person.say(pick(random, rooms));
    this.options.onEvent(`${person.name} is killed and starts again`);
    this.counts.coldStarts += 1;
    await person.kill();
    await this.watch.pause(between(random, 10, 1_500));
    person.start();
  }

  private async loseNetwork(person: ChaosPerson): Promise<void> {
    const { random } = this.options;
    this.counts.networkLosses += 1;
    this.options.onEvent(`${person.name} changes the network`);
    if (chance(random, 0.6)) {
      person.setNetwork('none');
      await this.watch.pause(between(random, 50, 3_000));
    } else person.setNetwork('4g');
    await this.watch.pause(between(random, 10, 200));
    person.setNetwork('wifi');
  }

  private async restartServer(): Promise<void> {
    if (this.isRestarting) return;
    const { random, server, onEvent } = this.options;
    this.isRestarting = true;
    const isFirst = this.counts.serverKills === 0;
    const how = isFirst || chance(random, 0.75) ? 'kill' : 'stop';
    onEvent(`the server is ${how === 'kill' ? 'killed' : 'stopped'}`);
    this.counts[how === 'kill' ? 'serverKills' : 'serverStops'] += 1;
    await server.end(how);
    await this.watch.pause(between(random, 0, 1_000));
    await server.start();
    onEvent('the server is back');
    this.isRestarting = false;
  }

  private isRestarting = false;
}

export function createTrouble(options: TroubleOptions): Pick<Trouble, 'run' | 'stop' | 'counts'> {
  return new Trouble(options);
}
