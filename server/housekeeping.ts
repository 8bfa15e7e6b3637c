/**
 * What the server does by itself for its data: takes old messages out, what hangs on those that are gone, and the files that no
 * message names any more, and notes how far the database has come.
 */
import { describeError } from '../miniprogram/core/base/logger';
import { createLeftovers } from './media/leftovers';
import type { Media } from './media/media';
import { createEmptyRooms } from './rooms/empty-rooms';
import { createRetention, type RetentionWish } from './rooms/retention';
import { createTidying } from './rooms/tidying';
import type { ServerContext } from './session/context';

export interface Housekeeping {
  /** Resolves when nothing of it runs any more. */
  close(): Promise<void>;
}

export interface HousekeepingOptions {
  readonly retention: RetentionWish;
  readonly media: Media;
  /** See `DataFolder`. */
  readonly mark: () => Promise<void>;
}

export function startHousekeeping(context: ServerContext, options: HousekeepingOptions): Housekeeping {
  const { clock, limits, logger, rooms, store } = context;
  const leftovers = createLeftovers({
    store: store.media,
    media: options.media,
    clock,
    logger,
    intervalMs: limits.orphanSweepMs,
  });
  const tidying = createTidying({ store, clock, logger });
  const emptyRooms = createEmptyRooms({
    store: store.door,
    rooms,
    clock,
    logger,
    keepMs: limits.emptyRoomMs,
    intervalMs: limits.emptySweepMs,
    onEnded: () => {
      tidying.start();
      void leftovers.clear();
    },
  });
  const retention = createRetention({
    store,
    rooms,
    clock,
    logger,
    wish: options.retention,
    intervalMs: limits.retentionSweepMs,
    onTrimmed() {
      void leftovers.clear();
      tidying.start();
    },
  });
  let hasNews = false;
  let marking = Promise.resolve();
  const undos = [
    rooms.commits.on((isCommitted) => {
      hasNews ||= isCommitted;
    }),
    rooms.messages.on(({ body }) => {
      if (body.kind !== 'recall') return;
      void leftovers.clear();
      tidying.start();
    }),
  ];

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
  void emptyRooms.sweep();
  // What a server that was killed had no time for.
  void leftovers.clear();
  tidying.start();

  return {
    async close() {
      undos.forEach((undo) => undo());
      cancel();
      retention.close();
      emptyRooms.close();
      await Promise.all([marking, retention.sweep(), emptyRooms.sweep(), leftovers.close(), tidying.close()]);
    },
  };
}
