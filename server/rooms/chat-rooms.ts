/**
 * All rooms of this server: their members, their log and who listens. Whatever is said in a room goes through `publish`,
 * a person's message as much as the bot's or a notice. Knows no connection and no frame that answers a request.
 */
import type { Clock, Random } from '../../miniprogram/core/base/clock';
import { createEmitter, type Emitter } from '../../miniprogram/core/base/emitter';
import { createId } from '../../miniprogram/core/base/ids';
import type { Logger } from '../../miniprogram/core/base/logger';
import { ok, type Result } from '../../miniprogram/core/base/result';
import { refuseWith, type Refusal } from '../../miniprogram/core/protocol/refusal';
import type {
  ClientMessageId,
  Message,
  NoticeBody,
  NoticeEvent,
  RoomId,
  User,
  UserId,
} from '../../miniprogram/core/protocol/fields';
import { makeNotice } from '../../miniprogram/core/protocol/kinds/notice';
import type { DownFrameOf } from '../../miniprogram/core/protocol/down';
import type { Access, Role } from '../../miniprogram/core/protocol/governance';
import type { ServerLimits } from '../limits';
import { checkRoomName } from '../names/reserved';
import { newSettings, type RoomChange } from '../storage/governance-port';
import {
  nameKey,
  type ChatStore,
  type Keep,
  type MemberRow,
  type NewMessage,
  type ReadMark,
  type StoredMessage,
  type StoredRoom,
} from '../storage/port';
import { createCommitter, type CommitOutcome, type Committer, type Submission } from './committer';
import { createComings, type Coming, type IsWorthALine } from './comings';
import { noteDamage } from './damage';
import { noteFollowed } from './follower';
import { placeOf } from './place';
import { createPresence, type Presence } from './presence';
import { createReadMarks, loadReads, type ReadMarks } from './read-marks';
import { reclaimName } from './reopening';
import {
  broadcast,
  createRoom,
  describeComing,
  lastAfter,
  tellRoom,
  toMessage,
  type Room,
  type Subscriber,
} from './room';
import { createRoomCodes } from './room-codes';
import { createEpoch, createRoomId } from './room-id';

export interface ChatRoomsOptions {
  readonly store: ChatStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly limits: ServerLimits;
}

/** Numbers of now. */
export interface RoomCounts {
  /** Connections that listen, summed over the rooms. */
  readonly subscribers: number;
  /** People online, summed over the rooms. */
  readonly online: number;
}

/** A member who is not here: they went away, or came into the room without being here. */
export interface Absence {
  readonly room: RoomId;
  readonly user: UserId;
}

export type NoticeDetails = Omit<NoticeBody, 'kind' | 'event'>;

const NOTICE_ID_LENGTH = 16;
const MAX_ID_TRIES = 20;

function asStored(
  { room, user, clientId, body }: NewMessage,
  outcome: Extract<CommitOutcome, { kind: 'committed' }>,
): StoredMessage {
  const { seq, at } = outcome;
  return { room, seq, user, clientId, at, body: outcome.body ?? body };
}

/** Changes of one room are made one after the other; what is told is stored. */
export class ChatRooms {
  /** Every message after its commit and fan-out: for the bot. */
  readonly messages: Emitter<Message>;
  /** Each transaction of messages: whether it was committed. */
  readonly commits: Emitter<boolean>;
  readonly absences: Emitter<Absence>;
  readonly reads: ReadMarks;
  private readonly rooms = new Map<RoomId, Room>();
  private readonly codes = createRoomCodes();
  private readonly isWorthALine: IsWorthALine;
  private readonly committer: Committer;
  private readonly presence: Presence;

  constructor(private readonly options: ChatRoomsOptions) {
    const { store, clock, logger, limits } = options;
    this.messages = createEmitter('messages', logger);
    this.commits = createEmitter('commits', logger);
    this.absences = createEmitter('absences', logger);
    this.committer = createCommitter({
      store,
      logger,
      onCommit: (isCommitted) => this.commits.emit(isCommitted),
      onDamage: (room, thrown) => void this.noteDamage(room, thrown),
    });
    this.isWorthALine = createComings(clock, limits);
    this.presence = createPresence({ clock, intervalMs: limits.presenceIntervalMs });
    this.reads = createReadMarks({ store, clock, logger, intervalMs: limits.saveReadsMs });
  }

  /** Reads every room from the store. Call once, before anybody connects. */
  async load(): Promise<void> {
    const { store } = this.options;
    for (const stored of await store.listRooms()) this.keep(createRoom(stored));
    for (const { room, user, role } of await store.admissions.listStaff())
      this.rooms.get(room)?.staff.set(user, role);
    for (const [id, count] of await store.admissions.waitingCounts()) {
      const room = this.rooms.get(id);
      if (room) room.waiting = count;
    }
    // Of an older version, or of a crash in between: nobody noted when they were left, or that somebody came back.
    const isLeft = (room: Room): boolean => room.members === 0 && room.emptiedAt === 0;
    await this.noteEmptied(this.all().filter(isLeft), this.options.clock.now());
    for (const room of this.rooms.values()) if (room.members > 0) await this.reopen(room);
    for (const room of this.rooms.values()) await loadReads(store, room, this.options.logger);
  }

  private keep(room: Room): void {
    this.rooms.set(room.room, room);
    this.codes.note(room);
  }

  get(room: RoomId): Room | undefined {
    return this.rooms.get(room);
  }

  /** The room that this code leads to, whether it lets anybody in or not. */
  findByCode(code: string): Room | undefined {
    return this.codes.find(code);
  }

  /** Nobody finds the room any more; whoever calls takes it out of the store. */
  forget(room: Room): void {
    this.rooms.delete(room.room);
    this.codes.forget(room);
  }

  /** In no particular order. */
  all(): readonly Room[] {
    return [...this.rooms.values()];
  }

  /** A room with one member, who owns it. Its first message says who made it. */
  async create(wanted: string, user: UserId, access: Access): Promise<Result<Room, Refusal>> {
    const name = checkRoomName(wanted);
    if (!name.ok) return name;
    for (let tries = 0; tries < MAX_ID_TRIES; tries += 1) {
      const id = createRoomId(this.options.random);
      const outcome = await this.createAs(id, name.value, access);
      if (outcome === 'name_taken') {
        return refuseWith('name_taken', `A room with the name "${name.value}" exists already.`);
      }
      if (outcome === 'id_taken') continue;
      await this.addMember(outcome, user, 'owner');
      return ok(outcome);
    }
    return refuseWith('overload', `No free room code was found in ${MAX_ID_TRIES} tries.`);
  }

  /** A room with a chosen id, without members. */
  async createAs(
    room: RoomId,
    name: string,
    access: Access = 'public',
  ): Promise<Room | 'name_taken' | 'id_taken'> {
    const { store, clock, random } = this.options;
    const identity = { room, name, epoch: createEpoch(random) };
    const settings = { ...newSettings(room), access };
    const log = { head: 0, oldest: 1, last: null };
    const stored: StoredRoom = { ...identity, settings, ...log, members: 0, emptiedAt: 0 };
    const outcome = await store.createRoom({ ...identity, access, at: clock.now() });
    if (outcome !== 'created') return outcome;
    const created = createRoom(stored);
    this.keep(created);
    return created;
  }

  /** Without a notice. What was said before counts as read. False when the user was a member already. */
  async addMember(room: Room, user: UserId, role: Role = 'member'): Promise<boolean> {
    const { store, clock } = this.options;
    const { read, since, at } = placeOf(room, user, clock.now());
    const isNew = await store.addMember(room.room, user, read, { role, at, since });
    if (isNew) {
      this.noteMember(room, user, read);
      this.noteRole(room, user, role);
      await this.reopen(room, user);
    }
    return isNew;
  }

  /** The store has another role for this member. */
  noteRole(room: Room, user: UserId, role: Role): void {
    if (role === 'member') room.staff.delete(user);
    else room.staff.set(user, role);
    noteFollowed(room, user, 'standing');
  }

  /** The store has changed what is set for the room. */
  noteChange(room: Room, { name = room.name, ...settings }: RoomChange): void {
    room.name = name;
    room.settings = { ...room.settings, ...settings };
    this.codes.note(room);
  }

  /** The store has a new member, whose read marker starts at `read`. */
  noteMember(room: Room, user: UserId, read: number): void {
    room.reads.set(user, read);
    room.cameAt.set(user, read + 1);
    if (!room.online.has(user)) this.absences.emit({ room: room.room, user });
    this.changeMembers(room, 1, user);
    this.tellReader(room, { user, seq: read, ...describeComing(room, user) });
  }

  /** Who reads here, in rooms where people are told. */
  private tellReader(room: Room, marker: Omit<DownFrameOf<'marker'>, 'type' | 'room'>): void {
    if (room.members > this.options.limits.maxMarkerMembers) return;
    broadcast(room, { type: 'marker', room: room.room, ...marker }, marker.user);
  }

  async removeMember(room: Room, user: UserId): Promise<boolean> {
    const { store, clock } = this.options;
    const wasMember = await store.removeMember(room.room, user);
    if (!wasMember) return false;
    room.reads.delete(user);
    room.cameAt.delete(user);
    room.staff.delete(user);
    this.changeMembers(room, -1, user);
    this.tellReader(room, { user, seq: 0, gone: true });
    if (room.members === 0) await this.noteEmptied([room], clock.now());
    return true;
  }

  private changeMembers(room: Room, change: number, user: UserId): void {
    room.members += change;
    this.presence.changed(room, user, change > 0 ? 'came' : 'place');
  }

  /** Somebody is in the room that everybody had left: it has its name again. `by`: who came in. */
  async reopen(room: Room, by?: UserId): Promise<void> {
    if (room.emptiedAt === 0) return;
    const { store, random } = this.options;
    const name = await reclaimName(store.admissions, room, random);
    room.emptiedAt = 0;
    if (name === room.name) return;
    this.noteChange(room, { name });
    tellRoom(room);
    if (by !== undefined) this.notice(room, by, 'renamed', { name });
  }

  /** Since `at` nobody is in these rooms. All are written at once: a server may find thousands at its start. */
  async noteEmptied(rooms: readonly Room[], at: number): Promise<void> {
    for (const room of rooms) room.emptiedAt = at;
    if (rooms.length === 0) return;
    await this.options.store.admissions.setEmptied(
      rooms.map(({ room }) => room),
      at,
    );
  }

  /** `mark.user` has read that far; it only moves forward, and is stored a little later. */
  markRead(room: Room, mark: ReadMark): void {
    this.reads.set(mark);
    if (room.reads.has(mark.user))
      room.reads.set(mark.user, Math.max(room.reads.get(mark.user) ?? 0, mark.seq));
  }

  /** Takes away what `keep` does not cover, at most `limit` messages. True when there is more to take. */
  async trim(room: Room, keep: Keep, limit: number): Promise<boolean> {
    const before = room.oldest;
    room.oldest = await this.options.store.trim(room.room, keep, limit);
    if (room.last && room.last.seq < room.oldest) room.last = null;
    return room.oldest - before >= limit;
  }

  /** From this turn on the subscriber gets every message after `room.lastSeq`. */
  subscribe(room: Room, subscriber: Subscriber): void {
    if (room.subscribers.has(subscriber)) return;
    room.subscribers.add(subscriber);
    room.online.set(subscriber.user, (room.online.get(subscriber.user) ?? 0) + 1);
    if (room.online.get(subscriber.user) === 1) this.noteFlip(room, subscriber.user, false);
  }

  unsubscribe(room: Room, subscriber: Subscriber): void {
    if (!room.subscribers.delete(subscriber)) return;
    room.followers.get(subscriber)?.close();
    room.followers.delete(subscriber);
    const left = (room.online.get(subscriber.user) ?? 1) - 1;
    if (left > 0) room.online.set(subscriber.user, left);
    else room.online.delete(subscriber.user);
    if (left > 0) return;
    this.noteFlip(room, subscriber.user, true);
    this.absences.emit({ room: room.room, user: subscriber.user });
  }

  private noteFlip(room: Room, user: UserId, wasOnline: boolean): void {
    room.order.note(user, { online: wasOnline });
    this.presence.changed(room, user, 'place');
  }

  /** This person, who is in these rooms, has another name now; `before`: the one that they had. */
  noteRenaming(
    { user, name: before }: Pick<User, 'user' | 'name'>,
    rooms: readonly Pick<MemberRow, 'room'>[],
  ): void {
    for (const { room } of rooms) this.rooms.get(room)?.order.note(user, { nameKey: nameKey(before) });
  }

  /** Commits, settles, then fans out. The caller has checked who may speak and what. */
  publish(submission: Submission): void {
    this.committer.submit({
      ...submission,
      settle: (outcome) => {
        try {
          submission.settle(outcome);
        } finally {
          this.broadcastMessage(submission, outcome);
        }
      },
    });
  }

  /** Commits what was said so far, before its turn would come. */
  commit(): void {
    this.committer.begin();
  }

  private broadcastMessage({ message }: Submission, outcome: CommitOutcome): void {
    const room = this.rooms.get(message.room);
    if (outcome.kind !== 'committed' || !room) return;
    const committed = toMessage(asStored(message, outcome), room.epoch);
    room.lastSeq = committed.seq;
    room.last = lastAfter(room.last, committed);
    broadcast(room, committed);
    this.messages.emit(committed);
  }

  /** A grey line of the room itself. */
  notice(room: Room, user: UserId, event: NoticeEvent, details: NoticeDetails = {}): void {
    const { clock, random, logger } = this.options;
    const clientId = `notice-${createId(random, NOTICE_ID_LENGTH)}` as ClientMessageId;
    this.publish({
      message: { room: room.room, user, clientId, at: clock.now(), body: makeNotice(event, details) },
      settle(outcome) {
        if (outcome.kind !== 'committed') logger.warn('notice_lost', { room: room.room, event });
      },
    });
  }

  /** A line about who came or went, unless the room has had enough of such. */
  noticeComing(room: Room, user: UserId, event: Coming): void {
    if (this.isWorthALine(room.room, user, event)) this.notice(room, user, event);
  }

  counts(): RoomCounts {
    const rooms = [...this.rooms.values()];
    return {
      subscribers: rooms.reduce((sum, { subscribers }) => sum + subscribers.size, 0),
      online: rooms.reduce((sum, { online }) => sum + online.size, 0),
    };
  }

  /** True when the room is there, and what was thrown says that a part of it cannot be read. */
  noteDamage(room: RoomId, thrown: unknown): boolean {
    return noteDamage(this.rooms.get(room), thrown, this.options.logger);
  }

  /** Resolves when everything that was published so far is on disk, or was refused. */
  async flush(): Promise<void> {
    await this.committer.settled();
    await this.reads.save();
  }

  close(): void {
    this.presence.close();
    this.reads.close();
  }
}
