/**
 * Remembers connections whose end was never reported, until news of them need not be expected any more. While the owner
 * rests, no timer runs: the time that passed meanwhile is counted when it wakes.
 */
import type { Clock } from '../base/clock';

export const ABANDONED_DECAY_MS = 120_000;

interface Abandoned {
  readonly release: () => void;
  readonly since: number;
  cancel: () => void;
}

export interface AbandonedSockets {
  /** @param release what `TransportConnection.abandon()` returned; called once, 120 s from now. */
  add(release: () => void): void;
  /** Stops all timers. */
  rest(): void;
  /** Starts them again for what is left of the 120 s. */
  wake(): void;
}

export function createAbandonedSockets(clock: Clock): AbandonedSockets {
  const entries = new Set<Abandoned>();
  const arm = (entry: Abandoned): void => {
    entry.cancel();
    const passed = Math.max(0, clock.now() - entry.since);
    entry.cancel = clock.after(Math.max(0, ABANDONED_DECAY_MS - passed), () => {
      entries.delete(entry);
      entry.release();
    });
  };
  return {
    add(release) {
      const entry: Abandoned = { release, since: clock.now(), cancel: () => undefined };
      entries.add(entry);
      arm(entry);
    },
    rest() {
      for (const entry of entries) entry.cancel();
    },
    wake() {
      for (const entry of entries) arm(entry);
    },
  };
}
