/**
 * Takes files off the disk that nobody can come to any more: at once when their message was recalled or trimmed, later when
 * none ever named them. A file that another message names (it was forwarded) or that is an avatar stays.
 */
import type { Clock } from '../../miniprogram/core/base/clock';
import { describeError, type Logger } from '../../miniprogram/core/base/logger';
import type { MediaStore } from '../storage/media-port';
import type { Media } from './media';

export interface LeftoversOptions {
  readonly store: Pick<MediaStore, 'isNamed' | 'listReleased' | 'forgetReleased' | 'isNoted' | 'forgetFile'>;
  readonly media: Pick<Media, 'remove' | 'listOlder'>;
  /** Holds a path from before it is found that no message names it until its file is gone: meanwhile none can name it. */
  readonly doomed: Set<string>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How often files are looked for that no message names. */
  readonly intervalMs: number;
}

/** Longer than a message waits on a phone (7 days) whose files were uploaded already. */
export const ORPHAN_AFTER_MS = 8 * 24 * 3_600_000;
const STEP = 100;

/** Each call resolves when its files are off the disk, or will be at the next sweep. */
export class Leftovers {
  /** One piece of work at a time, in the order asked for. */
  private work: Promise<void> = Promise.resolve();
  private isClosed = false;
  private cancel: () => void;

  constructor(private readonly options: LeftoversOptions) {
    this.cancel = this.schedule();
  }

  /** What messages have let go of. Never rejects. */
  clear(): Promise<void> {
    return this.enqueue(() => this.removeReleased());
  }

  /** Resolves when nothing of it runs any more. */
  close(): Promise<void> {
    this.isClosed = true;
    this.cancel();
    return this.work;
  }

  /** Not at the start: whoever started with the wrong database has time to notice before its files look unused. */
  private schedule(): () => void {
    return this.options.clock.after(this.options.intervalMs, () => {
      this.cancel = this.schedule();
      void this.enqueue(() => this.removeOrphans());
    });
  }

  private enqueue(task: () => Promise<void>): Promise<void> {
    this.work = this.work.then(task).catch((thrown: unknown) => {
      this.options.logger.warn('leftovers_failed', { error: describeError(thrown) });
    });
    return this.work;
  }

  private async removeReleased(): Promise<void> {
    const { store } = this.options;
    for (;;) {
      const paths = this.isClosed ? [] : await store.listReleased(STEP);
      for (const path of paths) {
        await this.removeUnnamed(path);
        await store.forgetReleased(path);
      }
      if (paths.length < STEP) return;
    }
  }

  private async removeOrphans(): Promise<void> {
    const { store, media, clock } = this.options;
    for (const path of await media.listOlder(clock.now() - ORPHAN_AFTER_MS)) {
      if (this.isClosed) return;
      // Of a file that came under another database nobody here knows who names it: that one may be put back.
      if (await store.isNoted(path)) await this.removeUnnamed(path);
    }
  }

  /** A file that cannot be removed holds nothing up: it is met again among those that no message names. */
  private async removeUnnamed(path: string): Promise<void> {
    const { store, media, doomed, logger } = this.options;
    // Asked twice, so that one that stays is not refused meanwhile.
    if (await store.isNamed(path)) return;
    doomed.add(path);
    try {
      if (await store.isNamed(path)) return;
      await media.remove(path);
      await store.forgetFile(path);
    } catch (thrown) {
      logger.warn('file_stays', { path, error: describeError(thrown) });
    } finally {
      doomed.delete(path);
    }
  }
}
