/**
 * Looks every now and then whether what could not be read can be by now: a disk that answers again, or a page that is in use no
 * more. A room is whole again when each of its messages was read and found by its sender, as whoever writes needs it.
 */
import type { Clock } from '../../miniprogram/core/base/clock';
import { describeError, type Logger } from '../../miniprogram/core/base/logger';
import { giveWay } from '../cost/lane';
import type { ChatStore } from '../storage/port';
import { isUnreadable } from '../storage/unreadable';
import { tellRoom, type Room } from './room';

export interface MendingOptions {
  readonly store: Pick<ChatStore, 'recheck' | 'messagesAfter' | 'hasMessage' | 'listReads'>;
  readonly rooms: { all(): readonly Room[] };
  readonly clock: Clock;
  readonly logger: Logger;
  readonly intervalMs: number;
}

/** Looks on until it is closed. */
export interface Mending {
  /** Resolves when nothing of it runs any more. */
  close(): Promise<void>;
}

/** Messages that are read in one go. */
const STEP = 50;

/** @throws what the store throws for a room that cannot be read */
async function readAll(store: MendingOptions['store'], room: Room, isClosed: () => boolean): Promise<void> {
  await store.listReads(room.room);
  let slice = await store.messagesAfter(room.room, 0, STEP);
  while (slice.length > 0 && !isClosed()) {
    for (const { user, clientId } of slice) await store.hasMessage(user, clientId);
    await giveWay();
    slice = await store.messagesAfter(room.room, slice[slice.length - 1]?.seq ?? room.lastSeq, STEP);
  }
}

/** The first look is after `intervalMs`. */
export function createMending({ store, rooms, clock, logger, intervalMs }: MendingOptions): Mending {
  let isClosed = false;
  let running = Promise.resolve();

  async function look(room: Room): Promise<void> {
    try {
      await readAll(store, room, () => isClosed);
    } catch (thrown) {
      if (isUnreadable(thrown)) return;
      throw thrown;
    }
    if (isClosed) return;
    room.isUnreadable = false;
    logger.info('room_readable', { room: room.room });
    tellRoom(room, { unreadable: false });
  }

  async function run(): Promise<void> {
    try {
      await store.recheck();
      for (const room of rooms.all()) if (room.isUnreadable && !isClosed) await look(room);
    } catch (thrown) {
      logger.warn('recheck_failed', { error: describeError(thrown) });
    }
  }

  const schedule = (): (() => void) =>
    clock.after(intervalMs, () => {
      cancel = schedule();
      running = running.then(run);
    });
  let cancel = schedule();
  return {
    close() {
      isClosed = true;
      cancel();
      return running;
    },
  };
}
