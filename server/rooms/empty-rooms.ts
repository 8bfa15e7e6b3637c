/**
 * Ends rooms that nobody is in any more: after a while, so that who left by mistake can come back, with everything of them
 * but reports. Works in small steps between which the server does other things, and goes on where a crash ended it.
 */
import type { Clock } from '../../miniprogram/core/base/clock';
import { describeError, type Logger } from '../../miniprogram/core/base/logger';
import { giveWay } from '../cost/lane';
import { isSeeded } from '../seed/seeded-rooms';
import type { AdmissionStore } from '../storage/admission-port';
import type { ChatRooms } from './chat-rooms';
import type { Room } from './room';
import { inRoomQueue } from './room-queue';

export interface EmptyRoomsOptions {
  readonly store: Pick<AdmissionStore, 'dropRoom'>;
  readonly rooms: Pick<ChatRooms, 'all' | 'forget'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long a room is kept without members. */
  readonly keepMs: number;
  readonly intervalMs: number;
  /** Files of a room may be left that no message names any more. */
  readonly onEnded: () => void;
}

/** Messages of one transaction, which holds the event loop for some milliseconds. */
const STEP = 500;

/** Steps never run beside each other; a step that fails is tried again at the next time. */
export class EmptyRooms {
  private running: Promise<void> | null = null;
  private isClosed = false;
  private cancel: () => void;

  constructor(private readonly options: EmptyRoomsOptions) {
    this.cancel = this.schedule();
  }

  /** Ends what is due now. Never rejects: what fails is tried again at the next time. One run at a time. */
  sweep(): Promise<void> {
    this.running ??= this.run()
      .catch((thrown: unknown) => {
        this.options.logger.warn('ending_failed', { error: describeError(thrown) });
      })
      .finally(() => (this.running = null));
    return this.running;
  }

  close(): void {
    this.isClosed = true;
    this.cancel();
  }

  private schedule(): () => void {
    return this.options.clock.after(this.options.intervalMs, () => {
      this.cancel = this.schedule();
      void this.sweep();
    });
  }

  private isDue(room: Room): boolean {
    const { clock, keepMs } = this.options;
    const isEmpty = room.members === 0 && room.emptiedAt > 0 && !isSeeded(room.room);
    return isEmpty && clock.now() - room.emptiedAt >= keepMs;
  }

  private async run(): Promise<void> {
    for (const room of this.options.rooms.all().filter((each) => this.isDue(each))) {
      if (this.isClosed) return;
      // Somebody may have come back while others ended.
      await inRoomQueue(room, async () => {
        if (this.isDue(room)) await this.end(room);
      });
    }
  }

  private async end(room: Room): Promise<void> {
    const { rooms, store, logger, onEnded } = this.options;
    rooms.forget(room);
    for (;;) {
      const outcome = await store.dropRoom(room.room, STEP);
      if (outcome === 'occupied') logger.error('room_not_empty', { room: room.room });
      if (outcome !== 'more') break;
      // The rest goes after the next start: the store knows that the room is empty.
      if (this.isClosed) return;
      await giveWay();
    }
    onEnded();
  }
}
