/**
 * The wire between phones and the server: latency, order inside one connection, and everything that goes wrong between
 * two ends: refused and hanging handshakes, cuts, half-open connections, stalls that end, peers that are not told.
 */
import { EventEmitter } from 'node:events';
import type { Clock } from '../../miniprogram/core/base/clock';
import type { RawSocket, RawSocketEvents } from '../../simulator/wx/ports';
import type { Chance } from './chance';
import { createFrameReader } from './frame-reader';

export interface NetworkFaults {
  readonly connectError: number;
  readonly connectHang: number;
  /** How often the platform refuses the call itself. */
  readonly syncFailure: number;
  readonly maxLatencyMs: number;
  /** How often the other end of a connection that died is not told. */
  readonly deathUntold: number;
}

export const NO_NETWORK_FAULTS: NetworkFaults = {
  connectError: 0,
  connectHang: 0,
  syncFailure: 0,
  maxLatencyMs: 60,
  deathUntold: 0,
};

/** What the server's side of a connection is to whoever accepts it. */
export interface ServerEnd {
  readonly isOpen: boolean;
  /** Bytes as the server writes them: whole WebSocket frames. */
  write(bytes: Buffer): void;
  close(code: number, reason: string): void;
  terminate(): void;
  readonly events: EventEmitter;
}

/** Takes a connection that reached the server. */
export type Accept = (end: ServerEnd) => void;

const MIN_LATENCY_MS = 5;
/** How long a closing handshake may take on the server's side. */
const CLOSE_TIMEOUT_MS = 5_000;
const CODE_ABNORMAL = 1006;

/** One direction of a connection: what is sent later does not arrive earlier. */
class Lane {
  private lastAt = 0;
  private stalledUntil = 0;

  constructor(
    private readonly clock: Clock,
    private readonly latencyMs: () => number,
  ) {}

  carry(deliver: () => void): void {
    const at = Math.max(this.lastAt, this.clock.now() + this.latencyMs());
    this.lastAt = at;
    this.clock.after(at - this.clock.now(), deliver);
  }

  stall(ms: number): void {
    this.stalledUntil = this.clock.now() + ms;
    this.lastAt = Math.max(this.lastAt, this.stalledUntil);
  }

  get isStalled(): boolean {
    return this.clock.now() < this.stalledUntil;
  }
}

export class Link {
  /** Half-open: nothing passes in either direction, and nobody is told. */
  private isSilent = false;
  private phoneIsGone = false;
  private serverIsGone = false;
  private isEndedByServer = false;
  private readonly up: Lane;
  private readonly down: Lane;
  private readonly serverEvents = new EventEmitter();
  private readonly readFrames: (bytes: Buffer) => readonly string[] = createFrameReader();

  constructor(
    private readonly clock: Clock,
    private readonly chance: Chance,
    private readonly faults: () => NetworkFaults,
    private readonly phone: RawSocketEvents,
    private readonly onGone: (link: Link) => void,
  ) {
    const latencyMs = (): number => chance.between(MIN_LATENCY_MS, faults().maxLatencyMs);
    this.up = new Lane(clock, latencyMs);
    this.down = new Lane(clock, latencyMs);
  }

  /** The phone's handshake reaches the server, if anybody is there. */
  connect(accept: () => Accept | null): void {
    const { connectError, connectHang } = this.faults();
    if (this.chance.hits(connectHang)) return;
    const isRefused = this.chance.hits(connectError);
    this.up.carry(() => {
      const listener = accept();
      if (this.phoneIsGone || this.isSilent) return;
      if (isRefused || !listener) return this.down.carry(() => this.tellPhone(CODE_ABNORMAL, ''));
      this.down.carry(() => {
        if (!this.phoneIsGone && !this.isSilent) this.phone.open({ protocol: 'minichat.v1', header: {} });
      });
      listener(this.serverEnd());
    });
  }

  /** The connection breaks; what is on its way is lost. Mostly both ends see it. */
  cut(): void {
    this.tellPhone(CODE_ABNORMAL, '');
    if (!this.chance.hits(this.faults().deathUntold)) this.endServer();
  }

  silence(): void {
    this.isSilent = true;
  }

  /** A tunnel: everything that is under way, and what follows, arrives late. */
  stall(ms: number): void {
    this.up.stall(ms);
    this.down.stall(ms);
  }

  /** It carries frames both ways, without delay: nobody has a reason to give it up. */
  get isHealthy(): boolean {
    const hasEnded = this.phoneIsGone || this.serverIsGone || this.isEndedByServer;
    return !hasEnded && !this.isSilent && !this.up.isStalled && !this.down.isStalled;
  }

  /** What the phone's runtime holds of this connection. */
  rawSocket(): RawSocket {
    return {
      send: (data) =>
        this.up.carry(() => {
          if (this.serverIsGone || this.isSilent || typeof data !== 'string') return;
          this.serverEvents.emit('text', data);
        }),
      close: (code, reason) =>
        this.up.carry(() => {
          if (this.isSilent) return;
          this.endServer();
          this.down.carry(() => this.tellPhone(code, reason));
        }),
      terminate: () => {
        this.phoneIsGone = true;
        this.onGone(this);
        if (!this.chance.hits(this.faults().deathUntold)) this.up.carry(() => this.endServer());
      },
    };
  }

  private serverEnd(): ServerEnd {
    const isOpen = (): boolean => !this.serverIsGone;
    return {
      events: this.serverEvents,
      get isOpen() {
        return isOpen();
      },
      write: (bytes) => {
        for (const text of this.readFrames(bytes)) {
          this.down.carry(() => {
            if (!this.phoneIsGone && !this.isSilent) this.phone.text(text);
          });
        }
      },
      close: (code, reason) => {
        this.isEndedByServer = true;
        this.down.carry(() => {
          if (!this.isSilent) this.tellPhone(code, reason);
        });
        const patience = this.isSilent ? CLOSE_TIMEOUT_MS : 2 * this.faults().maxLatencyMs;
        this.clock.after(patience, () => this.endServer());
      },
      terminate: () => {
        this.endServer();
        this.down.carry(() => {
          if (!this.isSilent) this.tellPhone(CODE_ABNORMAL, '');
        });
      },
    };
  }

  private tellPhone(code: number, reason: string): void {
    if (this.phoneIsGone) return;
    this.phoneIsGone = true;
    this.onGone(this);
    if (code === CODE_ABNORMAL) this.phone.error('connection reset');
    this.phone.close(code, reason);
  }

  private endServer(): void {
    if (this.serverIsGone) return;
    this.serverIsGone = true;
    this.serverEvents.emit('close');
  }
}
