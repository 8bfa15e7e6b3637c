/**
 * Remembers connections whose end was never reported, or was reported although they went on: whether one of them may still
 * exist, and for how long news of them must be expected. While the owner rests, no timer runs: the time that passed meanwhile is counted when it wakes.
 */
import type { Clock } from '../../base/clock';
import type { TransportConnection } from '../transport';

const ABANDONED_DECAY_MS = 120_000;
/** How long a phone may take to end, and to report, a socket that was asked to close and whose other side is silent. */
const ABANDONED_LIFE_MS = 40_000;

interface Abandoned {
  release: () => void;
  readonly since: number;
  cancel: () => void;
}

export interface AbandonedSockets {
  /** @param abandon does it; what it returns is called once, 120 s from now or when the end is reported after all. */
  add(abandon: TransportConnection['abandon']): void;
  /** By a timer and not by the wall clock, which may jump: then there would be one socket too many. */
  mayExist(): boolean;
  /** The end that was asked for now may have been that of one of them: where calls go to the first socket, an older one. */
  askedAgain(): void;
  /** Stops all timers. */
  rest(): void;
  /** Starts them again: for what is left of the 120 s, and for the whole time that one may exist. */
  wake(): void;
}

export function createAbandonedSockets(clock: Clock): AbandonedSockets {
  const entries = new Set<Abandoned>();
  const nothing = (): void => undefined;
  let exists = false;
  let isResting = false;
  let cancelLife = nothing;
  const askedAgain = (): void => {
    cancelLife();
    exists = entries.size > 0;
    if (exists && !isResting) cancelLife = clock.after(ABANDONED_LIFE_MS, () => (exists = false));
  };
  const forget = (entry: Abandoned): void => {
    entry.cancel();
    entries.delete(entry);
    entry.release();
  };
  const arm = (entry: Abandoned): void => {
    entry.cancel();
    if (isResting) return;
    // A clock that was set back makes it wait anew, one that was set forward not at all: `after` takes that as at once.
    const passed = Math.max(0, clock.now() - entry.since);
    entry.cancel = clock.after(ABANDONED_DECAY_MS - passed, () => forget(entry));
  };
  return {
    mayExist: () => exists,
    askedAgain,
    add(abandon) {
      const entry: Abandoned = { release: nothing, since: clock.now(), cancel: nothing };
      entry.release = abandon(() => {
        forget(entry);
        if (entries.size === 0) askedAgain();
      });
      entries.add(entry);
      arm(entry);
      askedAgain();
    },
    rest() {
      isResting = true;
      cancelLife();
      for (const entry of entries) entry.cancel();
    },
    wake() {
      // While the timers run they are right; the wall clock is not, when somebody sets it.
      if (!isResting) return;
      isResting = false;
      if (exists) askedAgain();
      for (const entry of entries) arm(entry);
    },
  };
}
