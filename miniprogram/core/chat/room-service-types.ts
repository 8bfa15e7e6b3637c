/**
 * Rooms beyond talking, as services and pages see them: own flags, members, the directory, moderation, reports, blocks, search.
 */
import type { Listing, Member } from '../protocol/down-rooms';
import type { Epoch, Message, RoomId, UserId } from '../protocol/fields';
import type { RoomFlags } from '../protocol/governance';
import type { ReportReason, RoomAction } from '../protocol/room-actions';

export interface MembersPage {
  readonly members: readonly Member[];
  readonly more: boolean;
}

export interface DirectoryPage {
  readonly rooms: readonly Listing[];
  readonly more: boolean;
}

export interface FoundPage {
  readonly epoch: Epoch;
  /** Newest first. */
  readonly messages: readonly Message[];
  /** Where to go on; 0 when the beginning of the room was reached. */
  readonly before: number;
}

export interface Report {
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
  /** Online ones first, then by name; `skip`: how many of that order are known already. */
  members(room: RoomId, skip: number): Promise<MembersPage>;
  /** Public rooms whose name holds `query`. */
  directory(query: string, skip: number): Promise<DirectoryPage>;
  /** @throws ChatError also `empty`, `too_large` for a text that the server would refuse */
  act(room: RoomId, action: RoomAction): Promise<void>;
  report(report: Report): Promise<void>;
  setBlocked(user: UserId, on: boolean): Promise<void>;
  /** Texts before `before` (0 for the newest) that hold `query`. */
  search(room: RoomId, query: string, before: number): Promise<FoundPage>;
  /** People have read that they were removed from this room. */
  dismissLost(room: RoomId): void;
}
