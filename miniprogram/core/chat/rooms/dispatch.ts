/**
 * What each frame from the server means for rooms, people and own messages. Called once per incoming message, inside one
 * batch of the state.
 */
import type { DownFrame, DownFrameOf } from '../../protocol/down';
import type { Message, RoomId, RoomState, UserId } from '../../protocol/fields';
import { isNotice } from '../../protocol/kinds/notice';
import { addUsers } from '../../store/users';
import { dropMarker, noteComing, setMarker } from '../../store/members';
import { applyWelcome, closeRoom, openRoom, patchRoom, resetRoom, updateTimeline } from '../../store/rooms';
import { EMPTY_STATE, messageKey, type ChatState, type TimelineMessage } from '../../store/state';
import { applyAck } from '../../store/timeline';
import type { MessageMarks } from '../cache/message-marks';
import type { Outbox } from '../outbox/outbox';
import { outboxTtlMs } from '../outbox/outbox';
import type { ReadMarkers } from './read-markers';
import type { Requests } from './requests';
import type { ManagedRoomService } from './room-service';
import type { RoomSync } from './room-sync';
import type { ServerTime } from '../server-time';
import type { StateBox } from '../state-box';
import type { Typing } from './typing';
import { peopleOf, type UserDirectory } from './user-directory';

/** The parts that frames are handed to. */
export interface DispatchParts {
  readonly box: StateBox;
  readonly outbox: Outbox;
  readonly requests: Requests;
  readonly sync: RoomSync;
  readonly markers: ReadMarkers;
  readonly typing: Typing;
  readonly directory: UserDirectory;
  readonly rooms: ManagedRoomService;
  readonly serverTime: ServerTime;
  readonly hidden: MessageMarks;
  readonly heard: MessageMarks;
  /** Own ones among these are committed, and their authors may be unknown. */
  readonly onMessages: (messages: readonly Message[]) => void;
}

/** Each frame changes the state before the next one is looked at. */
export class Dispatcher {
  constructor(private readonly parts: DispatchParts) {}

  dispatch(frame: DownFrame): void {
    switch (frame.type) {
      case 'welcome':
        return this.onWelcome(frame);
      case 'joined':
        this.onJoined(frame.room);
        return this.parts.requests.onFrame(frame);
      case 'left':
        this.onLeft(frame);
        return this.parts.requests.onFrame(frame);
      case 'msg':
        return this.onMessage(frame);
      case 'ack':
        return this.onAck(frame);
      case 'nack':
        return this.parts.outbox.onNack(frame);
      case 'reset':
        return this.onReset(frame);
      case 'ping':
        if (frame.now !== undefined) this.parts.serverTime.received(frame.now);
        this.parts.markers.remind();
        return frame.heads.forEach((head) => this.parts.sync.onLastSeq(head));
      case 'flags':
      case 'blocked':
      case 'door':
        this.parts.rooms.onFrame(frame);
        return this.parts.requests.onFrame(frame);
      case 'recount':
        this.parts.rooms.onFrame(frame);
        return this.needPeople();
      case 'member_news':
        return this.parts.rooms.onFrame(frame);
      case 'room':
      case 'standing':
        this.onRules(frame);
        return this.parts.requests.onFrame(frame);
      case 'page':
      case 'users':
      case 'done':
      case 'members':
      case 'directory':
      case 'found':
      case 'located':
      case 'knocked':
      case 'error':
        return this.parts.requests.onFrame(frame);
      case 'profile':
      case 'presence':
      case 'typing':
      case 'marker':
        return this.onHint(frame);
      case 'pong':
        return this.parts.serverTime.received(frame.now);
      // The session's own.
      case 'bye':
        return;
    }
  }

  private get state(): ChatState {
    return this.parts.box.state;
  }

  private update(change: (state: ChatState) => ChatState): void {
    this.parts.box.update(change);
  }

  private onWelcome(welcome: DownFrameOf<'welcome'>): void {
    const { outbox, sync, directory, hidden, heard, markers, serverTime } = this.parts;
    const { self } = this.state;
    // Another person signed in: nothing of the former one's is shown.
    if (self && self.user !== welcome.self.user) this.update(() => EMPTY_STATE);
    sync.reset();
    // Whoever was renamed while nobody told.
    directory.markStale(Object.keys(this.state.users) as UserId[]);
    directory.reset();
    serverTime.received(welcome.now);
    for (const room of welcome.rooms) this.noteRead(room);
    const before = this.state.rooms;
    this.update((state) => applyWelcome(state, welcome));
    this.parts.rooms.onOpened(this.state.rooms.ids);
    for (const room of before.ids) if (!this.state.rooms.byId[room]) markers.forget(room);
    hidden.open(welcome.self.user);
    heard.open(welcome.self.user);
    outbox.open(welcome.self.user);
    this.forsake((room) => before.byId[room]?.name);
    sync.expect(welcome.rooms.map((room) => room.room));
    this.needPeople();
    markers.sendAll();
    outbox.expire(outboxTtlMs(welcome.limits.dedupeDays));
    outbox.connected(welcome.limits);
  }

  private onJoined(room: RoomState): void {
    this.noteRead(room);
    this.parts.sync.forgetRoom(room.room);
    this.update((state) => openRoom(state, room));
    this.parts.rooms.onOpened([room.room]);
    this.parts.outbox.showAll();
    this.parts.sync.expect([room.room]);
    this.needPeople();
  }

  /** What waits because of slow mode may go out now. */
  private onRules(frame: DownFrameOf<'room' | 'standing'>): void {
    const rules = (): unknown => {
      const { settings, membership } = this.state.rooms.byId[frame.room] ?? {};
      return JSON.stringify([settings?.slowMs, settings?.closed, membership?.role, membership?.mutedUntil]);
    };
    const before = rules();
    this.parts.rooms.onFrame(frame);
    if (rules() !== before) this.parts.outbox.retryRoom(frame.room);
  }

  private noteRead(room: RoomState): void {
    const known = this.state.rooms.byId[room.room];
    const { markers } = this.parts;
    if (known && known.epoch !== room.epoch) return markers.forget(room.room);
    markers.confirmed(room.room, room.read);
    // A server that was ended may have lost one that it had told of.
    if (known && known.read > room.read) markers.restore(room.room, known.read);
  }

  private needPeople(): void {
    const people = new Set<UserId>();
    const add = (message: TimelineMessage): void => peopleOf(message).forEach((user) => people.add(user));
    for (const timeline of Object.values(this.state.timelines)) {
      for (const item of timeline.items) if (item.kind === 'message') add(item);
    }
    for (const { last } of Object.values(this.state.rooms.byId)) if (last) add(last);
    this.parts.directory.need(people);
  }

  private onLeft({ room, reason, name }: DownFrameOf<'left'>): void {
    this.parts.sync.forgetRoom(room);
    this.parts.markers.forget(room);
    const known = this.state.rooms.byId[room]?.name;
    if (reason === 'removed') this.parts.rooms.onRemoved(room, name);
    else this.update((state) => closeRoom(state, room));
    this.forsake((left) => (left === room ? (known ?? name) : undefined));
  }

  /** What waits for a room that is gone fails; it stays on show, so that people can read why and copy it. */
  private forsake(nameOf: (room: RoomId) => string | undefined): void {
    this.parts.outbox.failOutsideRooms(
      (room) => this.state.rooms.byId[room] !== undefined,
      (room) => nameOf(room) ?? room,
    );
    this.parts.outbox.showAll();
  }

  private onMessage(message: Message): void {
    // Nobody told of another name while they were not in the room.
    if (isNotice(message.body) && message.body.event === 'joined') this.parts.directory.renew([message.user]);
    this.parts.onMessages([message]);
    this.parts.serverTime.heard(message.at);
    if (message.user === this.state.self?.user) this.showAcked(message);
    else this.parts.typing.heard(message.room, message.user, false);
    this.parts.sync.onMessage(message);
    this.update((state) => noteComing(state, message));
  }

  private onAck(ack: DownFrameOf<'ack'>): void {
    const { self } = this.state;
    this.parts.outbox.settle(ack.clientId, ack.id);
    this.parts.serverTime.heard(ack.at);
    if (self) this.showAcked({ ...ack, user: self.user });
  }

  private showAcked(acked: Pick<Message, 'room' | 'user' | 'clientId' | 'epoch' | 'seq' | 'at'>): void {
    const { epoch, seq, at } = acked;
    const key = messageKey(acked.user, acked.clientId);
    this.update((state) =>
      updateTimeline(state, acked.room, (timeline) => applyAck(timeline, { key, epoch, seq, at })),
    );
  }

  private onMarker({ room, user, seq, from, gone }: DownFrameOf<'marker'>): void {
    if (user === this.state.self?.user) this.parts.markers.confirmed(room, seq);
    this.update((state) => (gone ? dropMarker(state, room, user) : setMarker(state, room, user, seq, from)));
  }

  private onReset(reset: DownFrameOf<'reset'>): void {
    this.parts.sync.forgetRoom(reset.room);
    this.parts.markers.forget(reset.room);
    this.update((state) => resetRoom(state, reset));
  }

  private onHint(frame: DownFrameOf<'profile' | 'presence' | 'typing' | 'marker'>): void {
    if (frame.type === 'profile') {
      const { user, name, avatar } = frame;
      this.update((state) => addUsers(state, [{ user, name, avatar }]));
    } else if (frame.type === 'presence') {
      const { online, members } = frame;
      this.update((state) => patchRoom(state, frame.room, { online, members }));
    } else if (frame.type === 'marker') {
      this.onMarker(frame);
    } else if (frame.user !== this.state.self?.user) {
      this.parts.typing.heard(frame.room, frame.user, frame.on);
    }
  }
}
