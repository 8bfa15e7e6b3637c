/**
 * Rooms beyond talking, as services and pages see them: own flags, members, the directory, moderation, reports, blocks, search,
 * and where in a room a day begins.
 */
import type { Invitation, Listing, Member, WaitingPerson } from '../../protocol/down-rooms';
import type { Epoch, MediaKind, Message, RoomId, UserId } from '../../protocol/fields';
import type { RoomFlags } from '../../protocol/governance';
import type { ReportReason, RoomAction } from '../../protocol/room-actions';

export interface MembersPage {
  readonly members: readonly Member[];
  readonly more: boolean;
  /** `after` of the next page. */
  readonly next?: string | undefined;
}

interface DirectoryPage {
  readonly rooms: readonly Listing[];
  readonly more: boolean;
  /** `after` of the next page. */
  readonly next?: string | undefined;
}

export interface Door {
  /** Those that still let people in, newest first. */
  readonly invitations: readonly Invitation[];
  /** The first ones first. */
  readonly waiting: readonly WaitingPerson[];
  readonly more: boolean;
}

export interface FoundPage {
  readonly epoch: Epoch;
  /** Newest first. */
  readonly messages: readonly Message[];
  /** Where to go on; 0 when the beginning of the room was reached. */
  readonly before: number;
}

/** `seq` counts in `epoch` only; 0: there is no such message. */
export interface RoomPlace {
  readonly epoch: Epoch;
  readonly seq: number;
}

interface Report {
  readonly room: RoomId;
  readonly user: UserId;
  /** Of the message; absent when it is about the person. */
  readonly seq?: number;
  readonly reason: ReportReason;
}

/** All of them @throws ChatError `offline`, `timeout`, or the code of the server's refusal. */
export interface RoomService {
  /** Shown at once, and taken back when the server does not take it. */
  setFlags(room: RoomId, change: Partial<RoomFlags>): Promise<void>;
  /**
   * Online ones first, then by name; `skip`: how many of that order are known already, `after`: what the last page told as
   * `next`, which goes before it. With `query`: those whose name holds it, in any case and width, names that begin with it first.
   */
  members(room: RoomId, skip: number, after?: string, query?: string): Promise<MembersPage>;
  /** Public rooms whose name holds `query`; `skip` and `after` as of members. */
  directory(query: string, skip: number, after?: string): Promise<DirectoryPage>;
  /** @throws ChatError also `empty`, `too_large` for a text that the server would refuse */
  act(room: RoomId, action: RoomAction): Promise<void>;
  /** Invitations and people who wait, for those who run the room. */
  door(room: RoomId): Promise<Door>;
  report(report: Report): Promise<void>;
  setBlocked(user: UserId, on: boolean): Promise<void>;
  /** Texts before `before` (0 for the newest) that hold `query`. */
  search(room: RoomId, query: string, before: number): Promise<FoundPage>;
  /** Pictures, voices or files before `before` (0 for the newest), all that were neither recalled nor trimmed. */
  media(room: RoomId, kinds: readonly MediaKind[], before: number): Promise<FoundPage>;
  /** The first message at or after `at`, server time in ms, of those that the server keeps; it may be an event. */
  seqAt(room: RoomId, at: number): Promise<RoomPlace>;
  /** People have read that they were removed from this room. */
  dismissLost(room: RoomId): void;
}
