/**
 * From what the phone tells (shown, hidden, network) to what the session does. Events are hints: late, doubled or missing
 * ones do no harm.
 */
import type { Clock, Random } from '../base/clock';
import type { Undo } from '../base/emitter';
import type { HostEvent, HostEvents } from './ports';
import type { Session } from './session-types';

/** wx: choosing a picture hides the app for a moment too; a phone suspends JavaScript 5 s after hiding. */
export const HIDE_LINGER_MS = 4_000;
/** The network is back for everybody at once. */
export const NETWORK_BACK_SPREAD_MS = 500;

export interface HostWatchOptions {
  readonly host: HostEvents;
  readonly session: Session;
  readonly clock: Clock;
  readonly random: Random;
  /** The phone is short of memory. */
  readonly onMemoryWarning: () => void;
}

/** @returns stops watching */
export function watchHost(options: HostWatchOptions): Undo {
  const { session, clock, random } = options;
  let cancelLinger: (() => void) | null = null;
  let cancelRetry: (() => void) | null = null;

  const stopTimers = (): void => {
    cancelLinger?.();
    cancelRetry?.();
    cancelLinger = null;
    cancelRetry = null;
  };

  const onHide = (): void => {
    stopTimers();
    cancelLinger = clock.after(HIDE_LINGER_MS, () => {
      cancelLinger = null;
      session.pause();
    });
  };

  const onNetwork = (connected: boolean): void => {
    // Also without a network: some phones tell so while it works, so only an unanswered probe counts.
    session.probe('network changed');
    if (!connected || session.state.state !== 'waiting' || cancelRetry) return;
    cancelRetry = clock.after(random() * NETWORK_BACK_SPREAD_MS, () => {
      cancelRetry = null;
      if (session.state.state === 'waiting') session.retryNow();
    });
  };

  const onEvent = (event: HostEvent): void => {
    switch (event.kind) {
      case 'show':
        stopTimers();
        session.resume();
        return;
      case 'hide':
        return onHide();
      case 'network':
        return onNetwork(event.connected);
      case 'weak_network':
        return session.setWeakNetwork(event.weak);
      case 'memory_warning':
        return options.onMemoryWarning();
    }
  };

  const undo = options.host.on(onEvent);
  return () => {
    stopTimers();
    undo();
  };
}
