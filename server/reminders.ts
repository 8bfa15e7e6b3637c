/**
 * Tells a hook about the first message that a member misses in a room while offline and wants to hear of, so that whoever
 * runs the server can remind people by subscribe message, mail or push. Sends nothing itself, and costs nothing without a
 * hook.
 */
import { describeError, type Logger } from '../miniprogram/core/base/logger';
import type { Message, RoomId, UserId } from '../miniprogram/core/protocol/fields';
import { isContentBody } from '../miniprogram/core/protocol/kinds/facts';
import { isRecall } from '../miniprogram/core/protocol/kinds/recall';
import { giveWay } from './cost/lane';
import type { Absence, ChatRooms } from './rooms/chat-rooms';
import type { Room } from './rooms/room';

import type { GovernanceStore } from './storage/governance-port';

/** Calls of whoever runs the server; one that throws or rejects is logged and changes nothing. */
export interface ReminderHook {
  /** Who is who in WeChat; told at each sign-in by WeChat. */
  signedIn?(user: UserId, openId: string): void;
  /** `user` is not here and missed `message`, the first one in this room since they left. */
  notifyOffline(user: UserId, room: RoomId, message: Message): void | Promise<void>;
}

export interface RemindersOptions {
  readonly hook: ReminderHook;
  readonly rooms: Pick<ChatRooms, 'absences' | 'get' | 'messages'>;
  readonly hearingOf: GovernanceStore['hearingOf'];
  readonly logger: Logger;
}

const keyOf = ({ user, clientId }: Pick<Message, 'user' | 'clientId'>): string => `${user}/${clientId}`;

/** So many members are looked up before others have a turn. */
const STEP = 100;

class OfflineReminders {
  /**
   * Members who may have to be told of the next message of a room: everybody at first, later those who went away since the last
   * one, or came into the room without being here. Whoever was told, or muted the room, is none of them.
   */
  private readonly notReminded = new Map<RoomId, Set<UserId>>();
  /** Of these somebody may still be told; whoever takes one back takes it off. */
  private readonly pending = new Set<string>();

  constructor(private readonly options: RemindersOptions) {}

  async hear(message: Message): Promise<void> {
    if (isRecall(message.body)) this.pending.delete(keyOf(message.body.of));
    if (!isContentBody(message.body)) return;
    const key = keyOf(message);
    this.pending.add(key);
    try {
      await this.tellAll(message, key);
    } catch (thrown) {
      this.options.logger.warn('reminder_failed', { room: message.room, error: describeError(thrown) });
    } finally {
      this.pending.delete(key);
    }
  }

  miss({ room, user }: Absence): void {
    this.notReminded.get(room)?.add(user);
  }

  private notRemindedOf(room: Room): Set<UserId> {
    const known = this.notReminded.get(room.room) ?? new Set(room.reads.keys());
    this.notReminded.set(room.room, known);
    return known;
  }

  private async tellAll(message: Message, key: string): Promise<void> {
    const { hook, hearingOf, rooms } = this.options;
    const room = rooms.get(message.room);
    if (!room) return;
    const notReminded = this.notRemindedOf(room);
    // Whoever is here is none of them until they go away.
    for (const user of room.online.keys()) notReminded.delete(user);
    const candidates = [...notReminded].filter((user) => user !== message.user);
    for (let i = 0; i < candidates.length; i += STEP) {
      const found = await hearingOf(room.room, message.user, candidates.slice(i, i + STEP));
      for (const [user, hearing] of found) {
        // A hook takes its time, and people take words back, or come back, meanwhile.
        if (!this.pending.has(key)) return;
        if (room.online.has(user) || hearing === 'blocked' || !notReminded.delete(user)) continue;
        if (hearing === 'listens') await hook.notifyOffline(user, room.room, message);
      }
      await giveWay();
    }
  }
}

/** Returns its undo. */
export function startReminders(options: RemindersOptions): () => void {
  const reminders = new OfflineReminders(options);
  const undos = [
    options.rooms.messages.on((message) => void reminders.hear(message)),
    options.rooms.absences.on((absence) => reminders.miss(absence)),
  ];
  return () => undos.forEach((undo) => undo());
}
