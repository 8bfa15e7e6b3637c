/**
 * The store without a disk: for tests and for trying things out. Keeps to the same contract as SQLite, except that nothing
 * survives the process.
 */
import type { RoomId, UserId } from '../../../miniprogram/core/protocol/fields';
import { movesRooms, isContentBody } from '../../../miniprogram/core/protocol/kinds/facts';
import { lookKey, looksAlike } from '../../names/looks';
import { newSettings, NO_FLAGS, type StoredSettings } from '../governance-port';
import { addReactions, conclude, EVERYBODY, hasEffect, prepare, TRIMMED } from '../events';
import type { StoreDamage } from '../port';
import {
  MAX_UNREAD,
  nameKey,
  type Appended,
  type ChatStore,
  type Entrance,
  type FirstRoom,
  type Keep,
  type MemberRow,
  type NewMessage,
  type NewRoom,
  type NewUser,
  type Reacted,
  type StoredMessage,
  type StoredRoom,
  type Unread,
} from '../port';
import { MemoryAdmissions, type AdmissionRooms } from './memory-admissions';
import { checkFiles } from '../named-files';
import { createMemoryEvents, keyOf } from './memory-events';
import { MemoryMedia } from './memory-media';
import { MemoryPeople } from './memory-people';
import { MemoryGovernance, type GovernedRooms, type MemoryMember } from './memory-governance';

/** Keys are dear to make, and the names of all are compared whenever somebody takes one. */
function createSameness(): (one: string, other: string) => boolean {
  const known = new Map<string, string>();
  const keyAt = (name: string): string => {
    const key = known.get(name) ?? lookKey(name);
    known.set(name, key);
    return key;
  };
  return (one, other) =>
    nameKey(one) === nameKey(other) || (keyAt(one) === keyAt(other) && looksAlike(one, other));
}

interface MemoryRoom {
  row: NewRoom;
  settings: StoredSettings;
  emptiedAt: number;
  head: number;
  /** Ends at `head`; begins after what was trimmed. */
  log: StoredMessage[];
  readonly members: Map<UserId, MemoryMember>;
}

const oldestOf = ({ head, log }: MemoryRoom): number => head - log.length + 1;

/** Each is an empty database of its own. */
export class MemoryStore implements ChatStore {
  private readonly isSameName = createSameness();
  private readonly rooms = new Map<RoomId, MemoryRoom>();
  private readonly users = new Map<UserId, NewUser>();
  private readonly byClientId = new Map<string, StoredMessage>();
  private readonly meta = new Map<string, string>();
  readonly governance = new MemoryGovernance(this.governed());
  readonly admissions = new MemoryAdmissions(this.admissionRooms());
  readonly media = new MemoryMedia({
    log: (room) => this.logOf(room),
    messages: () => this.byClientId.values(),
    maySee: (room, user, seq) => (this.rooms.get(room)?.members.get(user)?.since ?? Infinity) <= seq,
    avatars: () => [...this.users.values()].map(({ avatar }) => avatar),
  });
  readonly people = new MemoryPeople({
    has: (user) => this.users.has(user),
    messagesOf: (user) => [...this.byClientId.values()].filter((message) => message.user === user),
    remove: (user) => this.removeUser(user),
  });
  private readonly events = createMemoryEvents({
    find: (ref) => this.byClientId.get(keyOf(ref)) ?? null,
    write: (message) => this.write(message),
    roleOf: (room, user) => this.rooms.get(room)?.members.get(user)?.role ?? null,
  });

  async append(batch: readonly NewMessage[]): Promise<readonly Appended[]> {
    return batch.map((message) => this.appendOne(message));
  }

  private appendOne(message: NewMessage): Appended {
    const room = this.rooms.get(message.room);
    if (!room) return { kind: 'no_room' };
    const earlier = this.byClientId.get(keyOf(message));
    if (earlier?.room === message.room) return { kind: 'duplicate', seq: earlier.seq, at: earlier.at };
    if (earlier) return { kind: 'conflict', room: earlier.room };
    const checked = checkFiles(message, (who, path) => this.media.lookAt(who, path));
    if (!checked.ok) return { kind: 'unmet', why: checked.why };
    const prepared = prepare({ ...message, body: checked.body }, this.events);
    if (!prepared.ok) return { kind: 'unmet', why: prepared.why };
    const { room: id, user, clientId, at } = message;
    const { body, target } = prepared;
    const stored: StoredMessage = { room: id, seq: room.head + 1, user, clientId, at, body };
    this.write(stored);
    conclude(stored, target, this.events);
    const completed = hasEffect(body) || body !== message.body ? { body } : {};
    return { kind: 'committed', seq: stored.seq, at: stored.at, ...completed };
  }

  /** A new message, or one whose body has changed. */
  private write(message: StoredMessage): void {
    const room = this.rooms.get(message.room);
    const place = room ? message.seq - oldestOf(room) : -1;
    const earlier = this.byClientId.get(keyOf(message));
    if (earlier) this.media.release(earlier.body);
    if (room && place >= 0) room.log[place] = message;
    if (room) room.head = Math.max(room.head, message.seq);
    this.byClientId.set(keyOf(message), message);
  }

  private logOf(room: RoomId): readonly StoredMessage[] {
    return this.rooms.get(room)?.log ?? [];
  }

  async messagesAfter(room: RoomId, after: number, limit: number): Promise<readonly StoredMessage[]> {
    const newer = this.logOf(room).filter(({ seq }) => seq > after);
    return this.withReactions(newer.slice(0, limit));
  }

  async messagesBefore(room: RoomId, before: number, limit: number): Promise<readonly StoredMessage[]> {
    const older = this.logOf(room).filter(({ seq }) => seq < before);
    return this.withReactions(older.slice(Math.max(0, older.length - limit)));
  }

  async reactedOf(room: RoomId, user: UserId, first: number, last: number): Promise<readonly Reacted[]> {
    const isMeant = (by: UserId): boolean => by === user || this.governance.isBlocked(user, by);
    const asked = this.logOf(room).filter(({ seq }) => seq >= first && seq <= last);
    return asked.flatMap((message) => this.events.reactedBy(message, isMeant));
  }

  async seqAt(room: RoomId, at: number): Promise<number> {
    return this.logOf(room).find((message) => message.at >= at)?.seq ?? 0;
  }

  private withReactions(messages: readonly StoredMessage[]): readonly StoredMessage[] {
    return messages.map((message) => addReactions(message, this.events.reactionsOf(message)));
  }

  async unreadOf(room: RoomId, user: UserId, after: number, upTo: number): Promise<Unread> {
    const others = this.logOf(room).filter(
      ({ seq, user: author }) =>
        seq > after && seq <= upTo && author !== user && !this.governance.isBlocked(user, author),
    );
    const calls = (message: StoredMessage): boolean => {
      const called = this.events.calledBy(message);
      return called.has(user) || called.has(EVERYBODY);
    };
    const count = others.filter(({ body }) => isContentBody(body)).length;
    return { count: Math.min(count, MAX_UNREAD), mentioned: others.find(calls)?.seq ?? 0 };
  }

  async newestFor(room: RoomId, user: UserId, from: number, before: number): Promise<StoredMessage | null> {
    const found = this.logOf(room).filter(
      (message) =>
        message.seq >= from &&
        message.seq < before &&
        isContentBody(message.body) &&
        !this.governance.isBlocked(user, message.user),
    );
    return this.withReactions(found.slice(-1))[0] ?? null;
  }

  async hasMessage(user: string, clientId: string): Promise<boolean> {
    return this.byClientId.has(`${user}/${clientId}`);
  }

  async trim(room: RoomId, { count, since }: Keep, limit: number): Promise<number> {
    const found = this.rooms.get(room);
    if (!found) return 1;
    const { log } = found;
    const byCount = count === undefined ? 0 : Math.max(0, log.length - count);
    const firstYoung = since === undefined ? 0 : log.findIndex(({ at }) => at >= since);
    const byAge = firstYoung < 0 ? log.length : firstYoung;
    const end = Math.min(limit, Math.max(byCount, byAge));
    found.log = log.slice(end);
    for (const message of log.slice(0, end)) this.empty(message);
    return oldestOf(found);
  }

  private empty(message: StoredMessage): void {
    this.events.dropCounts(message);
    this.events.dropMentions(message);
    this.media.release(message.body);
    this.byClientId.set(keyOf(message), { ...message, body: TRIMMED });
  }

  /** Nothing is ever left behind here. */
  async tidy(): Promise<boolean> {
    return true;
  }

  async forgetTrimmed(room: RoomId, before: number, limit: number): Promise<number> {
    const found = this.rooms.get(room);
    const oldest = found ? oldestOf(found) : 0;
    const old = [...this.byClientId].filter(
      ([, message]) => message.room === room && message.seq < oldest && message.at < before,
    );
    for (const [key] of old.slice(0, limit)) this.byClientId.delete(key);
    return Math.min(limit, old.length);
  }

  async listRooms(): Promise<readonly StoredRoom[]> {
    return [...this.rooms.values()].map((each) => {
      const { row, head, log, members, settings, emptiedAt } = each;
      const { room, name, epoch } = row;
      const last = [...log].reverse().find(({ body }) => movesRooms(body)) ?? null;
      const ends = { head, oldest: oldestOf(each), last, emptiedAt };
      return { room, name, epoch, ...ends, members: members.size, settings };
    });
  }

  async createRoom(row: NewRoom): Promise<'created' | 'name_taken' | 'id_taken'> {
    if (this.rooms.has(row.room)) return 'id_taken';
    if (this.hasName(row.name)) return 'name_taken';
    const settings = { ...newSettings(row.room), access: row.access ?? 'public' };
    this.rooms.set(row.room, { row, settings, emptiedAt: 0, head: 0, log: [], members: new Map() });
    return 'created';
  }

  private hasName(name: string, except?: RoomId): boolean {
    return [...this.rooms.values()].some(
      ({ row, settings, emptiedAt }) =>
        row.room !== except && !settings.closed && emptiedAt === 0 && this.isSameName(row.name, name),
    );
  }

  private governed(): GovernedRooms {
    return {
      members: (room) => this.rooms.get(room)?.members ?? new Map<UserId, MemoryMember>(),
      ids: () => [...this.rooms.keys()],
      user: (user) => this.users.get(user),
      isBanned: (user) => this.people.isBanned(user),
      log: (room) => this.logOf(room),
      change: (id, settings, name) => {
        const room = this.rooms.get(id);
        if (!room) return true;
        const isClosed = settings.closed ?? room.settings.closed;
        if (!isClosed && room.emptiedAt === 0 && this.hasName(name ?? room.row.name, id)) return false;
        room.settings = { ...room.settings, ...settings };
        if (name !== undefined) room.row = { ...room.row, name };
        return true;
      },
    };
  }

  private admissionRooms(): AdmissionRooms {
    return {
      members: () => [...this.rooms].map(([room, { members }]) => [room, members] as const),
      user: (user) => this.users.get(user),
      enter: ({ room, user, read, at, since }) => this.addMember(room, user, read, { at, since }),
      setEmptied: (room, at) => {
        const found = this.rooms.get(room);
        if (found) found.emptiedAt = at;
      },
      reopen: (room, name) => {
        const found = this.rooms.get(room);
        if (!found || this.hasName(name, room)) return false;
        found.emptiedAt = 0;
        found.row = { ...found.row, name };
        return true;
      },
      dropMessages: (room, limit) => {
        const gone = [...this.byClientId].filter(([, message]) => message.room === room).slice(0, limit);
        for (const [key, message] of gone) {
          this.empty(message);
          this.byClientId.delete(key);
        }
        return gone.length === limit;
      },
      drop: (room) => void this.rooms.delete(room),
    };
  }

  async addMember(room: RoomId, user: UserId, read: number, entrance: Entrance = {}): Promise<boolean> {
    const members = this.rooms.get(room)?.members;
    if (!members || members.has(user)) return false;
    const { role = 'member', at = 0, since = 1 } = entrance;
    members.set(user, { read, from: read + 1, role, flags: NO_FLAGS, joinedAt: at, since });
    return true;
  }

  async removeMember(room: RoomId, user: UserId): Promise<boolean> {
    return this.rooms.get(room)?.members.delete(user) ?? false;
  }

  async membershipsOf(user: UserId): Promise<readonly MemberRow[]> {
    return [...this.rooms].flatMap(([room, { members }]) => {
      const member = members.get(user);
      if (!member) return [];
      const { read, flags, role, since, joinedAt } = member;
      const membership = { role, mutedUntil: this.governance.mutedUntil(room, user, role) };
      return [{ room, read, flags, membership, since, joinedAt }];
    });
  }

  async listReads(room: RoomId) {
    const members = this.rooms.get(room)?.members ?? [];
    return [...members].map(([user, { read, from }]) => ({ room, user, seq: read, from }));
  }

  async saveReads(marks: readonly { room: RoomId; user: UserId; seq: number }[]): Promise<void> {
    for (const { room, user, seq } of marks) {
      const member = this.rooms.get(room)?.members.get(user);
      if (member && member.read < seq) member.read = seq;
    }
  }

  async renewEpochs(make: () => NewRoom['epoch']): Promise<void> {
    for (const room of this.rooms.values()) room.row = { ...room.row, epoch: make() };
  }

  async createUser(
    user: NewUser,
    rooms: readonly FirstRoom[] = [],
  ): Promise<'created' | 'name_taken' | 'key_taken'> {
    if (user.keyHash !== null && (await this.findUserByKey(user.keyHash))) return 'key_taken';
    if (this.users.has(user.user) || !(await this.isNameFree(user.name))) return 'name_taken';
    this.users.set(user.user, user);
    for (const { room, read } of rooms) await this.addMember(room, user.user, read, { at: user.at });
    return 'created';
  }

  async renameKey(from: string, to: string): Promise<void> {
    const known = await this.findUserByKey(from);
    if (known) this.users.set(known.user, { ...known, keyHash: to });
  }

  async findUserByKey(keyHash: string): Promise<NewUser | null> {
    return [...this.users.values()].find((user) => user.keyHash === keyHash) ?? null;
  }

  private removeUser(user: UserId): void {
    this.users.delete(user);
    for (const { members } of this.rooms.values()) members.delete(user);
    this.governance.forget(user);
  }

  async findUsers(users: readonly UserId[]): Promise<readonly NewUser[]> {
    return users.flatMap((id) => this.users.get(id) ?? []);
  }

  async findUserByName(name: string): Promise<NewUser | null> {
    return [...this.users.values()].find((user) => nameKey(user.name) === nameKey(name)) ?? null;
  }

  async isNameFree(name: string): Promise<boolean> {
    return ![...this.users.values()].some((user) => this.isSameName(user.name, name));
  }

  async updateUser(
    change: Pick<NewUser, 'user' | 'name' | 'avatar'>,
  ): Promise<'updated' | 'name_taken' | 'absent'> {
    const user = this.users.get(change.user);
    // Asserts that it can be stored.
    nameKey(change.name);
    const others = [...this.users.values()].filter((other) => other.user !== change.user);
    const isNew = user?.name !== change.name;
    if (isNew && others.some((other) => this.isSameName(other.name, change.name))) return 'name_taken';
    if (!user) return 'absent';
    this.users.set(user.user, { ...user, name: change.name, avatar: change.avatar });
    return 'updated';
  }

  async getMeta(key: string): Promise<string | null> {
    return this.meta.get(key) ?? null;
  }

  async setMeta(key: string, value: string): Promise<void> {
    this.meta.set(key, value);
  }

  async wipe(): Promise<void> {}

  async rewriteIfDue(): Promise<boolean> {
    return false;
  }

  damage(): StoreDamage {
    return { rebuilt: [], damaged: [] };
  }

  async recheck(): Promise<void> {}

  async close(): Promise<void> {}
}
