/**
 * One simulated WebSocket connection: its states, its timeouts, and which events tell about its end.
 * Knows the quirks of endings, nothing of the global API or of SocketTask: both listen to the events given here.
 */
import type { RawSocket, RawSocketFactory, RawSocketRequest, RuntimeClock } from './ports';
import type { FailureEvents, SocketEnd, SocketQuirks } from './socket-quirks';

export type SocketPhase = 'connecting' | 'open' | 'closing' | 'ended';

export type SocketEvent =
  | { readonly name: 'open'; readonly header: Readonly<Record<string, string>> }
  | { readonly name: 'message'; readonly data: string | ArrayBuffer }
  | { readonly name: 'error'; readonly errMsg: string }
  /** `isRepeated`: it was told before. */
  | { readonly name: 'close'; readonly code: number; readonly reason: string; readonly isRepeated?: true };

export interface SimulatedSocketOptions {
  readonly id: number;
  readonly request: RawSocketRequest;
  /** Until the attempt is given up. */
  readonly timeoutMs: number;
  readonly clock: RuntimeClock;
  readonly openRaw: RawSocketFactory;
  readonly quirks: () => SocketQuirks;
  /** Called in the order of what happened, also inside `close` and `interrupt`. */
  readonly emit: (event: SocketEvent) => void;
}

/** How long a closing handshake may take before the connection is dropped. */
const CLOSE_TIMEOUT_MS = 30_000;
const ABNORMAL: SocketEnd = { code: 1006, reason: 'abnormal closure' };
const INTERRUPTED: SocketEnd = { code: 1000, reason: 'interrupted' };

/** What phones report when the other side gave no reason (geekdaxue.co/read/zhangyanneng@frzkm0/vleo1z). */
function describeEnd({ code, reason }: SocketEnd): SocketEnd {
  if (reason !== '') return { code, reason };
  if (code === 1000) return { code, reason: 'normal closure' };
  return code === 1006 ? ABNORMAL : { code, reason };
}

export class SimulatedSocket {
  readonly id: number;
  readonly url: string;
  #phase: SocketPhase = 'connecting';
  /** The end is known, though perhaps not told yet. */
  #finished = false;
  #silent = false;
  #lastError = '';
  #raw: RawSocket | undefined;
  #cancelTimer: () => void = () => undefined;
  readonly #options: SimulatedSocketOptions;

  /** Starts the connection. @throws what the raw factory throws for an impossible request */
  constructor(options: SimulatedSocketOptions) {
    this.id = options.id;
    this.url = options.request.url;
    this.#options = options;
    this.#raw = options.openRaw(options.request, {
      open: ({ header }) => this.#onOpen(header),
      text: (data) => this.#onMessage(data),
      binary: (data) => this.#onMessage(data),
      error: (message) => void (this.#lastError = message),
      close: (code, reason) => this.#onRawClose(describeEnd({ code, reason })),
    });
    this.#startTimer(options.timeoutMs, () => this.breakOff('timeout'));
  }

  /** A socket counts against the limit until it has `ended`. */
  get phase(): SocketPhase {
    return this.#phase;
  }

  /** Hands the frame to the wire; a frame on a dead wire is lost without a word. */
  send(data: string | ArrayBuffer): void {
    if (this.#phase === 'open' && !this.#silent) this.#raw?.send(data);
  }

  close(end: SocketEnd): void {
    if (this.#phase === 'connecting') {
      this.#raw?.terminate();
      this.#finish(describeEnd(end), 'close', '');
    } else if (this.#phase === 'open') {
      this.#phase = 'closing';
      if (!this.#silent) this.#raw?.close(end.code, end.reason);
      this.#startTimer(CLOSE_TIMEOUT_MS, () => this.breakOff('timeout'));
    }
  }

  /** The connection breaks under the app, without a closing handshake. */
  breakOff(why: string): void {
    this.#raw?.terminate();
    this.#finish(ABNORMAL, this.#failureEvents(), why);
  }

  /** Half-open from now on: carries nothing in either direction, and nobody is told. */
  fallSilent(): void {
    this.#silent = true;
  }

  /** The system ends it because the app is suspended. */
  interrupt(): void {
    if (this.#options.quirks().interruption === 'silent') return this.discard();
    this.#raw?.terminate();
    const how = this.#phase === 'connecting' ? this.#failureEvents() : 'close';
    this.#finish(INTERRUPTED, how, 'interrupted');
  }

  /** Ends it without any event. */
  discard(): void {
    this.#raw?.terminate();
    this.#cancelTimer();
    this.#finished = true;
    this.#phase = 'ended';
  }

  #onOpen(header: Readonly<Record<string, string>>): void {
    if (this.#phase !== 'connecting' || this.#silent) return;
    this.#cancelTimer();
    this.#phase = 'open';
    this.#options.emit({ name: 'open', header });
  }

  #onMessage(data: string | ArrayBuffer): void {
    if (this.#silent || this.#finished || this.#phase === 'connecting') return;
    this.#options.emit({ name: 'message', data });
  }

  #onRawClose(end: SocketEnd): void {
    if (this.#silent) return;
    const broken = this.#phase === 'connecting' || end.code === ABNORMAL.code;
    this.#finish(end, broken ? this.#failureEvents() : 'close', this.#lastError || end.reason);
  }

  #failureEvents(): FailureEvents {
    const { brokenConnection, connectFailure } = this.#options.quirks();
    if (this.#phase === 'closing') return 'close';
    return this.#phase === 'connecting' ? connectFailure : brokenConnection;
  }

  #finish(end: SocketEnd, how: FailureEvents, errMsg: string): void {
    if (this.#finished) return;
    const wasConnecting = this.#phase === 'connecting';
    this.#finished = true;
    this.#cancelTimer();
    this.#phase = 'closing';
    const { emit } = this.#options;
    if (how === 'error' || how === 'error-close') emit({ name: 'error', errMsg });
    if (how !== 'error') this.#tellClose(end);
    // An attempt whose failure was told is over, however late its close comes.
    if (how === 'error' || (wasConnecting && how !== 'close')) this.#phase = 'ended';
    if (how === 'close-error') emit({ name: 'error', errMsg });
  }

  #tellClose(end: SocketEnd): void {
    const { closeAgainMs, closeDelayMs, closeEvents, mangleEnd } = this.#options.quirks();
    const tell = (): void => {
      this.#phase = 'ended';
      const delivered = mangleEnd(end);
      for (let i = 0; i < closeEvents; i += 1) this.#options.emit({ name: 'close', ...delivered });
      if (closeAgainMs === 0 || closeEvents === 0) return;
      this.#options.clock.after(closeAgainMs, () =>
        this.#options.emit({ name: 'close', ...delivered, isRepeated: true }),
      );
    };
    if (closeDelayMs > 0) this.#startTimer(closeDelayMs, tell);
    else tell();
  }

  #startTimer(ms: number, fn: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.after(ms, fn);
  }
}
