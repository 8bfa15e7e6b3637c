/**
 * The people with the phones: they write, take back what has not been sent, tap "retry", read, scroll. They also write and
 * read from inside the app's own listeners, some of which throw, because apps are like that.
 */
import { ChatError } from '../../miniprogram/core/chat/chat-error';
import type { RoomId } from '../../miniprogram/core/protocol/fields';
import { isIntact } from '../../miniprogram/core/store/selectors';
import { SEND_EVERY_MS } from './faults';
import type { SentMessage, SimPhone } from './sim-phone';
import { SIM_ROOMS } from './sim-server';
import type { World } from './world';

const DISCARD_CHANCE = 0.08;
/** Instead of words. */
const FILE_CHANCE = 0.1;
/** After writing, something is done about what others wrote. */
const REACT_CHANCE = 0.3;
const RECALL_CHANCE = 0.06;
const EMOJIS = ['👍', '🎉'] as const;
const LISTENER_THROWS = 0.02;
const LISTENER_ACTS = 0.02;
const RETRY_EVERY_MS = [3_000, 40_000] as const;
/** Instead of being sent again. */
const GIVE_UP_CHANCE = 0.1;
const RETURN_EVERY_MS = [500, 10_000] as const;

export interface People {
  /** Registers the listeners of a freshly started app. */
  watch(phone: SimPhone): void;
  start(): void;
  /** Nobody writes any more; failures are still seen and tapped. */
  rest(): void;
}

class Crowd implements People {
  private isResting = false;
  private written = 0;
  private readonly chance;

  constructor(private readonly world: World) {
    this.chance = world.chance('people');
  }

  watch(phone: SimPhone): void {
    const { chat } = phone.client;
    let isInside = false;
    chat.onChange(() => {
      if (this.isResting || isInside) return;
      isInside = true;
      try {
        if (this.chance.hits(LISTENER_ACTS)) this.act(phone);
        if (this.chance.hits(LISTENER_THROWS)) throw new Error('a listener throws on purpose');
      } finally {
        isInside = false;
      }
    });
  }

  start(): void {
    for (const phone of this.world.phones) {
      this.keepWriting(phone);
      this.keepTapping(phone);
      this.keepReturning(phone);
    }
  }

  rest(): void {
    this.isResting = true;
  }

  private act(phone: SimPhone): void {
    const { chat } = phone.client;
    const room = this.chance.pick(SIM_ROOMS);
    const what = this.chance.pick(['write', 'read', 'scroll', 'retry'] as const);
    if (what === 'write') this.write(phone);
    else if (what === 'read') chat.markRead(room);
    else if (what === 'scroll') chat.loadOlder(room).catch(() => undefined);
    else chat.retryNow();
  }

  private keepWriting(phone: SimPhone): void {
    const [min, max] = SEND_EVERY_MS;
    this.world.clock.after(this.chance.between(min, max), () => {
      if (this.isResting) return;
      if (phone.isAwake) this.write(phone);
      this.keepWriting(phone);
    });
  }

  private write(phone: SimPhone): void {
    this.written += 1;
    const room = this.chance.pick(SIM_ROOMS);
    const text = `m${this.written} of ${phone.name}`;
    if (this.chance.hits(FILE_CHANCE))
      void phone.sendFile(room, text).then((sent) => this.follow(phone, sent));
    else this.follow(phone, phone.send(room, text));
  }

  /** What people do about what they have just sent. */
  private follow(phone: SimPhone, sent: SentMessage | null): void {
    if (!sent) return;
    this.world.say(phone.name, 'WRITES', { room: sent.room, id: sent.clientId, text: sent.text });
    this.respond(phone, sent.room);
    if (!this.chance.hits(DISCARD_CHANCE)) return;
    this.world.clock.after(this.chance.between(0, 4_000), () => this.discard(phone, sent));
  }

  /** About any message that the phone shows; the app refuses what cannot be done. */
  private respond(phone: SimPhone, room: RoomId): void {
    const { chat } = phone.client;
    const self = chat.state.self?.user;
    const messages = (chat.state.timelines[room]?.items ?? []).flatMap((item) =>
      item.kind === 'message' && isIntact(item) ? [item] : [],
    );
    const own = messages.filter(({ user }) => user === self);
    try {
      if (messages.length > 0 && this.chance.hits(REACT_CHANCE)) {
        // Few messages, so that reactions are taken off again and several people meet on one.
        const { key } = this.chance.pick(messages.slice(-3));
        chat.react(room, key, this.chance.pick(EMOJIS), this.chance.hits(0.6));
      }
      if (own.length > 0 && this.chance.hits(RECALL_CHANCE)) {
        chat.recall(room, this.chance.pick(own).key).catch(() => undefined);
      }
    } catch (thrown) {
      if (!(thrown instanceof ChatError)) throw thrown;
    }
  }

  private discard(phone: SimPhone, sent: SentMessage): void {
    if (!phone.isAwake || phone.client.chat.discard(sent.room, sent.clientId) === null) return;
    sent.wasDiscarded = true;
    sent.discardedAt = this.world.clock.now();
    this.world.say(phone.name, 'DISCARDS', { id: sent.clientId });
  }

  /** Whoever was sent away comes back. */
  private keepReturning(phone: SimPhone): void {
    const [min, max] = RETURN_EVERY_MS;
    this.world.clock.after(this.chance.between(min, max), () => {
      const { chat } = phone.client;
      const isHere = phone.isAwake && chat.connection.state === 'online';
      for (const room of isHere ? SIM_ROOMS : [])
        if (!chat.state.rooms.byId[room]) chat.joinRoom(room).catch(() => undefined);
      this.keepReturning(phone);
    });
  }

  private keepTapping(phone: SimPhone): void {
    const [min, max] = RETRY_EVERY_MS;
    this.world.clock.after(this.chance.between(min, max), () => {
      if (phone.isAwake) this.tap(phone);
      // The line can be tapped.
      if (phone.isAwake && phone.client.chat.connection.state === 'paused') phone.client.chat.retryNow();
      this.keepTapping(phone);
    });
  }

  /** Failed messages are sent again, or given up. */
  private tap(phone: SimPhone): void {
    const { state } = phone.client.chat;
    for (const timeline of Object.values(state.timelines)) {
      for (const { delivery, clientId, room } of timeline.pending) {
        if (delivery.status !== 'failed') continue;
        const sent = phone.sent.find((message) => message.clientId === clientId);
        if (sent && this.chance.hits(GIVE_UP_CHANCE)) {
          this.discard(phone, sent);
          continue;
        }
        if (sent) {
          sent.hasOtherPlace = true;
          sent.failure = delivery.code;
          if (delivery.code === 'poison') sent.poisonings += 1;
        }
        this.world.say(phone.name, 'RESENDS', { id: clientId, code: delivery.code });
        phone.client.chat.resend(room, clientId);
      }
    }
  }
}

export function createPeople(world: World): People {
  return new Crowd(world);
}
