/**
 * The port to what an operator does about whole people: ending their tickets, banning them, handing out what they wrote, and
 * deleting them. Keeps what it is given; who may ask is decided elsewhere.
 */
import type { ClientMessageId, UserId } from '../../miniprogram/core/protocol/fields';
import type { StoredMessage } from './stored-message';

/** Tickets that were good and are not any more. */
export interface EndedTickets {
  readonly user: UserId;
  /** Tickets that were issued up to this server time in ms are over. */
  readonly at: number;
}

/** Each promise resolves when it is on the disk. */
export interface PeopleStore {
  endTickets(ended: EndedTickets): Promise<void>;
  /** Those with `at` from `since` on, in no particular order. */
  endedTickets(since: number): Promise<readonly EndedTickets[]>;
  /** `at`: since when, in server time; 0 ends a ban. An unknown user is no error. */
  setBanned(user: UserId, at: number): Promise<void>;
  /** 0 for somebody who is not banned, and for an unknown user. */
  bannedSince(user: UserId): Promise<number>;
  /**
   * Messages of `user` in the order of their client ids, those after `after` (null: from the first), at most `limit`; what was
   * recalled or trimmed comes without its words.
   */
  messagesBy(user: UserId, after: ClientMessageId | null, limit: number): Promise<readonly StoredMessage[]>;
  /**
   * Takes away the account, its memberships and its blocks, in one transaction: its name is free, its key is nobody's. Messages
   * stay; whoever wants them gone recalls them first. The rooms in memory are the caller's.
   */
  deleteUser(user: UserId): Promise<void>;
}
