/**
 * The port to what is stored about how rooms are run. Keeps what it is given; who may change what is decided elsewhere.
 */
import type { Role, RoomFlags, RoomSettings, Membership } from '../../miniprogram/core/protocol/governance';
import type { RoomId, User, UserId } from '../../miniprogram/core/protocol/fields';
import type { ReportReason } from '../../miniprogram/core/protocol/room-actions';
import type { Looking } from './look-through';
import type { StoredMessage } from './stored-message';

/** Times are server time in ms; `mutedUntil` is 0 for whoever may speak. */
export interface StoredMember extends User {
  readonly role: Role;
  readonly mutedUntil: number;
  readonly joinedAt: number;
}

/** What keeps a person from speaking or coming back, whether they are a member or not. Server times in ms; 0 for nothing. */
export interface Sanctions {
  readonly mutedUntil: number;
  readonly keptOutUntil: number;
}

/** `seq` is null for a report about a person. */
export interface StoredReport {
  readonly at: number;
  readonly reporter: UserId;
  readonly room: RoomId;
  readonly user: UserId;
  readonly seq: number | null;
  readonly reason: ReportReason;
}

/** Texts of one room that hold `query`, newest first, in the span of seqs from `from` (included) to `before` (not). */
export interface TextQuery extends Looking {
  readonly room: RoomId;
  readonly query: string;
  readonly from: number;
  readonly before: number;
}

/** With everything that is set for a room. */
export type StoredSettings = Required<RoomSettings>;

/** What is absent stays. */
export type RoomChange = Partial<StoredSettings> & { readonly name?: string };

/** A member's place in the order of names, which two people of the same name share by id. */
export interface MemberPlace {
  readonly user: UserId;
  readonly nameKey: string;
}

/** Of a member who was told of something: they muted the room, or blocked who speaks. */
export type Hearing = 'listens' | 'muted' | 'blocked';

/** Who is what from now on. */
export type NewRole = readonly [UserId, Role];

/** Each promise resolves when it is on the disk. */
export interface GovernanceStore {
  /** In the order of `nameKey`, then id: those after `after`, from the first when it is null, at most `limit`. */
  membersByName(room: RoomId, after: MemberPlace | null, limit: number): Promise<readonly MemberPlace[]>;
  /** Where these are in that order, in no order; who is no member is left out. */
  placesOf(room: RoomId, users: readonly UserId[]): Promise<readonly MemberPlace[]>;
  /** In the order asked for; who is no member, or has no account any more, is left out. */
  describeMembers(room: RoomId, users: readonly UserId[]): Promise<readonly StoredMember[]>;
  /** The admin, else the member, who has been there longest, of those who have an account and are not banned. */
  successorOf(room: RoomId): Promise<UserId | null>;
  /** Rooms with members of whom none is an owner who has an account and is not banned. */
  unownedRooms(): Promise<readonly RoomId[]>;
  /** All of them, however many: for tests and tools. In no particular order; members whose account is gone are left out. */
  membersOf(room: RoomId): Promise<readonly StoredMember[]>;
  /** Whether these want to hear of what `speaker` says in the room; who is no member is left out. */
  hearingOf(
    room: RoomId,
    speaker: UserId,
    users: readonly UserId[],
  ): Promise<readonly (readonly [UserId, Hearing])[]>;
  /** Null for a user who is no member. */
  membershipOf(room: RoomId, user: UserId): Promise<Membership | null>;
  /** All of them or none, so that a hand-over that is cut off leaves one owner. */
  setRoles(room: RoomId, roles: readonly NewRole[]): Promise<void>;
  /** Returns the flags as they are now, null for a user who is no member. */
  setFlags(room: RoomId, user: UserId, change: Partial<RoomFlags>): Promise<RoomFlags | null>;
  changeRoom(room: RoomId, change: RoomChange): Promise<'changed' | 'name_taken'>;
  sanctionsOf(room: RoomId, user: UserId): Promise<Sanctions>;
  setSanctions(room: RoomId, user: UserId, change: Partial<Sanctions>): Promise<void>;
  addReport(report: StoredReport): Promise<void>;
  /** Oldest first. */
  listReports(): Promise<readonly StoredReport[]>;
  blocksOf(user: UserId): Promise<readonly UserId[]>;
  setBlocked(user: UserId, blocked: UserId, on: boolean): Promise<void>;
  findTexts(query: TextQuery): Promise<readonly StoredMessage[]>;
}

/** Of whoever has set nothing. */
export const NO_FLAGS: RoomFlags = { pinned: false, muted: false, markedUnread: false };
/** Of a new room, whose code is its id. */
export const newSettings = (room: RoomId): StoredSettings => ({
  announcement: '',
  access: 'public',
  slowMs: 0,
  closed: false,
  code: room,
  entry: 'open',
  past: 'all',
});
/** An owner is silent nowhere: nobody in the room could let them speak again. Who hands the room over is silent until the end. */
export const silenceOf = (role: Role, mutedUntil: number): number => (role === 'owner' ? 0 : mutedUntil);
/** 0 stands for none. */
export const NO_SANCTIONS: Sanctions = { mutedUntil: 0, keptOutUntil: 0 };
