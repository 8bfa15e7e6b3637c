/**
 * What the server does by itself for its data: takes old messages out, what hangs on those that are gone, and the files that no
 * message names any more, and notes how far the database has come.
 */
import { describeError } from '../miniprogram/core/base/logger';
import { Leftovers } from './media/leftovers';
import type { Media } from './media/media';
import { EmptyRooms } from './rooms/empty-rooms';
import { createMending } from './rooms/mending';
import { Retention, type RetentionWish } from './rooms/retention';
import { createTidying } from './rooms/tidying';
import type { ServerContext } from './session/context';
import { createWiper } from './wiper';
import { isRecall } from '../miniprogram/core/protocol/kinds/recall';

/** Runs until it is closed. */
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

/** Notes how far the database has come, every now and then when something was written. */
function startMarking(
  { clock, limits, logger, rooms }: ServerContext,
  write: () => Promise<void>,
): { close(): Promise<void> } {
  let hasNews = false;
  let marking = Promise.resolve();
  const undo = rooms.commits.on((isCommitted) => {
    hasNews ||= isCommitted;
  });

  async function mark(): Promise<void> {
    if (!hasNews) return;
    hasNews = false;
    try {
      await write();
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
  return {
    close() {
      undo();
      cancel();
      return marking;
    },
  };
}

/** Begins at once, in small steps. */
export function startHousekeeping(context: ServerContext, options: HousekeepingOptions): Housekeeping {
  const { clock, limits, logger, rooms, store } = context;
  const tools = { store, rooms, clock, logger };
  const leftovers = new Leftovers({
    store: store.media,
    media: options.media,
    doomed: context.doomedFiles,
    clock,
    logger,
    intervalMs: limits.orphanSweepMs,
  });
  const tidying = createTidying({ store, clock, logger });
  const wiper = createWiper(store, clock, logger, limits.wipeAfterMs);
  const onRemoved = (): void => {
    void leftovers.clear();
    tidying.start();
    wiper.due();
  };
  const emptyRooms = new EmptyRooms({
    store: store.admissions,
    rooms,
    clock,
    logger,
    keepMs: limits.emptyRoomMs,
    intervalMs: limits.emptySweepMs,
    onEnded: onRemoved,
  });
  const retention = new Retention({
    ...tools,
    wish: options.retention,
    intervalMs: limits.retentionSweepMs,
    onTrimmed: onRemoved,
  });
  const undo = rooms.messages.on(({ body }) => {
    if (isRecall(body)) onRemoved();
  });
  const mending = createMending({ ...tools, intervalMs: limits.damageCheckMs });
  const marking = startMarking(context, options.mark);
  void retention.sweep();
  void emptyRooms.sweep();
  // What a server that was killed had no time for.
  void leftovers.clear();
  tidying.start();

  return {
    async close() {
      undo();
      wiper.close();
      retention.close();
      emptyRooms.close();
      await Promise.all([
        marking.close(),
        mending.close(),
        retention.sweep(),
        emptyRooms.sweep(),
        leftovers.close(),
        tidying.close(),
      ]);
    },
  };
}
