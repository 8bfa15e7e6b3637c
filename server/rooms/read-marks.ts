/**
 * How far members have read: newest value in memory, written to the store together once per interval. Losing the last
 * second of marks in a crash costs nothing, because phones repeat theirs after each welcome.
 */
import type { Clock } from '../../miniprogram/core/base/clock';
import { describeError, type Logger } from '../../miniprogram/core/base/logger';
import type { RoomId, UserId } from '../../miniprogram/core/protocol/fields';
import type { ReadMark, RoomStore } from '../storage/port';
import { isUnreadable } from '../storage/unreadable';
import { noteDamage } from './damage';
import type { Room } from './room';

/** A mark only moves up; what is not newer is ignored. */
export interface ReadMarks {
  set(mark: ReadMark): void;
  /** What waits to be stored, if it is newer than `stored`. */
  latest(room: RoomId, user: UserId, stored: number): number;
  /** Writes what waits. Never rejects: marks that cannot be written are tried again. */
  save(): Promise<void>;
  close(): void;
}

export interface ReadMarksOptions {
  readonly store: Pick<RoomStore, 'saveReads'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly intervalMs: number;
}

/** The first write is `intervalMs` after the first mark. */
export function createReadMarks({ store, clock, logger, intervalMs }: ReadMarksOptions): ReadMarks {
  let waiting = new Map<string, ReadMark>();
  let cancel: (() => void) | null = null;
  const keyOf = (room: RoomId, user: UserId): string => `${room}/${user}`;

  function set(mark: ReadMark): void {
    const key = keyOf(mark.room, mark.user);
    if ((waiting.get(key)?.seq ?? -1) >= mark.seq) return;
    waiting.set(key, mark);
    cancel ??= clock.after(intervalMs, () => void save());
  }

  /** One room that cannot be read takes no marks of the others away. Its own stay where they were. */
  async function saveEach(marks: readonly ReadMark[]): Promise<void> {
    for (const mark of marks) {
      try {
        await store.saveReads([mark]);
      } catch (thrown) {
        if (isUnreadable(thrown))
          logger.warn('read_mark_lost', { room: mark.room, error: describeError(thrown) });
        else set(mark);
      }
    }
  }

  async function save(): Promise<void> {
    cancel?.();
    cancel = null;
    if (waiting.size === 0) return;
    const marks = [...waiting.values()];
    waiting = new Map();
    try {
      await store.saveReads(marks);
    } catch (thrown) {
      if (isUnreadable(thrown)) return saveEach(marks);
      logger.warn('save_reads_failed', { marks: marks.length, error: describeError(thrown) });
      for (const mark of marks) set(mark);
    }
  }

  return {
    set,
    latest: (room, user, stored) => Math.max(stored, waiting.get(keyOf(room, user))?.seq ?? 0),
    save,
    close() {
      cancel?.();
      cancel = null;
    },
  };
}

/** How far each member of the room has read, as it is stored, and since when they are there. */
export async function loadReads(
  store: Pick<RoomStore, 'listReads'>,
  room: Room,
  logger: Logger,
): Promise<void> {
  try {
    for (const { user, seq, from } of await store.listReads(room.room)) {
      room.reads.set(user, seq);
      // A log that lost its end has not come as far as that.
      room.cameAt.set(user, Math.min(from, room.lastSeq + 1));
    }
  } catch (thrown) {
    if (!noteDamage(room, thrown, logger)) throw thrown;
  }
}
