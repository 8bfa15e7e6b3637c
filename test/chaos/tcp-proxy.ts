/**
 * A bad network on this machine: a TCP proxy that cuts connections (RST or FIN), lets them go half-open, stalls one
 * direction, delays, or cuts in the middle of a frame. What happens to a connection, and when, comes from a seeded random.
 */
import net from 'node:net';
import { between, pick, type Random } from './frame-samples';

export const FATES = [
  'none',
  'rst',
  'fin',
  'half_open',
  'stall_up',
  'stall_down',
  'delay',
  'truncate',
] as const;
export type FateKind = (typeof FATES)[number];

export interface Fate {
  readonly kind: FateKind;
  /** When it strikes, from the start of the connection. */
  readonly afterMs: number;
  /** `truncate`: how many bytes towards the client pass; `delay`: how late each piece is. */
  readonly amount: number;
}

type ProxyCounts = { [Kind in Exclude<FateKind, 'none'>]: number } & { connections: number };

export interface TcpProxy {
  readonly port: number;
  /** Struck fates so far. A delayed connection counts when it starts. */
  readonly counts: Readonly<ProxyCounts>;
  readonly open: number;
  /** Where connections go from now on; null refuses them. */
  setTarget(port: number | null): void;
  /** Fates of new connections; null: none, and fates that have not struck yet never do. */
  setFates(choose: (() => Fate) | null): void;
  /** Cuts every connection that is not half-open. */
  cutAll(how: 'rst' | 'fin'): void;
  close(): Promise<void>;
}

/** A mix in which most connections live a few seconds. */
export function createFates(random: Random, longestMs: number): () => Fate {
  const kinds: readonly FateKind[] = [
    ...['none', 'rst', 'rst', 'fin', 'half_open', 'half_open'],
    ...['stall_up', 'stall_down', 'delay', 'truncate', 'truncate', 'truncate'],
  ] as FateKind[];
  return () => {
    const kind = pick(random, kinds);
    const amount = kind === 'delay' ? between(random, 20, 400) : between(random, 200, 30_000);
    return { kind, afterMs: between(random, 100, longestMs), amount };
  };
}

const NO_FATE: Fate = { kind: 'none', afterMs: 0, amount: 0 };

/** One client's connection and the one to the server that belongs to it. */
class Pair {
  readonly upstream: net.Socket;
  private readonly timers = new Set<NodeJS.Timeout>();
  private stalled = { up: false, down: false };
  private passed = 0;
  private isOver = false;

  constructor(
    private readonly client: net.Socket,
    target: number,
    private fate: Fate,
    private readonly onStrike: (kind: FateKind) => void,
    private readonly onEnd: () => void,
  ) {
    this.upstream = net.connect({ port: target, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    this.forward(client, this.upstream, 'up');
    this.forward(this.upstream, client, 'down');
    if (fate.kind === 'delay') onStrike('delay');
    if (fate.kind !== 'none' && fate.kind !== 'delay' && fate.kind !== 'truncate') {
      this.later(fate.afterMs, () => this.strike());
    }
  }

  /** What has not happened to it yet does not happen any more. */
  spare(): void {
    if (this.fate.kind === 'delay') return;
    this.fate = NO_FATE;
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  get isHalfOpen(): boolean {
    return this.stalled.up && this.stalled.down;
  }

  cut(how: 'rst' | 'fin'): void {
    if (this.isOver) return;
    for (const socket of [this.client, this.upstream]) {
      if (how === 'rst') socket.resetAndDestroy();
      else socket.end(() => socket.destroy());
    }
    this.end();
  }

  destroy(): void {
    this.client.destroy();
    this.upstream.destroy();
    this.end();
  }

  private end(): void {
    if (this.isOver) return;
    this.isOver = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.onEnd();
  }

  private later(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      if (!this.isOver) work();
    }, ms);
    this.timers.add(timer);
  }

  private strike(): void {
    const { kind } = this.fate;
    this.onStrike(kind);
    if (kind === 'rst' || kind === 'fin') this.cut(kind);
    // Nothing is read any more and no end is told: the kernel goes on acknowledging, as a dead cell does not.
    if (kind === 'half_open' || kind === 'stall_up') this.stall('up');
    if (kind === 'half_open' || kind === 'stall_down') this.stall('down');
  }

  private stall(direction: 'up' | 'down'): void {
    this.stalled[direction] = true;
    (direction === 'up' ? this.client : this.upstream).pause();
  }

  private forward(from: net.Socket, to: net.Socket, direction: 'up' | 'down'): void {
    const write = (chunk: Buffer): void => {
      if (this.isOver || this.stalled[direction] || to.destroyed) return;
      if (!to.write(chunk)) from.pause();
    };
    from.on('data', (chunk: Buffer) => {
      if (direction === 'down' && this.truncates(chunk, to)) return;
      if (this.fate.kind === 'delay') this.later(this.fate.amount, () => write(chunk));
      else write(chunk);
    });
    to.on('drain', () => {
      if (!this.stalled[direction]) from.resume();
    });
    from.on('end', () => {
      if (this.stalled[direction] || this.isOver) return;
      // Behind what is still delayed.
      this.later(this.fate.kind === 'delay' ? this.fate.amount + 1 : 0, () => to.end());
    });
    // A half-open connection tells nobody that one side is gone.
    from.on('error', () => undefined);
    from.on('close', () => {
      if (this.isHalfOpen || this.isOver) return;
      if (to.destroyed || from.errored) this.destroy();
    });
  }

  /** Lets the frame's first bytes through and cuts: true when it has done so. */
  private truncates(chunk: Buffer, to: net.Socket): boolean {
    if (this.fate.kind !== 'truncate') return false;
    this.passed += chunk.length;
    const over = this.passed - this.fate.amount;
    if (over <= 0) return false;
    this.onStrike('truncate');
    to.write(chunk.subarray(0, Math.max(0, chunk.length - Math.max(1, over))), () =>
      this.cut(this.fate.afterMs % 2 === 0 ? 'rst' : 'fin'),
    );
    this.fate = { ...NO_FATE, afterMs: this.fate.afterMs };
    this.stalled.down = true;
    return true;
  }
}

class ChaosProxy implements TcpProxy {
  readonly counts: ProxyCounts = {
    connections: 0,
    rst: 0,
    fin: 0,
    half_open: 0,
    stall_up: 0,
    stall_down: 0,
    delay: 0,
    truncate: 0,
  };
  private readonly pairs = new Set<Pair>();
  private target: number | null = null;
  private choose: (() => Fate) | null = null;
  private readonly server = net.createServer({ allowHalfOpen: true, noDelay: true }, (client) =>
    this.accept(client),
  );

  get port(): number {
    return (this.server.address() as net.AddressInfo).port;
  }

  get open(): number {
    return this.pairs.size;
  }

  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(0, '127.0.0.1', resolve);
    });
  }

  setTarget(port: number | null): void {
    this.target = port;
  }

  setFates(choose: (() => Fate) | null): void {
    this.choose = choose;
    if (!choose) for (const pair of this.pairs) pair.spare();
  }

  cutAll(how: 'rst' | 'fin'): void {
    for (const pair of this.pairs) if (!pair.isHalfOpen) pair.cut(how);
  }

  close(): Promise<void> {
    for (const pair of [...this.pairs]) pair.destroy();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private accept(client: net.Socket): void {
    client.on('error', () => undefined);
    this.counts.connections += 1;
    if (this.target === null) {
      client.resetAndDestroy();
      return;
    }
    const count = (kind: FateKind): void => {
      if (kind !== 'none') this.counts[kind] += 1;
    };
    const pair: Pair = new Pair(client, this.target, this.choose?.() ?? NO_FATE, count, () =>
      this.pairs.delete(pair),
    );
    this.pairs.add(pair);
  }
}

export async function startTcpProxy(): Promise<TcpProxy> {
  const proxy = new ChaosProxy();
  await proxy.listen();
  return proxy;
}
