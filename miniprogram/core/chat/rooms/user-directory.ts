/**
 * Asks the server for the names of authors that nobody has told yet: in batches, each person once per connection.
 */
import type { Clock } from '../../base/clock';
import { describeError, type Logger } from '../../base/logger';
import type { Message, User, UserId } from '../../protocol/fields';
import { peopleIn } from '../../protocol/kinds/facts';
import { MAX_USERS_PER_REQUEST } from '../../protocol/limits';
import type { Requests } from './requests';

/** Long enough to catch all authors of a page, too short to be seen. */
const USERS_DELAY_MS = 30;

export interface UserDirectoryOptions {
  readonly clock: Clock;
  readonly requests: Requests;
  readonly logger: Logger;
  readonly isKnown: (user: UserId) => boolean;
  readonly onUsers: (users: readonly User[]) => void;
}

/** Answers go to `onUsers`; a failure is tried again with the next connection. */
export interface UserDirectory {
  /** These people are shown somewhere. */
  need(users: Iterable<UserId>): void;
  /** Known from the last time only: shown, and asked for when they are needed. */
  markStale(users: Iterable<UserId>): void;
  /** They may have another name since they were asked for. */
  renew(users: Iterable<UserId>): void;
  /** A new connection: whoever is still unknown may be asked for again. */
  reset(): void;
  /** Stops asking and forgets what was asked. */
  close(): void;
}

/** Everybody whose name is shown with a message: its author, who is quoted or called, reacted or took it back, whom a notice is about. */
export function peopleOf({
  user,
  body,
  reactions = [],
}: Pick<Message, 'user' | 'body' | 'reactions'>): readonly UserId[] {
  return [user, ...peopleIn(body), ...reactions.flatMap(({ users }) => users)];
}

/** Asks nothing before somebody is needed. */
export function createUserDirectory(options: UserDirectoryOptions): UserDirectory {
  const wanted = new Set<UserId>();
  const asked = new Set<UserId>();
  const stale = new Set<UserId>();
  let cancel: (() => void) | null = null;

  const isSure = (user: UserId): boolean => options.isKnown(user) && !stale.has(user);

  const ask = async (users: readonly UserId[]): Promise<void> => {
    try {
      const answer = await options.requests.ask({ type: 'users', users }, 'users');
      for (const { user } of answer.users) stale.delete(user);
      options.onUsers(answer.users);
    } catch (thrown) {
      options.logger.info('users_failed', { error: describeError(thrown) });
      for (const user of users) asked.delete(user);
    }
  };

  const flush = (): void => {
    cancel = null;
    const users = [...wanted].filter((user) => !asked.has(user) && !isSure(user));
    wanted.clear();
    for (const user of users) asked.add(user);
    for (let i = 0; i < users.length; i += MAX_USERS_PER_REQUEST) {
      void ask(users.slice(i, i + MAX_USERS_PER_REQUEST));
    }
  };

  return {
    need(users) {
      for (const user of users) if (!asked.has(user) && !isSure(user)) wanted.add(user);
      if (wanted.size > 0) cancel ??= options.clock.after(USERS_DELAY_MS, flush);
    },
    markStale(users) {
      for (const user of users) stale.add(user);
    },
    renew(users) {
      for (const user of users) {
        stale.add(user);
        asked.delete(user);
      }
    },
    reset: () => asked.clear(),
    close() {
      cancel?.();
      cancel = null;
      wanted.clear();
      asked.clear();
      stale.clear();
    },
  };
}
