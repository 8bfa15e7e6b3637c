/**
 * The store without a disk: for tests and for trying things out. Keeps to the same contract as SQLite, except that nothing
 * survives the process.
 */
import type { RoomId, UserId } from '../../../miniprogram/core/protocol/fields';
import {
  nameKey,
  type Appended,
  type ChatStore,
  type NewMessage,
  type NewRoom,
  type NewUser,
  type StoredMessage,
  type StoredRoom,
} from '../port';

interface MemoryRoom {
  row: NewRoom;
  readonly log: StoredMessage[];
  readonly reads: Map<UserId, number>;
}

class MemoryStore implements ChatStore {
  private readonly rooms = new Map<RoomId, MemoryRoom>();
  private readonly users = new Map<UserId, NewUser>();
  private readonly byClientId = new Map<string, StoredMessage>();
  private readonly meta = new Map<string, string>();

  async append(batch: readonly NewMessage[]): Promise<readonly Appended[]> {
    return batch.map((message) => this.appendOne(message));
  }

  private appendOne(message: NewMessage): Appended {
    const room = this.rooms.get(message.room);
    if (!room) return { kind: 'no_room' };
    const key = `${message.user}/${message.clientId}`;
    const earlier = this.byClientId.get(key);
    if (earlier?.room === message.room) return { kind: 'duplicate', seq: earlier.seq, at: earlier.at };
    if (earlier) return { kind: 'conflict', room: earlier.room };
    const { room: id, user, clientId, at, body } = message;
    const stored: StoredMessage = { room: id, seq: room.log.length + 1, user, clientId, at, body };
    room.log.push(stored);
    this.byClientId.set(key, stored);
    return { kind: 'committed', seq: stored.seq, at: stored.at };
  }

  private logOf(room: RoomId): readonly StoredMessage[] {
    return this.rooms.get(room)?.log ?? [];
  }

  async messagesAfter(room: RoomId, after: number, limit: number): Promise<readonly StoredMessage[]> {
    return this.logOf(room).slice(after, after + limit);
  }

  async messagesBefore(room: RoomId, before: number, limit: number): Promise<readonly StoredMessage[]> {
    const end = Math.max(0, Math.min(before - 1, this.logOf(room).length));
    return this.logOf(room).slice(Math.max(0, end - limit), end);
  }

  async hasMessage(user: string, clientId: string): Promise<boolean> {
    return this.byClientId.has(`${user}/${clientId}`);
  }

  async listRooms(): Promise<readonly StoredRoom[]> {
    const rooms = [...this.rooms.values()].map(({ row, log, reads }) => {
      const { room, name, epoch } = row;
      return { room, name, epoch, head: log.length, members: reads.size, last: log[log.length - 1] ?? null };
    });
    return rooms;
  }

  async createRoom(row: NewRoom): Promise<'created' | 'name_taken' | 'id_taken'> {
    if (this.rooms.has(row.room)) return 'id_taken';
    const taken = [...this.rooms.values()].some((room) => nameKey(room.row.name) === nameKey(row.name));
    if (taken) return 'name_taken';
    this.rooms.set(row.room, { row, log: [], reads: new Map() });
    return 'created';
  }

  async addMember(room: RoomId, user: UserId, read: number): Promise<boolean> {
    const reads = this.rooms.get(room)?.reads;
    if (!reads || reads.has(user)) return false;
    reads.set(user, read);
    return true;
  }

  async removeMember(room: RoomId, user: UserId): Promise<boolean> {
    return this.rooms.get(room)?.reads.delete(user) ?? false;
  }

  async membershipsOf(user: UserId): Promise<readonly { room: RoomId; read: number }[]> {
    return [...this.rooms].flatMap(([room, { reads }]) => {
      const read = reads.get(user);
      return read === undefined ? [] : [{ room, read }];
    });
  }

  async membersOf(room: RoomId): Promise<readonly UserId[]> {
    return [...(this.rooms.get(room)?.reads.keys() ?? [])];
  }

  async saveReads(marks: readonly { room: RoomId; user: UserId; seq: number }[]): Promise<void> {
    for (const { room, user, seq } of marks) {
      const reads = this.rooms.get(room)?.reads;
      const read = reads?.get(user);
      if (reads && read !== undefined && read < seq) reads.set(user, seq);
    }
  }

  async renewEpochs(make: () => NewRoom['epoch']): Promise<void> {
    for (const room of this.rooms.values()) room.row = { ...room.row, epoch: make() };
  }

  async createUser(user: NewUser): Promise<'created' | 'name_taken' | 'key_taken'> {
    if (user.keyHash !== null && (await this.findUserByKey(user.keyHash))) return 'key_taken';
    if (this.users.has(user.user) || !(await this.isNameFree(user.name))) return 'name_taken';
    this.users.set(user.user, user);
    return 'created';
  }

  async findUserByKey(keyHash: string): Promise<NewUser | null> {
    return [...this.users.values()].find((user) => user.keyHash === keyHash) ?? null;
  }

  async findUsers(users: readonly UserId[]): Promise<readonly NewUser[]> {
    return users.flatMap((id) => this.users.get(id) ?? []);
  }

  async isNameFree(name: string): Promise<boolean> {
    return ![...this.users.values()].some((user) => nameKey(user.name) === nameKey(name));
  }

  async updateUser(
    change: Pick<NewUser, 'user' | 'name' | 'avatar'>,
  ): Promise<'updated' | 'name_taken' | 'absent'> {
    const user = this.users.get(change.user);
    const isOwn = user !== undefined && nameKey(user.name) === nameKey(change.name);
    if (!isOwn && !(await this.isNameFree(change.name))) return 'name_taken';
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

  async close(): Promise<void> {}
}

export function createMemoryStore(): ChatStore {
  return new MemoryStore();
}
