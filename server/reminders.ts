/**
 * Tells a hook about the first message that a member misses in a room while offline and wants to hear of, so that whoever
 * runs the server can remind people by subscribe message, mail or push. Sends nothing itself, and costs nothing without a
 * hook.
 */
import { describeError, type Logger } from '../miniprogram/core/base/logger';
import type { Emitter } from '../miniprogram/core/base/emitter';
import type { Message, RoomId, UserId } from '../miniprogram/core/protocol/fields';
import type { ChatRooms } from './rooms/chat-rooms';
import { isContent } from './storage/events';
import type { GovernanceStore } from './storage/governance-port';

export interface ReminderHook {
  /** Who is who in WeChat; told at each sign-in by WeChat. */
  signedIn?(user: UserId, openId: string): void;
  /** `user` is not here and missed `message`, the first one in this room since they left. */
  notifyOffline(user: UserId, room: RoomId, message: Message): void | Promise<void>;
}

export interface RemindersOptions {
  readonly hook: ReminderHook;
  readonly rooms: Pick<ChatRooms, 'get' | 'messages'>;
  readonly welcomed: Emitter<UserId>;
  readonly listenersOf: GovernanceStore['listenersOf'];
  readonly logger: Logger;
}

const keyOf = ({ user, clientId }: Pick<Message, 'user' | 'clientId'>): string => `${user}/${clientId}`;

class OfflineReminders {
  /** Rooms that a person was told about and has not come back to see. */
  private readonly told = new Map<UserId, Set<RoomId>>();
  /** Of these somebody may still be told; whoever takes one back takes it off. */
  private readonly pending = new Set<string>();

  constructor(private readonly options: RemindersOptions) {}

  async hear(message: Message): Promise<void> {
    const { hook, listenersOf, rooms, logger } = this.options;
    if (message.body.kind === 'recall') this.pending.delete(keyOf(message.body.of));
    if (!isContent(message.body)) return;
    const key = keyOf(message);
    this.pending.add(key);
    try {
      const listeners = await listenersOf(message.room, message.user);
      const online = rooms.get(message.room)?.online;
      const missing = listeners.filter((user) => user !== message.user && online?.has(user) !== true);
      for (const user of missing) {
        // A hook takes its time, and people take words back meanwhile.
        if (!this.pending.has(key)) return;
        if (this.note(user, message.room)) await hook.notifyOffline(user, message.room, message);
      }
    } catch (thrown) {
      logger.warn('reminder_failed', { room: message.room, error: describeError(thrown) });
    } finally {
      this.pending.delete(key);
    }
  }

  forget(user: UserId): void {
    this.told.delete(user);
  }

  /** False when the person knows of news in this room already. */
  private note(user: UserId, room: RoomId): boolean {
    const rooms = this.told.get(user) ?? new Set();
    if (rooms.has(room)) return false;
    this.told.set(user, rooms.add(room));
    return true;
  }
}

/** Returns its undo. */
export function startReminders(options: RemindersOptions): () => void {
  const reminders = new OfflineReminders(options);
  const undos = [
    options.rooms.messages.on((message) => void reminders.hear(message)),
    options.welcomed.on((user) => reminders.forget(user)),
  ];
  return () => undos.forEach((undo) => undo());
}
