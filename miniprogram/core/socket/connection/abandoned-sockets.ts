/**
 * Remembers connections whose end was never reported, or was reported although they may go on: how many of them may still
 * exist, and for how long news of them must be expected. While the owner rests, no timer runs: the time that passed meanwhile
 * is counted when it wakes.
 */
import type { Clock } from '../../base/clock';
import type { TransportConnection } from '../transport';

const ABANDONED_DECAY_MS = 120_000;
/** How long a phone may take to end, and to report, a socket that was asked to close and whose other side is silent. */
const ABANDONED_LIFE_MS = 40_000;

interface Abandoned {
  readonly since: number;
  release: () => void;
  /** These stop a timer. It may exist as long as it has the first one. */
  life?: (() => void) | undefined;
  decay: () => void;
}

/** Times are timers of the clock and no wall-clock times, so that a clock that was set changes nothing. */
export interface AbandonedSockets {
  /** @param abandon does it; what it returns is called once, 120 s from now or when the end is reported after all. */
  add(abandon: TransportConnection['abandon']): void;
  /** How many may still exist. By timers and not by the wall clock, which may jump: then there would be one too many. */
  count(): number;
  /** The end that was asked for now may have been that of one of them: where calls go to the first socket, an older one. */
  askedAgain(): void;
  /** Stops all timers. */
  rest(): void;
  /** Starts them again: for what is left of the 120 s, and for the whole time that one may exist. */
  wake(): void;
}

/** Begins awake and with none. */
export function createAbandonedSockets(clock: Clock): AbandonedSockets {
  const entries = new Set<Abandoned>();
  const nothing = (): void => undefined;
  let isResting = false;
  const cancel = ({ life, decay }: Abandoned): void => {
    life?.();
    decay();
  };
  const forget = (entry: Abandoned): void => {
    cancel(entry);
    entries.delete(entry);
    entry.release();
  };
  const live = (entry: Abandoned): void => {
    entry.life?.();
    entry.life = isResting ? nothing : clock.after(ABANDONED_LIFE_MS, () => (entry.life = undefined));
  };
  const decay = (entry: Abandoned): void => {
    // A clock that was set back makes it wait anew, one that was set forward not at all: `after` takes that as at once.
    const passed = Math.max(0, clock.now() - entry.since);
    if (!isResting) entry.decay = clock.after(ABANDONED_DECAY_MS - passed, () => forget(entry));
  };
  return {
    add(abandon) {
      const entry: Abandoned = { since: clock.now(), release: nothing, decay: nothing };
      entries.add(entry);
      live(entry);
      decay(entry);
      entry.release = abandon(() => forget(entry));
    },
    count: () => [...entries].filter(({ life }) => life).length,
    askedAgain() {
      // One at most, because there were never more than two; the youngest is expected for longest.
      [...entries].slice(-1).forEach(live);
    },
    rest() {
      isResting = true;
      entries.forEach(cancel);
    },
    wake() {
      // While the timers run they are right; the wall clock is not, when somebody sets it.
      if (!isResting) return;
      isResting = false;
      for (const entry of entries) {
        if (entry.life) live(entry);
        decay(entry);
      }
    },
  };
}
