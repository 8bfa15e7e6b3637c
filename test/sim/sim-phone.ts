/**
 * A phone with the whole client on the simulated WeChat runtime, in virtual time. The app can be killed and started again
 * from what it stored; what the person wrote, and what became of it, is remembered outside of it.
 */
import type { Clock } from '../../miniprogram/core/base/clock';
import type { Logger } from '../../miniprogram/core/base/logger';
import type { ClientMessageId, RoomId } from '../../miniprogram/core/protocol/fields';
import type { ChatState, TimelineMessage } from '../../miniprogram/core/store/state';
import type { Client } from '../../miniprogram/services/client-types';
import { createClient } from '../../miniprogram/services/create-client';
import { createWx } from '../../simulator/wx/create-wx';
import type { HttpPort, RawSocketFactory, RuntimeClock } from '../../simulator/wx/ports';
import type { WxControl } from '../../simulator/wx/wx-control';
import { createMemoryFiles, createMemoryStorage } from '../support/node-wx';
import type { Chance } from './chance';
import { choosePhoneQuirks, transportOf } from './modes';
import type { SimMode } from './results';
import { spoilPhone, type PhoneFaults } from './phone-faults';
import { spoilSends, type SendFaults } from './send-faults';

/** What is refused at the start is readable after 7 s, and tried again every few. */
const READING_MS = 13_000;

export interface SentMessage {
  readonly clientId: ClientMessageId;
  readonly room: RoomId;
  readonly text: string;
  /** When the person wrote it: a listener of the app may write another one before the first call returns. */
  readonly order: number;
  wasDiscarded: boolean;
  /** When the person took it out; null also for what the phone has not kept. */
  discardedAt: number | null;
  /** A file has its place in the order when it is uploaded, and what was sent again after a failure when that happened. */
  hasOtherPlace: boolean;
  failure: string | null;
  /** How often the app held it to be what ends its connections. */
  poisonings: number;
}

export interface SimPhoneOptions {
  readonly name: string;
  /** Several phones may belong to one person. */
  readonly user: string;
  readonly mode: SimMode;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly openSocket: (phone: SimPhone) => RawSocketFactory;
  readonly http: (phone: SimPhone) => HttpPort;
  readonly logger: Logger;
  readonly onError: (error: string) => void;
  readonly onLaunch: (phone: SimPhone) => void;
  readonly faults: { readonly chance: Chance; readonly faults: () => PhoneFaults };
  readonly sends: { readonly chance: Chance; readonly faults: () => SendFaults };
  /** `wx.connectSocket` was called; these exist now. */
  readonly onConnect: (sockets: string) => void;
}

export class SimPhone {
  readonly name: string;
  readonly user: string;
  readonly sent: SentMessage[] = [];
  /** When somebody removed its person from which room. */
  readonly removals: { readonly room: RoomId; readonly at: number }[] = [];
  /** Calls of `wx.connectSocket`, over all launches. */
  connects = 0;
  /** Most sockets that had not ended at the same time. */
  maxSockets = 0;
  /** Messages that the app's global listeners were called with. */
  heard = 0;
  /** While it was awake. */
  offlineMs = 0;
  /** While the connection rested, although somebody was there. */
  pausedMs = 0;
  /** For each own message the ms that it waited although the phone was online. */
  waitedMs = 0;
  /** Added up: from a `publish` that the platform refused to its repetition. */
  repeatMs = 0;
  /** `publish` frames that the app sent. */
  publishes = 0;
  /** Since the app started. */
  private awakeMs = 0;
  private hasMisread = false;
  /** Who the app says that its person is: never another one. */
  identity: string | null = null;
  control!: WxControl;
  client!: Client;
  private readonly storage = createMemoryStorage();
  private readonly files = createMemoryFiles();
  private readonly quirks;
  private readonly untaken = new Map<string, number>();
  private skewMs = 0;
  private written = 0;

  constructor(private readonly options: SimPhoneOptions) {
    this.name = options.name;
    this.user = options.user;
    this.quirks = choosePhoneQuirks(options.mode, options.chance);
  }

  /** The app starts. */
  launch(): void {
    this.awakeMs = 0;
    this.hasMisread = false;
    const { chance, http, logger, mode, onError, onLaunch, openSocket } = this.options;
    const { wx, control } = createWx(
      {
        clock: this.machineClock(),
        storage: this.storage,
        media: { files: this.files },
        http: http(this),
        openSocket: openSocket(this),
      },
      {
        user: this.user,
        quirks: this.quirks,
        onListenerError: (error) => onError(`${this.name}: a listener threw ${String(error)}`),
        onMissing: (name) => onError(`${this.name}: wx.${name} is missing`),
      },
    );
    this.control = control;
    this.client = createClient({
      wx: this.countSockets(this.spoil(wx as unknown as WechatMiniprogram.Wx, control), control),
      clock: control.timers.clock,
      random: () => chance.next(),
      config: { serverUrl: 'http://chat.test', transport: transportOf(mode) },
      logger,
    });
    onLaunch(this);
    this.client.chat.start();
  }

  /** Notices when the app takes its person for somebody else. */
  noteIdentity(): void {
    const user = this.client.chat.state.self?.user;
    if (user === undefined) return;
    this.identity ??= user;
    if (user !== this.identity) this.options.onError(`${this.name} was ${this.identity} and is ${user}`);
  }

  /** The system ends the app without a word. */
  kill(): void {
    // The app has said that these are not stored.
    for (const { pending } of Object.values(this.client.chat.state.timelines)) {
      for (const { clientId, delivery } of pending) {
        const isLost = 'durable' in delivery && delivery.durable === false;
        const sent = isLost && this.sent.find((message) => message.clientId === clientId);
        if (sent) sent.wasDiscarded = true;
      }
    }
    this.control.destroy();
  }

  /** Somebody sets the phone's clock. */
  setClock(skewMs: number): void {
    this.skewMs = skewMs;
  }

  /** Counts the time that a person would have seen a connection line. */
  noteConnection(ms: number): void {
    if (!this.isAwake) return;
    this.awakeMs += ms;
    const { connection, state } = this.client.chat;
    if (connection.state === 'paused') this.pausedMs += ms;
    if (connection.state !== 'online') this.offlineMs += ms;
    else this.waitedMs += ms * countWaiting(state);
  }

  /** The app cannot know yet what is stored, and tries again. */
  get isReading(): boolean {
    return this.hasMisread && this.awakeMs < READING_MS;
  }

  get isAwake(): boolean {
    return this.control.phase === 'foreground';
  }

  /** Keys of the app's storage, as the app names them. */
  storedKeys(prefix: string): readonly string[] {
    return this.storage.keys().filter((key) => key.includes(`:${prefix}`));
  }

  /** Null when the app refuses it: then nothing was promised. */
  send(room: RoomId, text: string): SentMessage | null {
    const order = (this.written += 1);
    try {
      return this.note(this.client.chat.sendText(room, text), { room, text, order, hasOtherPlace: false });
    } catch {
      return null;
    }
  }

  /** The app may end before it has taken the file over: then nothing was promised either. */
  async sendFile(room: RoomId, name: string): Promise<SentMessage | null> {
    const order = (this.written += 1);
    const { chat } = this.client;
    try {
      const clientId = await chat.sendMedia(room, { kind: 'file', path: 'wxfile://tmp/f', name, bytes: 100 });
      return this.note(clientId, { room, text: name, order, hasOtherPlace: true });
    } catch {
      return null;
    }
  }

  private note(
    clientId: ClientMessageId,
    written: Pick<SentMessage, 'room' | 'text' | 'order' | 'hasOtherPlace'>,
  ): SentMessage {
    const message: SentMessage = {
      clientId,
      ...written,
      wasDiscarded: false,
      discardedAt: null,
      failure: null,
      poisonings: 0,
    };
    this.sent.push(message);
    return message;
  }

  private spoil(wx: WechatMiniprogram.Wx, control: WxControl): WechatMiniprogram.Wx {
    const onText = (text: string): void => {
      const id = publishedId(text);
      if (id === null) return;
      this.publishes += 1;
      const since = this.untaken.get(id);
      if (since !== undefined) this.repeatMs += this.options.clock.now() - since;
      this.untaken.delete(id);
    };
    const onSendRefused = (text: string): void => {
      const id = publishedId(text);
      if (id !== null) this.untaken.set(id, this.options.clock.now());
    };
    const phone = spoilPhone(wx, {
      clock: control.timers.clock,
      now: () => this.options.clock.now(),
      ...this.options.faults,
      onUnread: () => (this.hasMisread = true),
    });
    return spoilSends(phone, { clock: control.timers.clock, ...this.options.sends, onText, onSendRefused });
  }

  private countSockets(wx: WechatMiniprogram.Wx, control: WxControl): WechatMiniprogram.Wx {
    const connectSocket: typeof wx.connectSocket = (option) => {
      const task = wx.connectSocket(option);
      this.connects += 1;
      this.options.onConnect(control.sockets.live.map(({ id, phase }) => `${id} ${phase}`).join(', '));
      this.maxSockets = Math.max(this.maxSockets, control.sockets.live.length);
      return task;
    };
    const onSocketMessage: typeof wx.onSocketMessage = (listener) =>
      wx.onSocketMessage((message) => {
        this.heard += 1;
        listener(message);
      });
    return Object.create(wx, {
      connectSocket: { value: connectSocket },
      onSocketMessage: { value: onSocketMessage },
    }) as WechatMiniprogram.Wx;
  }

  private machineClock(): RuntimeClock {
    const { clock } = this.options;
    return { now: () => clock.now() + this.skewMs, after: (ms, fn) => clock.after(ms, fn) };
  }
}

/** The client id of a `publish` frame; null for any other. */
function publishedId(text: string): string | null {
  const frame = JSON.parse(text) as { type?: string; clientId?: string };
  return frame.type === 'publish' ? (frame.clientId ?? null) : null;
}

function countWaiting({ timelines }: ChatState): number {
  const isWaiting = ({ delivery }: TimelineMessage): boolean =>
    delivery.status === 'queued' || delivery.status === 'sending';
  return Object.values(timelines).reduce((sum, { pending }) => sum + pending.filter(isWaiting).length, 0);
}
