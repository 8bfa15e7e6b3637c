/**
 * Sees to it that what recalled and trimmed messages left in the store goes within a minute, in small steps between which the
 * server does other things. Goes on after a crash, because the store knows what is left.
 */
import type { Clock } from '../../miniprogram/core/base/clock';
import { describeError, type Logger } from '../../miniprogram/core/base/logger';
import type { MessageStore } from '../storage/port';

/** Steps never run beside each other. */
export interface Tidying {
  /** Something may be left. Never throws; what fails is tried again at the next time. */
  start(): void;
  /** Resolves when no step runs any more. */
  close(): Promise<void>;
}

export interface TidyingOptions {
  readonly store: Pick<MessageStore, 'tidy'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Rows of one transaction, which holds the event loop for a few milliseconds. */
const STEP = 40;
/** Between two steps: one part of work to at least four of everything else. */
const REST_MS = 25;

/** Rests until `start`. */
export function createTidying({ store, clock, logger }: TidyingOptions): Tidying {
  let cancel: (() => void) | null = null;
  let step = Promise.resolve();
  let isClosed = false;

  async function take(): Promise<void> {
    try {
      if (await store.tidy(STEP)) cancel = null;
      else if (!isClosed) cancel = clock.after(REST_MS, next);
    } catch (thrown) {
      cancel = null;
      logger.warn('tidy_failed', { error: describeError(thrown) });
    }
  }

  function next(): void {
    step = take();
  }

  return {
    start() {
      if (!isClosed) cancel ??= clock.after(REST_MS, next);
    },
    close() {
      isClosed = true;
      cancel?.();
      return step;
    },
  };
}
