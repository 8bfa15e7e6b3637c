/**
 * The port to durable storage. A promise resolves when the change is on disk, so whoever waits for it may acknowledge.
 * It keeps what it is given and knows no permission, no connection and no limit of the protocol.
 */
import { assert } from '../../miniprogram/core/base/assert';
import { NUL } from '../../miniprogram/core/base/text';
import { onlyVisible } from '../../miniprogram/core/base/visible';
import type {
  ClientMessageId,
  Epoch,
  MessageBody,
  RoomId,
  User,
  UserId,
} from '../../miniprogram/core/protocol/fields';
import type { Access, Role, RoomFlags, Membership } from '../../miniprogram/core/protocol/governance';
import type { AdmissionStore } from './admission-port';
import type { GovernanceStore, StoredSettings } from './governance-port';
import type { MediaStore } from './media-port';
import type { PeopleStore } from './people-port';
import type { StoredMessage } from './stored-message';

export type { StoredMessage };

/** What must hold when an event or a quote is committed; without it nothing is. */
export interface Condition {
  /** The first seq that the sender sees; what was said before it is not there for a quote or a reaction. */
  readonly seenFrom?: number;
  /** Whose messages may be recalled; null: anybody's. */
  readonly author?: UserId | null;
  /** What others said may be recalled only when they have one of these roles in the room; who is no member counts as one. */
  readonly authorRoles?: readonly Role[];
  /** Only messages from then on. Server time in ms. */
  readonly since?: number;
  /** Different reactions that one message may have. */
  readonly maxReactions?: number;
}

/** A message without its seq, which the store gives it. */
export interface NewMessage extends Omit<StoredMessage, 'seq' | 'reactions'> {
  readonly condition?: Condition;
  /** Whether a file is off the disk or about to be taken off it. Asked in the transaction: a file may go until then. */
  readonly isFileGone?: (path: string) => boolean;
}

/** Why a condition of the message does not hold at its commit. */
export type Unmet =
  | 'no_message'
  | 'forbidden'
  | 'too_late'
  | 'too_many_reactions'
  | 'not_yours'
  | 'no_picture'
  | 'no_voice'
  | 'no_video'
  | 'bad_size'
  | 'file_gone';

/** What became of one message of a batch. */
export type Appended =
  /** `body`: as it was written, when the store completed it (a count, a quote). */
  | { readonly kind: 'committed'; readonly seq: number; readonly at: number; readonly body?: MessageBody }
  /** (user, clientId) was committed before; this is where. */
  | { readonly kind: 'duplicate'; readonly seq: number; readonly at: number }
  /** (user, clientId) names a message of another room. */
  | { readonly kind: 'conflict'; readonly room: RoomId }
  /** An event whose condition does not hold. */
  | { readonly kind: 'unmet'; readonly why: Unmet }
  | { readonly kind: 'no_room' };

/** A room as it is loaded at the start. */
export interface StoredRoom {
  readonly room: RoomId;
  readonly name: string;
  readonly epoch: Epoch;
  /** Newest seq that was ever used; 0 in a room without messages. */
  readonly head: number;
  /** First seq that was not trimmed; `head` + 1 when none is left. A seq from here on that is not there is missing. */
  readonly oldest: number;
  readonly members: number;
  /** The newest message that is no event. */
  readonly last: StoredMessage | null;
  readonly settings: StoredSettings;
  /** Server time in ms at which the last member left; 0 for a room with members. */
  readonly emptiedAt: number;
  /** The newest message is there and cannot be read. */
  readonly isUnreadable?: boolean;
}

/** What a member has not read of a room. */
export interface Unread {
  /** Contents of others, counted up to `MAX_UNREAD`. */
  readonly count: number;
  /** Seq of the first that calls this user, or everybody; 0 without one. */
  readonly mentioned: number;
}

/** More are shown as "99+". */
export const MAX_UNREAD = 100;

/** A room that nobody is in yet. */
export interface NewRoom {
  readonly room: RoomId;
  readonly name: string;
  readonly epoch: Epoch;
  readonly at: number;
  /** Public unless told. */
  readonly access?: Access;
}

/** Which messages of a room stay; absent: no bound. A message stays when none of the bounds excludes it. */
export interface Keep {
  /** The newest so many. */
  readonly count?: number;
  /** Those with `at` from here on, and all that are newer than one of them. */
  readonly since?: number;
}

/** One person in one room. */
export interface MemberRow {
  readonly room: RoomId;
  /** Everything up to here has been read. */
  readonly read: number;
  readonly flags: RoomFlags;
  readonly membership: Membership;
  /** First seq that this member sees. */
  readonly since: number;
  /** Server time in ms; 0 when nobody noted it. */
  readonly joinedAt: number;
  /** What was thrown when it could not be read: they are a member, and what else is said of them is a guess. */
  readonly damage?: unknown;
}

/** A member unless told, who joined at the server time `at` in ms and sees everything from the seq `since` on, 1 unless told. */
export interface Entrance {
  readonly role?: Role;
  readonly at?: number;
  readonly since?: number;
}

/** How far somebody has read. */
export interface ReadMark {
  readonly room: RoomId;
  readonly user: UserId;
  readonly seq: number;
}

/** A person whose id was made already. */
export interface NewUser extends User {
  /** Hash of the secret that signs this user in; null for users who never sign in. */
  readonly keyHash: string | null;
  readonly language: string;
  readonly at: number;
}

/** A room that a new person is a member of from the beginning; `read`: where the read marker starts. */
export interface FirstRoom {
  readonly room: RoomId;
  readonly read: number;
}

/** A person with the language that the server speaks to them. */
export interface StoredUser extends User {
  readonly language: string;
}

/** Who gave which reaction to a message. */
export interface Reacted {
  readonly seq: number;
  readonly emoji: string;
  readonly user: UserId;
}

/** The log of all rooms. */
export interface MessageStore {
  /**
   * One transaction for the whole batch, in its order; seq is contiguous per room and never used twice. A recall takes the
   * words of its message out of the store in the same transaction, and those of its quotes as far as a step goes; the others
   * are told to nobody from then on, and `tidy` takes them out.
   * Rejects when nothing of the batch was committed.
   */
  append(batch: readonly NewMessage[]): Promise<readonly Appended[]>;
  /** Messages with `after` < seq, oldest first, at most `limit`. */
  messagesAfter(room: RoomId, after: number, limit: number): Promise<readonly StoredMessage[]>;
  /** The newest `limit` messages with seq < `before`, oldest first. */
  messagesBefore(room: RoomId, before: number, limit: number): Promise<readonly StoredMessage[]>;
  /** What `user`, and those whom they block, gave to the messages `first` to `last`, in no particular order. */
  reactedOf(room: RoomId, user: UserId, first: number, last: number): Promise<readonly Reacted[]>;
  /**
   * The first seq with `at` or later among those that are kept, 0 when all are earlier. Where the clock was set back more than
   * one seq fits; it is one of them.
   */
  seqAt(room: RoomId, at: number): Promise<number>;
  /** Whether (user, clientId) is known: committed, and not forgotten. */
  hasMessage(user: UserId, clientId: ClientMessageId): Promise<boolean>;
  /** What `user` has not read of the messages with `after` < seq <= `upTo`, without those of people whom they block. */
  unreadOf(room: RoomId, user: UserId, after: number, upTo: number): Promise<Unread>;
  /**
   * The newest content with `from` <= seq < `before` of somebody whom `user` does not block; null when there is none among the
   * newest contents that are looked at.
   */
  newestFor(room: RoomId, user: UserId, from: number, before: number): Promise<StoredMessage | null>;
  /**
   * Takes away what `keep` does not cover, oldest first, at most `limit` messages. Their seqs are never used again and
   * their (user, clientId) stay known. Resolves to the room's `oldest`.
   */
  trim(room: RoomId, keep: Keep, limit: number): Promise<number>;
  /**
   * What recalled and trimmed messages left in the store: the words in quotes of a recalled one, which nobody is told any
   * more, and who reacted. Takes at most `limit` of it away. Resolves to whether that was all.
   */
  tidy(limit: number): Promise<boolean>;
  /** Forgets (user, clientId) of trimmed messages with `at` < `before`, at most `limit`. Resolves to how many. */
  forgetTrimmed(room: RoomId, before: number, limit: number): Promise<number>;
}

/** Rooms and who is in them. */
export interface RoomStore {
  listRooms(): Promise<readonly StoredRoom[]>;
  /** Names are unique without regard to case and width, among the rooms that are not closed and not empty. */
  createRoom(room: NewRoom): Promise<'created' | 'name_taken' | 'id_taken'>;
  /** False when the user was a member already. `read`: where the read marker starts. */
  addMember(room: RoomId, user: UserId, read: number, entrance?: Entrance): Promise<boolean>;
  removeMember(room: RoomId, user: UserId): Promise<boolean>;
  membershipsOf(user: UserId): Promise<readonly MemberRow[]>;
  /** Every membership of a room, with the first seq that was said after the member came in. */
  listReads(room: RoomId): Promise<readonly (ReadMark & { readonly from: number })[]>;
  /** Marks only move forward; those of users who are no members are forgotten. */
  saveReads(marks: readonly ReadMark[]): Promise<void>;
  /** Gives every room a new epoch: committed messages may have been lost. */
  renewEpochs(make: () => Epoch): Promise<void>;
}

/** People and the keys that they sign in by. */
export interface UserStore {
  /** The account and its first memberships, which begin at `user.at`: both or neither. */
  createUser(user: NewUser, rooms?: readonly FirstRoom[]): Promise<'created' | 'name_taken' | 'key_taken'>;
  findUserByKey(keyHash: string): Promise<StoredUser | null>;
  /** Whoever signed in by the hash `from` does so by `to` from now on. Nothing happens when there is nobody. */
  renameKey(from: string, to: string): Promise<void>;
  /** In no particular order; unknown ids are left out. */
  findUsers(users: readonly UserId[]): Promise<readonly StoredUser[]>;
  /** Without regard to case and width. */
  findUserByName(name: string): Promise<StoredUser | null>;
  isNameFree(name: string): Promise<boolean>;
  updateUser(user: User): Promise<'updated' | 'name_taken' | 'absent'>;
}

/** By the names of tables, for operators. */
export interface StoreDamage {
  /** An index of theirs could not be read when the store was opened, and was made anew. */
  readonly rebuilt: readonly string[];
  /** They cannot be read whole. */
  readonly damaged: readonly string[];
}

/** All that the server keeps; one process has it at a time. */
export interface ChatStore extends MessageStore, RoomStore, UserStore {
  readonly admissions: AdmissionStore;
  readonly governance: GovernanceStore;
  readonly media: MediaStore;
  readonly people: PeopleStore;
  getMeta(key: string): Promise<string | null>;
  setMeta(key: string, value: string): Promise<void>;
  /** From now on what was taken out before is in no file any more, or is due to be when the store is written anew. */
  wipe(): Promise<void>;
  /** Writes the store anew if that is due; nobody is served meanwhile. False when it was not. */
  rewriteIfDue(): Promise<boolean>;
  damage(): StoreDamage;
  /** Looks again at what is damaged: it may be read by now. */
  recheck(): Promise<void>;
  /** Idempotent. */
  close(): Promise<void>;
}

/** Names that look the same to a person have the same key. */
export function nameKey(name: string): string {
  assert(!name.includes(NUL), 'names hold no U+0000');
  return onlyVisible(name.normalize('NFKC')).toLowerCase();
}
