/**
 * Is the connection alive? Silence for longer than the server promised leads to a probe, an unanswered probe to `onDead`.
 * Uses timers only, never the wall clock: a frozen phone just probes late.
 */
import type { Clock } from '../base/clock';

export const PROBE_TIMEOUT_MS = 3_000;
export const WEAK_PROBE_TIMEOUT_MS = 8_000;

export interface HeartbeatOptions {
  readonly clock: Clock;
  /** Sends the question. */
  readonly ask: () => void;
  readonly onChecking: (checking: boolean) => void;
  readonly onDead: (why: string) => void;
}

export interface Heartbeat {
  readonly checking: boolean;
  /** A new connection with the server's promise: a ping every `everyMs`, at most `graceMs` late. */
  start(promise: { readonly everyMs: number; readonly graceMs: number }): void;
  /** Something arrived. `isOwn`: it surely came over this connection, which answers a probe. */
  heard(isOwn: boolean): void;
  probe(why: string): void;
  setWeak(weak: boolean): void;
  stop(): void;
}

export function createHeartbeat(options: HeartbeatOptions): Heartbeat {
  const { clock } = options;
  let promise: { readonly everyMs: number; readonly graceMs: number } | null = null;
  let weak = false;
  let checking = false;
  let cancelIdle = (): void => undefined;
  let cancelProbe = (): void => undefined;

  const watch = (): void => {
    cancelIdle();
    if (!promise) return;
    const limitMs = promise.everyMs + promise.graceMs * (weak ? 2 : 1);
    cancelIdle = clock.after(limitMs, () => probe('silence'));
  };

  const settle = (): void => {
    cancelProbe();
    if (!checking) return;
    checking = false;
    options.onChecking(false);
  };

  const probe = (why: string): void => {
    if (!promise || checking) return;
    checking = true;
    cancelProbe = clock.after(weak ? WEAK_PROBE_TIMEOUT_MS : PROBE_TIMEOUT_MS, () => options.onDead(why));
    options.ask();
    options.onChecking(true);
  };

  return {
    get checking() {
      return checking;
    },
    start(told) {
      promise = told;
      checking = false;
      cancelProbe();
      watch();
    },
    heard(isOwn) {
      watch();
      if (isOwn) settle();
    },
    probe,
    setWeak(isWeak) {
      weak = isWeak;
    },
    stop() {
      promise = null;
      checking = false;
      cancelIdle();
      cancelProbe();
    },
  };
}
