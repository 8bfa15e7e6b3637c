/**
 * Foreground, background, suspended: when the app's code may run, and what happens to what arrives meanwhile.
 * "After 5 s in the background the JS thread is suspended; events and callbacks fire when the app returns"
 * (framework/runtime/operating-mechanism). Knows neither sockets nor requests: they listen for the suspension.
 */
import type { RuntimeClock } from './ports';

const SUSPEND_AFTER_MS = 5_000;

export type AppPhase = 'foreground' | 'background' | 'suspended';

/** Whether what waited during the suspension is delivered before or after `onAppShow`: unspecified by the vendor. */
export type ReplayOrder = 'before-show' | 'after-show';

export interface AppState {
  readonly phase: AppPhase;
  /** Runs `fn` now, or in its turn after the return when the app is suspended. Exceptions go to `onListenerError`. */
  deliver(fn: () => void): void;
  /** Like `deliver`, after the current code has run: nothing that the platform answers arrives inside a call. */
  post(fn: () => void): void;
  /** To the background. `announce` tells the app, before the 5 seconds begin. */
  hide(announce: () => void): void;
  show(announce: () => void, order: ReplayOrder): void;
  /** `listener` runs when the app is suspended, in the platform, before the app could notice. */
  onSuspend(listener: () => void): void;
  /** Forgets everything that waits: the app is destroyed. */
  destroy(): void;
}

export interface AppStateOptions {
  readonly clock: RuntimeClock;
  readonly onListenerError: (error: unknown) => void;
}

export function createAppState({ clock, onListenerError }: AppStateOptions): AppState {
  let phase: AppPhase = 'foreground';
  let destroyed = false;
  let waiting: (() => void)[] = [];
  let cancelSuspend: () => void = () => undefined;
  const suspendListeners: (() => void)[] = [];

  const run = (fn: () => void): void => {
    try {
      fn();
    } catch (error) {
      onListenerError(error);
    }
  };
  const deliver = (fn: () => void): void => {
    if (destroyed) return;
    if (phase === 'suspended') waiting.push(fn);
    else run(fn);
  };
  const suspend = (): void => {
    phase = 'suspended';
    for (const listener of suspendListeners) listener();
  };
  const replay = (): void => {
    const due = waiting;
    waiting = [];
    for (const fn of due) deliver(fn);
  };

  return {
    get phase() {
      return phase;
    },
    deliver,
    post: (fn) => void Promise.resolve().then(() => deliver(fn)),
    hide(announce) {
      if (phase !== 'foreground' || destroyed) return;
      phase = 'background';
      run(announce);
      cancelSuspend = clock.after(SUSPEND_AFTER_MS, suspend);
    },
    show(announce, order) {
      if (phase === 'foreground' || destroyed) return;
      cancelSuspend();
      phase = 'foreground';
      if (order === 'before-show') replay();
      run(announce);
      replay();
    },
    onSuspend: (listener) => void suspendListeners.push(listener),
    destroy() {
      destroyed = true;
      cancelSuspend();
      waiting = [];
    },
  };
}
