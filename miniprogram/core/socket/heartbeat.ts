/**
 * Is the connection alive? Silence for longer than the server promised leads to a probe, an unanswered probe to `onDead`.
 * So does a phone that was frozen or whose clock was set: that proves nothing, but costs only a question. Time that passed
 * is measured by timers, never by the wall clock.
 */
import type { Clock } from '../base/clock';
import { createSuspensionWatch } from './suspension-watch';

const PROBE_TIMEOUT_MS = 3_000;
/** On a weak network, whatever the question is about. */
const WEAK_PROBE_TIMEOUT_MS = 8_000;
const WEAK_GRACE_FACTOR = 2;

export interface HeartbeatOptions {
  readonly clock: Clock;
  /** How long an answer may take when `probe` is not told; 3 s unless given. */
  readonly answerMs?: number;
  /** Sends the question. */
  readonly ask: () => void;
  readonly onChecking: (checking: boolean) => void;
  /** The connection has proved that it works. */
  readonly onAnswer: () => void;
  readonly onDead: (why: string) => void;
}

/** Of the present connection, from `start` to `stop`. */
export interface Heartbeat {
  readonly checking: boolean;
  /** A new connection with the server's promise: a ping every `everyMs`, at most `graceMs` late. */
  start(promise: { readonly everyMs: number; readonly graceMs: number }): void;
  /** Something arrived. `isOwn`: it surely came over this connection, which answers a probe. */
  heard(isOwn: boolean): void;
  /** One at a time: while one is out, its deadline stays. */
  probe(why: string, timeoutMs?: number): void;
  setWeak(weak: boolean): void;
  stop(): void;
}

/** Is silent until it is started. */
export function createHeartbeat(options: HeartbeatOptions): Heartbeat {
  const { clock, answerMs = PROBE_TIMEOUT_MS } = options;
  let promise: { readonly everyMs: number; readonly graceMs: number } | null = null;
  let weak = false;
  let checking = false;
  let cancelIdle = (): void => undefined;
  let cancelProbe = (): void => undefined;
  const watch = createSuspensionWatch(clock, (ms) => probe(`not run for ${ms} ms more than it should`));

  const expectWord = (): void => {
    cancelIdle();
    if (!promise) return;
    const limitMs = promise.everyMs + promise.graceMs * (weak ? WEAK_GRACE_FACTOR : 1);
    cancelIdle = clock.after(limitMs, () => probe('silence'));
  };

  const settle = (): void => {
    cancelProbe();
    if (!checking) return;
    checking = false;
    // Asked on the return from a freeze, before the late tick notices it: the same need not be asked twice.
    watch.start();
    options.onAnswer();
    options.onChecking(false);
  };

  function probe(why: string, timeoutMs = answerMs): void {
    if (!promise || checking) return;
    checking = true;
    cancelProbe = clock.after(weak ? WEAK_PROBE_TIMEOUT_MS : timeoutMs, () => options.onDead(why));
    options.ask();
    options.onChecking(true);
  }

  const halt = (): void => {
    checking = false;
    cancelIdle();
    cancelProbe();
    watch.stop();
  };

  return {
    get checking() {
      return checking;
    },
    start(settings) {
      halt();
      promise = settings;
      expectWord();
      watch.start();
    },
    heard(isOwn) {
      expectWord();
      if (isOwn) settle();
    },
    probe,
    setWeak(isWeak) {
      weak = isWeak;
    },
    stop() {
      promise = null;
      halt();
    },
  };
}
