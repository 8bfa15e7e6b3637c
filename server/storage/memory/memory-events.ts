/**
 * Reactions, quotes and mentions of the store without a disk.
 */
import type { UserId } from '../../../miniprogram/core/protocol/fields';
import type { EventTables, ReactionList, Ref } from '../events';
import type { StoredMessage } from '../port';

export interface MemoryEvents extends EventTables {
  calledBy(message: StoredMessage): ReadonlySet<string>;
}

export interface MemoryLog {
  find(ref: Ref): StoredMessage | null;
  /** Takes the place of the message with the same seq. */
  write(message: StoredMessage): void;
}

export const keyOf = ({ user, clientId }: Ref): string => `${user}/${clientId}`;

const NOBODY: ReadonlySet<string> = new Set();

export function createMemoryEvents(log: MemoryLog): MemoryEvents {
  const quotes = new Map<string, Ref[]>();
  const reactions = new Map<string, Map<string, Set<UserId>>>();
  const mentions = new Map<string, Set<string>>();

  return {
    find: (ref) => log.find(ref),
    writeBody: (message, body) => log.write({ ...message, body }),
    quotesOf: (message) => (quotes.get(keyOf(message)) ?? []).flatMap((ref) => log.find(ref) ?? []),
    addQuote: (of, by) => void quotes.set(keyOf(of), [...(quotes.get(keyOf(of)) ?? []), by]),
    reactionsOf: (message): readonly ReactionList[] =>
      [...(reactions.get(keyOf(message)) ?? [])].map(([emoji, users]) => ({ emoji, users: [...users] })),
    setReaction(message, { emoji, user, on }) {
      const byEmoji = reactions.get(keyOf(message)) ?? new Map<string, Set<UserId>>();
      const users = byEmoji.get(emoji) ?? new Set<UserId>();
      if (on) users.add(user);
      else users.delete(user);
      if (users.size > 0) byEmoji.set(emoji, users);
      else byEmoji.delete(emoji);
      reactions.set(keyOf(message), byEmoji);
    },
    dropReactions: (message) => void reactions.delete(keyOf(message)),
    addMention: (message, user) =>
      void mentions.set(keyOf(message), new Set([...(mentions.get(keyOf(message)) ?? []), user])),
    dropMentions: (message) => void mentions.delete(keyOf(message)),
    calledBy: (message) => mentions.get(keyOf(message)) ?? NOBODY,
  };
}
