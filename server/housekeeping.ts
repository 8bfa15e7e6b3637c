/**
 * What the server does by the clock for its data: takes old messages out, and notes how far the database has come.
 */
import { describeError } from '../miniprogram/core/base/logger';
import { createRetention, type RetentionWish } from './rooms/retention';
import type { ServerContext } from './session/context';

export interface Housekeeping {
  /** Resolves when nothing of it runs any more. */
  close(): Promise<void>;
}

export interface HousekeepingOptions {
  readonly retention: RetentionWish;
  /** See `DataFolder`. */
  readonly mark: () => Promise<void>;
}

export function startHousekeeping(context: ServerContext, options: HousekeepingOptions): Housekeeping {
  const { clock, limits, logger, rooms, store } = context;
  const retention = createRetention({
    store,
    rooms,
    clock,
    logger,
    wish: options.retention,
    intervalMs: limits.retentionSweepMs,
  });
  let hasNews = false;
  let marking = Promise.resolve();
  const undo = rooms.commits.on((isCommitted) => {
    hasNews ||= isCommitted;
  });

  async function mark(): Promise<void> {
    if (!hasNews) return;
    hasNews = false;
    try {
      await options.mark();
    } catch (thrown) {
      hasNews = true;
      logger.warn('mark_failed', { error: describeError(thrown) });
    }
  }

  const schedule = (): (() => void) =>
    clock.after(limits.continuityMs, () => {
      cancel = schedule();
      marking = mark();
    });
  let cancel = schedule();
  void retention.sweep();

  return {
    async close() {
      undo();
      cancel();
      retention.close();
      await Promise.all([marking, retention.sweep()]);
    },
  };
}
