/**
 * The chat: the few commands that pages use, over parts that each know one thing. Everything from outside (socket, time,
 * chance, storage, phone) is handed in.
 */
import { createEmitter, type Emitter, type Undo } from '../base/emitter';
import type { DownFrame } from '../protocol/down';
import type { ClientMessageId, ContentBody, RoomId, User } from '../protocol/fields';
import { makeText } from '../protocol/kinds/text';
import type { Access } from '../protocol/governance';
import { patchRoom, updateTimeline } from '../store/rooms';
import { countMissing, countsNow } from '../store/selectors';
import { EMPTY_STATE, type ChatState } from '../store/state';
import { trimTimeline } from '../store/timeline-pages';
import { ChatError } from './chat-error';
import { createChatParts, type ChatClientOptions, type ChatParts } from './chat-parts';
import type { ChatClient, ConnectionView, OutgoingMedia, TextExtras } from './chat-types';
import { isSameConnection, viewConnection } from './connection-view';
import { HostWatch } from './session/host-watch';
import { keepFiles, localBody } from './outbox/media-body';
import type { HostEvent, MediaPort } from './ports';
import type { RoomService } from './rooms/room-service-types';
import type { SessionState } from './session/session-types';

export type { ChatClientOptions } from './chat-parts';

/** Messages of each room that stay when the phone is short of memory. */
const KEPT_ON_MEMORY_WARNING = 100;

/** The chat as the composition sees it. */
export class ManagedChatClient implements ChatClient {
  private readonly parts: ChatParts;
  private readonly connections: Emitter<ConnectionView>;
  private readonly hostWatch: HostWatch;
  private readonly undos: readonly Undo[];
  private readonly media: MediaPort;
  private shown: ConnectionView = { state: 'disconnected' };
  /** Files that are being taken over, until the last of them is. */
  private taking: Promise<unknown> = Promise.resolve();

  constructor(options: ChatClientOptions) {
    this.media = options.media;
    this.connections = createEmitter('connection', options.logger);
    this.parts = createChatParts(options);
    const { box, outbox, session } = this.parts;
    this.undos = [
      session.onFrames((frames) => this.onFrames(frames)),
      session.onState((state) => this.onSession(state)),
      box.onChange(() => this.showConnection()),
      box.onChange(() => this.parts.cache.note()),
      options.host.on((event) => this.onHost(event)),
    ];
    this.hostWatch = new HostWatch({
      ...options,
      session,
      onDisturbance: () => outbox.explainNextEnd(),
      onMemoryWarning: () => this.trim(),
    });
    // Before anything is taken over in this run.
    this.parts.tidy();
    if (options.self) this.parts.signIn(options.self);
  }

  get connection(): ConnectionView {
    return this.shown;
  }

  now(): number {
    return this.parts.serverTime.now();
  }

  get state(): ChatState {
    return this.parts.box.state;
  }

  onConnection(listener: (view: ConnectionView) => void): Undo {
    return this.connections.on(listener);
  }

  onChange(listener: (state: ChatState) => void): Undo {
    return this.parts.box.onChange(listener);
  }

  start(): void {
    this.parts.session.start();
  }

  retryNow(): void {
    this.wake();
    this.parts.session.retryNow();
  }

  expectHide(): void {
    this.hostWatch.expectHide();
  }

  wake(): void {
    this.hostWatch.noticePerson();
  }

  close(): void {
    this.parts.session.close();
    this.hostWatch.close();
    for (const undo of this.undos) undo();
    this.stopParts();
    this.showConnection();
  }

  /** Shows nothing of the former server any more and connects to this one. */
  switchServer(url: string, self: User | null): void {
    const { box, session, moveTo, signIn } = this.parts;
    this.stopParts();
    moveTo(url);
    box.batch(() => {
      box.update(() => EMPTY_STATE);
      if (self) signIn(self);
    });
    session.setUrl(url);
  }

  /** The phone could tell late who was signed in here last; does nothing once that is known. */
  remember(self: User): void {
    const { box, signIn } = this.parts;
    if (!box.state.self) box.batch(() => signIn(self));
  }

  sendText(room: RoomId, text: string, extras: TextExtras = {}): ClientMessageId {
    const clientId = this.sendBody(room, makeText(text, extras));
    this.parts.typing.stopped(room);
    return clientId;
  }

  sendBody(room: RoomId, body: ContentBody): ClientMessageId {
    const { box, checkSending, outbox } = this.parts;
    this.wake();
    const checked = checkSending(room, body);
    return box.batch(() => outbox.add(room, checked));
  }

  async sendMedia(room: RoomId, media: OutgoingMedia): Promise<ClientMessageId> {
    const { box, checkSending, outbox } = this.parts;
    const { self } = box.state;
    this.wake();
    const checked = checkSending(room, localBody(media));
    // One after the other: they stand in the room in the order in which they were handed in.
    const keeping = this.taking.then(() => keepFiles(this.media, media));
    this.taking = keeping.catch(() => undefined);
    const kept = await keeping;
    // Somebody else may have signed in meanwhile, whose message it is not.
    if (box.state.self?.user !== self?.user) throw new ChatError('closed', 'The account was changed.');
    // The room may be gone or closed meanwhile: nobody would see what waits for it.
    checkSending(room, checked);
    return box.batch(() => outbox.add(room, checked, kept));
  }

  markHeard(room: RoomId, key: string): void {
    this.wake();
    this.parts.heard.add(room, key);
  }

  recall(room: RoomId, key: string): Promise<void> {
    this.wake();
    return this.parts.messages.recall(room, key);
  }

  react(room: RoomId, key: string, emoji: string, on: boolean): void {
    this.wake();
    this.parts.messages.react(room, key, emoji, on);
  }

  deleteForMe(room: RoomId, key: string): void {
    this.wake();
    this.parts.messages.deleteForMe(room, key);
  }

  resend(_room: RoomId, clientId: ClientMessageId): void {
    this.wake();
    this.parts.box.batch(() => this.parts.outbox.resend(clientId));
  }

  discard(_room: RoomId, clientId: ClientMessageId): string | null {
    this.wake();
    return this.parts.outbox.discard(clientId);
  }

  loadOlder(room: RoomId): Promise<void> {
    this.wake();
    return this.parts.history.loadOlder(room);
  }

  fillGap(room: RoomId, gapKey: string, end?: 'newest' | 'oldest'): Promise<void> {
    this.wake();
    return this.parts.history.fillGap(room, gapKey, end);
  }

  loadAround(room: RoomId, seq: number): Promise<void> {
    this.wake();
    return this.parts.history.loadAround(room, seq);
  }

  markRead(room: RoomId): void {
    this.parts.commands.markRead(room);
    const isMarked = this.state.rooms.byId[room]?.flags.markedUnread ?? false;
    // Without a connection it stays marked, which people see: pages read by themselves, and must not make it connect.
    if (isMarked && this.parts.session.state.state === 'ready')
      this.rooms.setFlags(room, { markedUnread: false }).catch(() => undefined);
  }

  setTyping(room: RoomId, on: boolean): void {
    if (on) this.wake();
    this.parts.typing.set(room, on);
  }

  get rooms(): RoomService {
    return this.parts.rooms;
  }

  createRoom(name: string, access?: Access): Promise<RoomId> {
    this.wake();
    return this.parts.commands.create(name, access);
  }

  joinRoom(code: string): Promise<RoomId> {
    this.wake();
    return this.parts.commands.join(code);
  }

  leaveRoom(room: RoomId): Promise<void> {
    this.wake();
    return this.parts.commands.leave(room);
  }

  cancelJoin(code: string): Promise<void> {
    this.wake();
    return this.parts.commands.cancelJoin(code);
  }

  private onFrames(frames: readonly DownFrame[]): void {
    const { box, dispatcher } = this.parts;
    box.batch(() => {
      for (const frame of frames) dispatcher.dispatch(frame);
    });
  }

  private onSession(state: SessionState): void {
    const { box, outbox, requests, session, sync, uploads } = this.parts;
    box.batch(() => {
      uploads.setConnected(state.state === 'ready');
      if (state.state === 'ready') {
        outbox.hold(state.checking);
      } else {
        outbox.disconnected(session.endedUnexplained);
        requests.failAll();
        sync.reset();
      }
    });
    this.showConnection();
  }

  private showConnection(): void {
    const { box, session } = this.parts;
    const next = viewConnection(session.state, countMissing(box.state), this.shown);
    if (isSameConnection(next, this.shown)) return;
    this.shown = next;
    this.connections.emit(next);
  }

  private stopParts(): void {
    const { cache, directory, markers, messages, outbox, waitingRequests, requests, sync, typing, uploads } =
      this.parts;
    this.parts.hidden.close();
    this.parts.heard.close();
    cache.close();
    waitingRequests.failAll();
    requests.failAll();
    uploads.close();
    outbox.close();
    messages.close();
    sync.reset();
    typing.close();
    markers.close();
    directory.close();
  }

  /** wx: the app may be frozen after `hide`, and ended after either. */
  private onHost({ kind }: HostEvent): void {
    if (kind === 'hide' || kind === 'memory_warning') this.parts.keep();
  }

  /** wx: after a memory warning an app that keeps everything is ended. */
  private trim(): void {
    const { box, sync } = this.parts;
    sync.dropHeld();
    box.batch(() => {
      for (const room of box.state.rooms.ids) {
        box.update((state) => patchRoom(state, room, countsNow(state, room)));
        box.update((state) =>
          updateTimeline(state, room, (now) => trimTimeline(now, KEPT_ON_MEMORY_WARNING)),
        );
      }
    });
  }
}
