/**
 * What is stored about whole people, without a disk. Looks messages and accounts up in the store it belongs to.
 */
import type { ClientMessageId, UserId } from '../../../miniprogram/core/protocol/fields';
import type { EndedTickets, PeopleStore } from '../people-port';
import type { StoredMessage } from '../port';

/** What the store shows of its people. */
export interface KnownPeople {
  has(user: UserId): boolean;
  messagesOf(user: UserId): readonly StoredMessage[];
  /** Account, memberships and blocks. */
  remove(user: UserId): void;
}

const byClientId = (a: StoredMessage, b: StoredMessage): number => (a.clientId < b.clientId ? -1 : 1);

/** For tests: nothing is on a disk. */
export class MemoryPeople implements PeopleStore {
  private readonly ended = new Map<UserId, number>();
  private readonly banned = new Map<UserId, number>();

  constructor(private readonly people: KnownPeople) {}

  async endTickets({ user, at }: EndedTickets): Promise<void> {
    if (this.people.has(user)) this.ended.set(user, Math.max(at, this.ended.get(user) ?? 0));
  }

  async endedTickets(since: number): Promise<readonly EndedTickets[]> {
    return [...this.ended].map(([user, at]) => ({ user, at })).filter(({ at }) => at >= since);
  }

  isBanned(user: UserId): boolean {
    return (this.banned.get(user) ?? 0) > 0;
  }

  async setBanned(user: UserId, at: number): Promise<void> {
    if (this.people.has(user)) this.banned.set(user, at);
  }

  async bannedSince(user: UserId): Promise<number> {
    return this.banned.get(user) ?? 0;
  }

  async messagesBy(
    user: UserId,
    after: ClientMessageId | null,
    limit: number,
  ): Promise<readonly StoredMessage[]> {
    const all = [...this.people.messagesOf(user)].sort(byClientId);
    return all.filter(({ clientId }) => clientId > (after ?? '')).slice(0, limit);
  }

  async deleteUser(user: UserId): Promise<void> {
    this.people.remove(user);
    this.ended.delete(user);
    this.banned.delete(user);
  }
}
