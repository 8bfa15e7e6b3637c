/**
 * Reactions, quotes and mentions of the store without a disk.
 */
import type { Reaction, RoomId, UserId } from '../../../miniprogram/core/protocol/fields';
import type { Role } from '../../../miniprogram/core/protocol/governance';
import { MAX_REACTION_NAMES } from '../../../miniprogram/core/protocol/limits';
import { untie, type EventTables, type Place, type Ref } from '../events';
import type { Reacted, StoredMessage } from '../port';

/** Beside the log, which it does not hold. */
export interface MemoryEvents extends EventTables {
  calledBy(message: StoredMessage): ReadonlySet<string>;
  reactionsOf(message: StoredMessage): readonly Reaction[];
  /** What those gave to it who are meant. */
  reactedBy(message: Place, isMeant: (user: UserId) => boolean): readonly Reacted[];
}

/** The log as these tables see it. */
export interface MemoryLog {
  find(ref: Ref): StoredMessage | null;
  /** Takes the place of the message with the same seq. */
  write(message: StoredMessage): void;
  roleOf(room: RoomId, user: UserId): Role | null;
}

/** Names a message in these tables. */
export const keyOf = ({ user, clientId }: Ref): string => `${user}/${clientId}`;

const placeOf = ({ room, seq }: Place): string => `${room}/${seq}`;

const NOBODY: ReadonlySet<string> = new Set();

/** Empty tables. */
export function createMemoryEvents(log: MemoryLog): MemoryEvents {
  const quotes = new Map<string, Ref[]>();
  const reactions = new Map<string, Map<string, Set<UserId>>>();
  const mentions = new Map<string, Set<string>>();

  const tables: MemoryEvents = {
    find: (ref) => log.find(ref),
    roleOf: (room, user) => log.roleOf(room, user),
    writeBody: (message, body) => log.write({ ...message, body }),
    quotesOf: (message, limit) =>
      (quotes.get(placeOf(message)) ?? []).slice(0, limit).flatMap((ref) => log.find(ref) ?? []),
    addQuote: (of, by) => void quotes.set(placeOf(of), [...(quotes.get(placeOf(of)) ?? []), by]),
    dropQuote: (of, by) =>
      void quotes.set(
        placeOf(of),
        (quotes.get(placeOf(of)) ?? []).filter((each) => keyOf(each) !== keyOf(by)),
      ),
    reactionsOf: (message) =>
      [...(reactions.get(placeOf(message)) ?? [])].map(([emoji, users]) => ({
        emoji,
        users: [...users].slice(0, MAX_REACTION_NAMES),
        count: users.size,
      })),
    reactedBy: (message, isMeant) =>
      [...(reactions.get(placeOf(message)) ?? [])].flatMap(([emoji, users]) =>
        [...users].filter(isMeant).map((user) => ({ seq: message.seq, emoji, user })),
      ),
    reactionState(message, emoji, user) {
      const byEmoji = reactions.get(placeOf(message));
      const users = byEmoji?.get(emoji);
      return { kinds: byEmoji?.size ?? 0, count: users?.size ?? 0, isGiven: users?.has(user) ?? false };
    },
    setReaction(message, { emoji, user, on }) {
      const byEmoji = reactions.get(placeOf(message)) ?? new Map<string, Set<UserId>>();
      const users = byEmoji.get(emoji) ?? new Set<UserId>();
      if (on) users.add(user);
      else users.delete(user);
      if (users.size > 0) byEmoji.set(emoji, users);
      else byEmoji.delete(emoji);
      reactions.set(placeOf(message), byEmoji);
    },
    dropCounts: (message) => void reactions.delete(placeOf(message)),
    dropReactions: () => 0,
    // Nobody waits for a disk here: the rest is done at once.
    noteLoose: (message) => void untie(message, tables, Infinity),
    addMention: (message, user) =>
      void mentions.set(keyOf(message), new Set([...(mentions.get(keyOf(message)) ?? []), user])),
    dropMentions: (message) => void mentions.delete(keyOf(message)),
    calledBy: (message) => mentions.get(keyOf(message)) ?? NOBODY,
  };
  return tables;
}
