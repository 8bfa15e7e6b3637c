/**
 * The port to what is stored about how people get into a room: invitations, who waits to be let in, and the end of a room
 * that nobody is in. Keeps what it is given; who may come in is decided elsewhere.
 */
import type { RoomId, User, UserId } from '../../miniprogram/core/protocol/fields';
import type { Role } from '../../miniprogram/core/protocol/governance';

/** Times are server time in ms. */
export interface StoredInvitation {
  readonly code: string;
  readonly room: RoomId;
  readonly by: UserId;
  readonly at: number;
  /** From then on it lets nobody in. */
  readonly expiresAt: number;
  readonly maxUses: number;
  readonly uses: number;
}

/** `at`: since when, in server time. */
export interface StoredWaiting extends User {
  readonly at: number;
}

/** A place in a room, as `addMember` takes it. */
export interface Place {
  readonly room: RoomId;
  readonly user: UserId;
  /** Where the read marker starts. */
  readonly read: number;
  /** First seq that this member sees. */
  readonly since: number;
  readonly at: number;
}

/** Each promise resolves when it is on the disk. */
export interface AdmissionStore {
  addInvitation(invitation: StoredInvitation): Promise<void>;
  /** Whether it still lets people in or not; null for an unknown code. */
  findInvitation(code: string): Promise<StoredInvitation | null>;
  /** Those that still let people in at `now`, newest first. The others are forgotten. */
  invitationsOf(room: RoomId, now: number): Promise<readonly StoredInvitation[]>;
  /** One use of the invitation and the membership, both or neither. `spent`: it lets nobody in at `place.at`. */
  admitInvited(code: string, place: Place): Promise<'admitted' | 'spent' | 'member'>;
  /** All of the room without `code`. */
  endInvitations(room: RoomId, code?: string): Promise<void>;
  /** Once, however often asked. `full`: `limit` wait already, in the room or for this user. */
  addWaiting(room: RoomId, user: UserId, at: number, limit: number): Promise<'added' | 'there' | 'full'>;
  /** The membership and the end of the waiting, both or neither. False for who does not wait. */
  admitWaiting(place: Place): Promise<boolean>;
  /** False for who did not wait. */
  dropWaiting(room: RoomId, user: UserId): Promise<boolean>;
  /** The first ones first. */
  waitingOf(room: RoomId, limit: number): Promise<readonly StoredWaiting[]>;
  /** How many wait; rooms where nobody does are left out. */
  waitingCounts(): Promise<ReadonlyMap<RoomId, number>>;
  /** Owners and admins of every room. */
  listStaff(): Promise<readonly { readonly room: RoomId; readonly user: UserId; readonly role: Role }[]>;
  /** When the last member left. From then on other rooms may have its name. */
  setEmptied(rooms: readonly RoomId[], at: number): Promise<void>;
  /** Somebody is in the room again, which is called `name` from now on. False when another room has this name. */
  reopen(room: RoomId, name: string): Promise<boolean>;
  /**
   * Takes away a room without members and everything of it but reports, at most `limit` messages in one transaction.
   * Their files are released. `more`: call again.
   */
  dropRoom(room: RoomId, limit: number): Promise<'dropped' | 'more' | 'occupied'>;
}
