/**
 * 小助手: a member of the seeded rooms that lives in the server. It listens and speaks like everybody else, through the
 * rooms. It greets each person once but no crowd, answers when it is called or when a person is alone, and never answers itself.
 */
import type { Undo } from '../../miniprogram/core/base/emitter';
import { createId } from '../../miniprogram/core/base/ids';
import { describeError } from '../../miniprogram/core/base/logger';
import type { ClientMessageId, Message, RoomId, UserId } from '../../miniprogram/core/protocol/fields';
import { isText, makeText } from '../../miniprogram/core/protocol/kinds/text';
import { broadcast, type Room, type Subscriber } from '../rooms/room';
import { BOT, SEEDED_PEOPLE, SEEDED_ROOMS } from '../seed/seeded-rooms';
import type { ServerContext } from '../session/context';
import { createKeyedBuckets } from '../token-bucket';
import {
  answer,
  detectLanguage,
  greeting,
  isAddressed,
  isQuestion,
  withoutMention,
  type BotLanguage,
} from './answers';
import { createGreetingPace } from './greeting-pace';

const BOT_USER = BOT.user as UserId;
const GREETING_ROOM = 'lobby' as RoomId;
const HELP_ROOM = 'help' as RoomId;
const THINKING_MS = 400;
const TYPING_MS = 700;
const TYPING_MS_PER_CHAR = 12;
const MAX_TYPING_MS = 1_800;
/** Answers per room: a second bot in the room cannot keep this one talking. */
const ANSWER_BURST = 5;
const ANSWERS_PER_SECOND = 0.2;
const LAUNCH_ID_LENGTH = 8;

type BotContext = Pick<
  ServerContext,
  'clock' | 'random' | 'logger' | 'rooms' | 'accounts' | 'store' | 'welcomed'
>;

/** Made after the rooms are loaded. */
export class Bot implements Subscriber {
  readonly user = BOT_USER;
  private readonly launch: string;
  private readonly people = new Set<string>(SEEDED_PEOPLE.map(({ user }) => user));
  private readonly takeAnswer: (key: string) => number;
  private readonly isGreeted: () => boolean;
  /** What is being answered per room; a newer message takes the place of one that waits. */
  private readonly pending = new Map<RoomId, Message>();
  private readonly timers = new Set<() => void>();
  private readonly undos: readonly Undo[];
  private spoken = 0;

  constructor(private readonly context: BotContext) {
    const { clock, random, rooms } = context;
    this.launch = createId(random, LAUNCH_ID_LENGTH);
    this.takeAnswer = createKeyedBuckets(clock, ANSWER_BURST, ANSWERS_PER_SECOND);
    this.isGreeted = createGreetingPace(clock);
    for (const { room: id } of SEEDED_ROOMS) {
      const room = rooms.get(id);
      if (room) rooms.subscribe(room, this);
    }
    this.undos = [
      rooms.messages.on((message) => this.hear(message)),
      context.welcomed.on((user) => this.meet(user)),
    ];
  }

  /** It hears messages, not frames. */
  sendShared(): void {}

  close(): void {
    for (const undo of this.undos) undo();
    for (const cancel of this.timers) cancel();
    this.timers.clear();
  }

  /** Greets each person once, for ever; who came in a crowd is not greeted later either. */
  private meet(user: UserId): void {
    if (this.people.has(user)) return;
    this.people.add(user);
    this.greet(user).catch((thrown: unknown) => {
      this.context.logger.warn('greeting_failed', { error: describeError(thrown) });
    });
  }

  private async greet(user: UserId): Promise<void> {
    const { rooms, accounts, store } = this.context;
    const clientId = `greet-${user}` as ClientMessageId;
    // A note of its own: what was said is trimmed one day, and its client id forgotten.
    const [person, wasPublished, note] = await Promise.all([
      accounts.find(user),
      store.hasMessage(BOT_USER, clientId),
      store.getMeta(clientId),
    ]);
    const room = rooms.get(GREETING_ROOM);
    if (!person || wasPublished || note !== null || !room) return;
    const isGreeted = this.isGreeted();
    await store.setMeta(clientId, '1');
    if (!isGreeted) return;
    const language: BotLanguage = person.language === 'en' ? 'en' : 'zh-CN';
    this.say(room, clientId, () => greeting(person.name, language));
  }

  private hear(message: Message): void {
    const room = this.context.rooms.get(message.room);
    const isMine = room?.subscribers.has(this) ?? false;
    if (!room || !isMine || message.user === BOT_USER || !isText(message.body)) return;
    if (!this.shouldAnswer(room, message.body.text)) return;
    const isWaiting = this.pending.has(room.room);
    if (!isWaiting && this.takeAnswer(room.room) > 0) return;
    this.pending.set(room.room, message);
    if (!isWaiting) this.answerLater(room);
  }

  private shouldAnswer(room: Room, text: string): boolean {
    if (isAddressed(text)) return true;
    const people = room.online.size - 1;
    return people <= 1 || (room.room === HELP_ROOM && isQuestion(text));
  }

  private answerLater(room: Room): void {
    this.spoken += 1;
    const clientId = `bot-${this.launch}-${this.spoken}` as ClientMessageId;
    this.say(room, clientId, async () => {
      const message = this.pending.get(room.room);
      this.pending.delete(room.room);
      return message ? this.compose(message) : '';
    });
  }

  private async compose({ user, body }: Message): Promise<string> {
    const { clock, random, accounts } = this.context;
    if (!isText(body)) return '';
    const person = await accounts.find(user);
    const fallback: BotLanguage = person?.language === 'en' ? 'en' : 'zh-CN';
    const language = detectLanguage(body.text, fallback);
    const text = withoutMention(body.text);
    return answer({ text, language, name: person?.name ?? '', now: new Date(clock.now()) }, random);
  }

  /** Thinks, types for a while that fits the text, and speaks. */
  private say(room: Room, clientId: ClientMessageId, compose: () => string | Promise<string>): void {
    this.later(THINKING_MS, async () => {
      const text = await compose();
      if (text === '') return;
      this.showTyping(room, true);
      const typingMs = Math.min(MAX_TYPING_MS, TYPING_MS + text.length * TYPING_MS_PER_CHAR);
      this.later(typingMs, () => {
        this.showTyping(room, false);
        this.publish(room, clientId, text);
      });
    });
  }

  private publish(room: Room, clientId: ClientMessageId, text: string): void {
    const { clock, rooms, logger } = this.context;
    rooms.publish({
      message: { room: room.room, user: BOT_USER, clientId, at: clock.now(), body: makeText(text) },
      settle(outcome) {
        if (outcome.kind === 'failed') logger.warn('bot_silenced', { room: room.room });
      },
    });
  }

  private showTyping(room: Room, on: boolean): void {
    broadcast(room, { type: 'typing', room: room.room, user: BOT_USER, on }, BOT_USER);
  }

  private later(ms: number, fn: () => void | Promise<void>): void {
    const cancel = this.context.clock.after(ms, () => {
      this.timers.delete(cancel);
      Promise.resolve(fn()).catch((thrown: unknown) => {
        this.context.logger.warn('bot_failed', { error: describeError(thrown) });
      });
    });
    this.timers.add(cancel);
  }
}
