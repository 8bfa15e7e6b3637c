/**
 * The port to durable storage. A promise resolves when the change is on disk, so whoever waits for it may acknowledge.
 * It keeps what it is given and knows no permission, no connection and no limit of the protocol.
 */
import type {
  ClientMessageId,
  Epoch,
  MessageBody,
  RoomId,
  User,
  UserId,
} from '../../miniprogram/core/protocol/fields';

/** Without `type` and `epoch`, which the room adds. `at`: server time in ms. */
export interface StoredMessage {
  readonly room: RoomId;
  readonly seq: number;
  readonly user: UserId;
  readonly clientId: ClientMessageId;
  readonly at: number;
  readonly body: MessageBody;
}

export type NewMessage = Omit<StoredMessage, 'seq'>;

/** What became of one message of a batch. */
export type Appended =
  | { readonly kind: 'committed'; readonly seq: number; readonly at: number }
  /** (user, clientId) was committed before; this is where. */
  | { readonly kind: 'duplicate'; readonly seq: number; readonly at: number }
  /** (user, clientId) names a message of another room. */
  | { readonly kind: 'conflict'; readonly room: RoomId }
  | { readonly kind: 'no_room' };

export interface StoredRoom {
  readonly room: RoomId;
  readonly name: string;
  readonly epoch: Epoch;
  /** Newest seq; 0 in a room without messages. */
  readonly head: number;
  readonly members: number;
  readonly last: StoredMessage | null;
}

export interface NewRoom {
  readonly room: RoomId;
  readonly name: string;
  readonly epoch: Epoch;
  readonly at: number;
}

export interface Membership {
  readonly room: RoomId;
  /** Everything up to here has been read. */
  readonly read: number;
}

export interface ReadMark {
  readonly room: RoomId;
  readonly user: UserId;
  readonly seq: number;
}

export interface NewUser extends User {
  /** Hash of the secret that signs this user in; null for users who never sign in. */
  readonly keyHash: string | null;
  readonly language: string;
  readonly at: number;
}

export interface StoredUser extends User {
  readonly language: string;
}

export interface MessageStore {
  /**
   * One transaction for the whole batch, in its order; seq is contiguous per room and never used twice.
   * Rejects when nothing of the batch was committed.
   */
  append(batch: readonly NewMessage[]): Promise<readonly Appended[]>;
  /** Messages with `after` < seq, oldest first, at most `limit`. */
  messagesAfter(room: RoomId, after: number, limit: number): Promise<readonly StoredMessage[]>;
  /** The newest `limit` messages with seq < `before`, oldest first. */
  messagesBefore(room: RoomId, before: number, limit: number): Promise<readonly StoredMessage[]>;
  hasMessage(user: UserId, clientId: ClientMessageId): Promise<boolean>;
}

export interface RoomStore {
  listRooms(): Promise<readonly StoredRoom[]>;
  /** Names are unique without regard to case and width. */
  createRoom(room: NewRoom): Promise<'created' | 'name_taken' | 'id_taken'>;
  /** False when the user was a member already. `read`: where the read marker starts. */
  addMember(room: RoomId, user: UserId, read: number): Promise<boolean>;
  removeMember(room: RoomId, user: UserId): Promise<boolean>;
  membershipsOf(user: UserId): Promise<readonly Membership[]>;
  /** In no particular order. */
  membersOf(room: RoomId): Promise<readonly UserId[]>;
  /** Marks only move forward; those of users who are no members are forgotten. */
  saveReads(marks: readonly ReadMark[]): Promise<void>;
  /** Gives every room a new epoch: committed messages may have been lost. */
  renewEpochs(make: () => Epoch): Promise<void>;
}

export interface UserStore {
  createUser(user: NewUser): Promise<'created' | 'name_taken' | 'key_taken'>;
  findUserByKey(keyHash: string): Promise<StoredUser | null>;
  /** In no particular order; unknown ids are left out. */
  findUsers(users: readonly UserId[]): Promise<readonly StoredUser[]>;
  isNameFree(name: string): Promise<boolean>;
  updateUser(user: User): Promise<'updated' | 'name_taken' | 'absent'>;
}

export interface ChatStore extends MessageStore, RoomStore, UserStore {
  getMeta(key: string): Promise<string | null>;
  setMeta(key: string, value: string): Promise<void>;
  /** Idempotent. */
  close(): Promise<void>;
}

/** Names that look the same to a person have the same key. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}
