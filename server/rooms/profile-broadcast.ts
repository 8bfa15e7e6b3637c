/**
 * When the others hear of a new name or picture: at once, but of one person at most once in a while, and then of the newest.
 * Knows neither rooms nor connections.
 */
import type { Clock } from '../../miniprogram/core/base/clock';
import { describeError, type Logger } from '../../miniprogram/core/base/logger';
import type { User, UserId } from '../../miniprogram/core/protocol/fields';

/** Of a person who changes again and again the last change is told. */
export interface ProfileBroadcast {
  /** Resolves when the others were told, or will be. */
  tell(user: User): Promise<void>;
  /** Drops what waits. */
  close(): void;
}

export interface ProfileBroadcastOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly intervalMs: number;
  readonly announce: (user: User) => Promise<void>;
}

interface Rest {
  news: User | null;
  readonly cancel: () => void;
}

/** `announce` tells everybody who shares a room with them. */
export function createProfileBroadcast({
  clock,
  logger,
  intervalMs,
  announce,
}: ProfileBroadcastOptions): ProfileBroadcast {
  const resting = new Map<UserId, Rest>();

  function tellNow(user: User): Promise<void> {
    resting.set(user.user, { news: null, cancel: clock.after(intervalMs, () => wake(user.user)) });
    return announce(user);
  }

  function wake(user: UserId): void {
    const news = resting.get(user)?.news;
    resting.delete(user);
    if (!news) return;
    tellNow(news).catch((thrown: unknown) => {
      logger.warn('profile_news_failed', { error: describeError(thrown) });
    });
  }

  return {
    async tell(user) {
      const rest = resting.get(user.user);
      if (rest) rest.news = user;
      else await tellNow(user);
    },
    close() {
      for (const { cancel } of resting.values()) cancel();
      resting.clear();
    },
  };
}
