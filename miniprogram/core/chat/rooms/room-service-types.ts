/**
 * Rooms beyond talking, as services and pages see them: own flags, members, the directory, moderation, reports, blocks, search,
 * and where in a room a day begins.
 */
import type { Invitation, Listing, Member, WaitingPerson } from '../../protocol/down-rooms';
import type { Epoch, MediaKind, Message, RoomId, UserId } from '../../protocol/fields';
import type { RoomFlags } from '../../protocol/governance';
import type { ReportReason, RoomAction } from '../../protocol/room-actions';

/** In the order of the server's list, which `next` goes on with. */
export interface MembersPage {
  readonly members: readonly Member[];
  readonly more: boolean;
  /** `after` of the next page. */
  readonly next?: string | undefined;
  /** The server tells by itself what becomes of these. */
  readonly isFollowed?: boolean;
}

/** What became of members who are listed; `members`: as they are now, or new ones. */
export interface MemberNews {
  readonly online: readonly UserId[];
  readonly offline: readonly UserId[];
  readonly gone: readonly UserId[];
  readonly members: readonly Member[];
}

/** The members of one room while somebody looks at them. */
export interface MemberList {
  /** As `members`; whoever is told is followed from then on, a first page anew, by a server that can. */
  page(skip: number, after?: string, query?: string): Promise<MembersPage>;
  /** These, as far as they are members; asks as often as it takes. Of a server that follows only. */
  about(users: readonly UserId[]): Promise<readonly Member[]>;
  /** Nobody looks for now. */
  rest(): void;
  /** Nobody looks any more. */
  close(): void;
}

interface DirectoryPage {
  readonly rooms: readonly Listing[];
  readonly more: boolean;
  /** `after` of the next page. */
  readonly next?: string | undefined;
}

/** How people come into a room, for those who may change that. */
export interface Admissions {
  /** Those that still let people in, newest first. */
  readonly invitations: readonly Invitation[];
  /** The first ones first. */
  readonly waiting: readonly WaitingPerson[];
  readonly more: boolean;
}

/** Messages that were looked for; the same ones may be loaded in the timeline too. */
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
  memberList(room: RoomId, onNews: (news: MemberNews) => void): MemberList;
  /** Public rooms whose name holds `query`; `skip` and `after` as of members. */
  directory(query: string, skip: number, after?: string): Promise<DirectoryPage>;
  /** @throws ChatError also `empty`, `too_large` for a text that the server would refuse */
  act(room: RoomId, action: RoomAction): Promise<void>;
  /** Invitations and people who wait, for those who run the room. */
  admissions(room: RoomId): Promise<Admissions>;
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
