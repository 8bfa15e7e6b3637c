/**
 * Remembers connections whose end was never reported, until news of them need not be expected any more, and how long one
 * of them may still exist. While the owner rests, no timer runs: the time that passed meanwhile is counted when it wakes.
 */
import type { Clock } from '../base/clock';

export const ABANDONED_DECAY_MS = 120_000;
/** How long a phone may take to end, and to report, a socket that was asked to close and whose other side is silent. */
export const ABANDONED_LIFE_MS = 40_000;

interface Abandoned {
  readonly release: () => void;
  readonly since: number;
  /** When its end was asked for last. */
  askedAt: number;
  cancel: () => void;
}

export interface AbandonedSockets {
  /** @param release what `TransportConnection.abandon()` returned; called once, 120 s from now. */
  add(release: () => void): void;
  /** Milliseconds until none of them exists any more; 0 when that is so. */
  lifeMs(): number;
  /** One of them may have been asked to end only at this time: where calls go to the first socket, that is an older one. */
  askedAt(time: number): void;
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
  const lifeMs = ({ askedAt }: Abandoned): number => ABANDONED_LIFE_MS - Math.max(0, clock.now() - askedAt);
  return {
    lifeMs: () => Math.max(0, ...[...entries].map(lifeMs)),
    askedAt(time) {
      for (const entry of entries) entry.askedAt = time;
    },
    add(release) {
      const now = clock.now();
      const entry: Abandoned = { release, since: now, askedAt: now, cancel: () => undefined };
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
