/**
 * How far members have read: newest value in memory, written to the store together once per interval. Losing the last
 * second of marks in a crash costs nothing, because phones repeat theirs after each welcome.
 */
import type { Clock } from '../../miniprogram/core/base/clock';
import { describeError, type Logger } from '../../miniprogram/core/base/logger';
import type { RoomId, UserId } from '../../miniprogram/core/protocol/fields';
import type { ReadMark, RoomStore } from '../storage/port';

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

  async function save(): Promise<void> {
    cancel?.();
    cancel = null;
    if (waiting.size === 0) return;
    const marks = [...waiting.values()];
    waiting = new Map();
    try {
      await store.saveReads(marks);
    } catch (thrown) {
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
