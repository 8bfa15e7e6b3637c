/**
 * Takes old messages out of the rooms, as the operator wishes, and forgets client ids when no phone can send them again.
 * Works in small steps between which the server does other things. Without a wish everything stays.
 */
import type { Clock } from '../../miniprogram/core/base/clock';
import { describeError, type Logger } from '../../miniprogram/core/base/logger';
import { DEDUPE_DAYS } from '../../miniprogram/core/protocol/limits';
import { giveWay } from '../cost/lane';
import type { Keep, MessageStore } from '../storage/port';
import type { ChatRooms } from './chat-rooms';
import type { Room } from './room';

/** What stays in each room; 0: no bound. */
export interface RetentionWish {
  readonly messages: number;
  readonly days: number;
}

/** 0 stands for no limit. */
export const KEEP_ALL: RetentionWish = { messages: 0, days: 0 };

export interface RetentionOptions {
  readonly store: Pick<MessageStore, 'forgetTrimmed'>;
  readonly rooms: Pick<ChatRooms, 'all' | 'noteDamage' | 'trim'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly wish: RetentionWish;
  readonly intervalMs: number;
  /** Messages of a room were taken out. */
  readonly onTrimmed: () => void;
}

const DAY_MS = 24 * 60 * 60 * 1_000;
/** Rows of one transaction, which holds the event loop for some milliseconds. */
const STEP = 200;

/** Steps never run beside each other; a step that fails is tried again at the next time. */
export class Retention {
  private running: Promise<void> | null = null;
  private isClosed = false;
  private cancel: () => void;

  constructor(private readonly options: RetentionOptions) {
    this.cancel = this.schedule();
  }

  /** Trims now. Never rejects: what fails is tried again at the next time. One run at a time. */
  sweep(): Promise<void> {
    this.running ??= this.run()
      .catch((thrown: unknown) => {
        this.options.logger.warn('trim_failed', { error: describeError(thrown) });
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

  private keep(): Keep {
    const { wish, clock } = this.options;
    return {
      ...(wish.messages > 0 ? { count: wish.messages } : {}),
      ...(wish.days > 0 ? { since: clock.now() - wish.days * DAY_MS } : {}),
    };
  }

  private async run(): Promise<void> {
    const { rooms } = this.options;
    for (const room of rooms.all()) {
      try {
        await this.sweepRoom(room);
      } catch (thrown) {
        // What is damaged in one room keeps nothing of the others.
        if (!rooms.noteDamage(room.room, thrown)) throw thrown;
      }
    }
  }

  private async sweepRoom(room: Room): Promise<void> {
    const { store, rooms, clock, onTrimmed } = this.options;
    const { oldest } = room;
    const keep = this.keep();
    const hasWish = keep.count !== undefined || keep.since !== undefined;
    while (hasWish && !this.isClosed && (await rooms.trim(room, keep, STEP))) await giveWay();
    if (room.oldest > oldest) onTrimmed();
    if (room.oldest === 1) return;
    const before = clock.now() - DEDUPE_DAYS * DAY_MS;
    while (!this.isClosed && (await store.forgetTrimmed(room.room, before, STEP)) === STEP) await giveWay();
  }
}
