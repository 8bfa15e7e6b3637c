/**
 * How many HTTP connections one network address may hold, idle ones and slow readers included, and how many requests of it
 * may run. A connection that becomes a WebSocket is counted elsewhere from then on. This machine itself is no stranger.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import { isLoopback, normalizeAddress, type ClientAddress } from '../client-address';

export interface ConnectionLimitOptions {
  readonly max: number;
  /** Every connection comes from the proxy in front, so only requests tell addresses apart. */
  readonly isBehindProxy: boolean;
  readonly isExempt?: (address: ClientAddress) => boolean;
}

/** Counts by network address; whoever sits behind a proxy is counted by their requests alone. */
export interface ConnectionLimit {
  /** False when the connection, or one more request of the address, is too many. Counted until `request` is answered. */
  admit(request: IncomingMessage, address: ClientAddress, answered: (done: () => void) => void): boolean;
  /** Addresses held in memory: for leak tests. */
  readonly addresses: number;
}

/** Over the limit people are answered; over so many times the limit there is no time for that. */
const FLOOD_FACTOR = 2;

class Counter {
  private readonly counts = new Map<ClientAddress, number>();

  of(address: ClientAddress): number {
    return this.counts.get(address) ?? 0;
  }

  /** @returns takes it back, once */
  add(address: ClientAddress): () => void {
    this.counts.set(address, this.of(address) + 1);
    let isCounted = true;
    return () => {
      if (!isCounted) return;
      isCounted = false;
      const left = this.of(address) - 1;
      if (left > 0) this.counts.set(address, left);
      else this.counts.delete(address);
    };
  }

  get size(): number {
    return this.counts.size;
  }
}

/** Watches this HTTP server from now on. */
export function limitConnections(http: Server, options: ConnectionLimitOptions): ConnectionLimit {
  const { max, isBehindProxy, isExempt = isLoopback } = options;
  const connections = new Counter();
  const requests = new Counter();
  const tooMany = new WeakSet<Duplex>();

  http.on('connection', (socket: Socket) => {
    const address = normalizeAddress(socket.remoteAddress ?? 'unknown');
    if (isBehindProxy || isExempt(address)) return;
    const before = connections.of(address);
    if (before >= max * FLOOD_FACTOR) {
      socket.destroy();
      return;
    }
    if (before >= max) tooMany.add(socket);
    const leave = connections.add(address);
    socket.once('close', leave);
    leavings.set(socket, leave);
  });
  const leavings = new WeakMap<Duplex, () => void>();
  http.on('upgrade', (_request, socket: Duplex) => leavings.get(socket)?.());

  return {
    admit(request, address, answered) {
      if (tooMany.has(request.socket)) return false;
      if (isExempt(address)) return true;
      if (requests.of(address) >= max) return false;
      answered(requests.add(address));
      return true;
    },
    get addresses() {
      return connections.size + requests.size;
    },
  };
}
