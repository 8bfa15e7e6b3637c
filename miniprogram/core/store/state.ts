/**
 * The shape of everything the pages show. Plain, immutable data: a change makes new objects along its path and leaves the
 * rest as it was, so `===` tells what changed. Knows neither sockets nor pages.
 */
import type {
  ClientMessageId,
  Epoch,
  Mentions,
  MessageBody,
  Reaction,
  RoomId,
  RoomNames,
  User,
  UserId,
} from '../protocol/fields';
import type { ErrorCode } from '../protocol/error-codes';
import { MAX_TEXT_CODE_POINTS } from '../protocol/limits';
import type { RoomFlags, RoomSettings, StaffMember, Membership } from '../protocol/governance';

/** Why a message is not there yet: a refusal of the server, or what happened on this phone. */
export type FailureCode =
  ErrorCode | 'expired' | 'poison' | 'storage_full' | 'cancelled' | 'file_gone' | 'upload_failed';

/** Why a message waits although there is a connection. `until`: server time in ms. */
export interface SendWait {
  readonly code: ErrorCode;
  readonly until: number;
}

/** `durable: false`: this phone could not store the message, so it is gone when the app ends. */
export type Delivery =
  /** Committed by the server. */
  | { readonly status: 'sent'; readonly seq: number }
  /** Waits for a connection. */
  | {
      readonly status: 'queued';
      readonly durable?: false;
      readonly wait?: SendWait;
    }
  /** On its way; no answer yet. */
  | { readonly status: 'sending'; readonly durable?: false }
  | {
      readonly status: 'failed';
      readonly code: FailureCode;
      readonly reason: string;
      /** Name of the room, when this person is not in it any more. */
      readonly room?: string;
    };

/** A message as it is shown, sent or not. */
export interface TimelineMessage {
  readonly kind: 'message';
  /** `<user>/<clientId>`: stays the same from the first draft of a bubble over its ack to a history page. For `wx:key`. */
  readonly key: string;
  readonly room: RoomId;
  readonly user: UserId;
  readonly clientId: ClientMessageId;
  /** Server time in ms; the phone's own, until the ack, when nobody has told it. For display only. */
  readonly at: number;
  readonly body: MessageBody;
  readonly delivery: Delivery;
  /** As people see them: `baseReactions` and every event that is known. */
  readonly reactions?: readonly Reaction[];
  /** What the server had counted when it sent the message. */
  readonly baseReactions?: readonly Reaction[];
}

/** Messages `from`..`to` are not here; they can be asked for unless they are `lost`. */
export interface TimelineGap {
  readonly kind: 'gap';
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly lost: boolean;
}

export type TimelineItem = TimelineMessage | TimelineGap;

/** Whether there is something above the first item, and what became of asking for it. */
export type OlderState =
  | { readonly state: 'idle' }
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly reason: string }
  /** The first message of the room is loaded. Never the result of an error. */
  | { readonly state: 'complete' };

/** One room's messages, as far as this phone has them. */
export interface Timeline {
  readonly epoch: Epoch;
  /** Every message up to here has been applied (or is inside a gap). */
  readonly cursor: number;
  /** Committed messages and gaps in order of seq. */
  readonly items: readonly TimelineItem[];
  /** Own messages without a seq, in order of sending; shown after `items`. */
  readonly pending: readonly TimelineMessage[];
  readonly older: OlderState;
}

/** A room that this person is a member of. */
export interface Room {
  readonly room: RoomId;
  readonly name: string;
  /** In each language, where the server tells; `undefined` takes them away. */
  readonly names?: RoomNames | undefined;
  readonly epoch: Epoch;
  /** Newest seq that the server has told. */
  readonly lastSeq: number;
  /** Own read marker. */
  readonly read: number;
  /** When this person came in, in server time, where that is known. */
  readonly joined?: number;
  /** 0 until the server has told. */
  readonly online: number;
  readonly members: number;
  /** What the server counted when it told of the room: contents of others after `read`, up to `lastSeq`. */
  readonly serverUnread?: { readonly read: number; readonly lastSeq: number; readonly unread: number };
  /** The first message that calls this user, of those that were unread when the server told of the room. */
  readonly mentioned?: number;
  /** Newest message known that moves the room, own pending ones included. */
  readonly last: TimelineMessage | null;
  /** Users who are typing now, in order of start. */
  readonly typing: readonly UserId[];
  /** Other members' read markers. */
  readonly markers: Readonly<Record<string, number>>;
  /** The first seq that was said after other members came in; 1 for those who are not named. */
  readonly cameAt?: Readonly<Record<string, number>>;
  /** What this person set for themself. */
  readonly flags: RoomFlags;
  /** What holds for everybody in the room. */
  readonly settings: RoomSettings;
  /** This person's place in the room. */
  readonly membership: Membership;
  /** Owner and admins, where the server tells. */
  readonly staff?: readonly StaffMember[];
  /** How many wait to be let in, for those who run the room. */
  readonly waiting?: number;
  /** The server cannot read a part of the room. */
  readonly unreadable?: boolean;
}

/** The file of an own message on this phone: shown before the server has it, and instead of what the server made of it. */
export interface LocalFile {
  readonly path: string;
  /** How much the server has, in percent; null when it is not being uploaded. */
  readonly progress: number | null;
  /** A picture that stands for it, where this phone has one. */
  readonly cover?: string;
}

/** A room that somebody removed this person from, until they have read so. */
export interface LostRoom {
  readonly room: RoomId;
  readonly name: string;
  readonly names?: RoomNames | undefined;
}

/** All that pages show; made of plain values, so that it can be compared and kept. */
export interface ChatState {
  readonly self: User | null;
  /** False until the first `welcome` or cache: an empty list is not yet "no rooms". */
  readonly loaded: boolean;
  /** The rooms are those of the last time, from this phone's cache: the server has not told yet, there may be others. */
  readonly cached: boolean;
  readonly rooms: { readonly byId: Readonly<Record<string, Room>>; readonly ids: readonly RoomId[] };
  readonly timelines: Readonly<Record<string, Timeline>>;
  readonly users: Readonly<Record<string, User>>;
  /** People whose messages are not shown here. */
  readonly blocked: readonly UserId[];
  /** The longest text, in code points: what the server named in its welcome, and never more than this version sends. */
  readonly textCodePoints: number;
  /** In the order in which they were lost. */
  readonly lost: readonly LostRoom[];
  /** Codes whose rooms were asked to let this person in, on this phone, without an answer yet. */
  readonly knocked: readonly RoomId[];
  /** Keys of messages that people deleted on this phone. */
  readonly hidden: Readonly<Record<string, true>>;
  /** Keys of voices that people have listened to on this phone. */
  readonly heard: Readonly<Record<string, true>>;
  /** Files of own messages that were picked in this run of the app, or still wait, by key of the message. */
  readonly files: Readonly<Record<string, LocalFile>>;
  /** Texts of own messages that were recalled here a moment ago, by key, to be written anew. Never stored. */
  readonly recalledTexts: Readonly<Record<string, string>>;
  /** Keys of messages that were taken back, as far as this phone has heard: no copy of theirs is shown. */
  readonly recalled: Readonly<Record<string, true>>;
  /** Whom those call. */
  readonly recalledMentions: Readonly<Record<string, Mentions>>;
  /** Own messages that were sent and have no answer, by key: others may see them, so taken out they are recalled. */
  readonly unsure: Readonly<Record<string, true>>;
  /** Own messages that people took out after they had arrived, and that could not be recalled, by key: why. */
  readonly unrecalled: Readonly<Record<string, FailureCode>>;
}

/** Before anybody has signed in, and after the server was changed. */
export const EMPTY_STATE: ChatState = {
  self: null,
  loaded: false,
  cached: false,
  rooms: { byId: {}, ids: [] },
  timelines: {},
  users: {},
  blocked: [],
  textCodePoints: MAX_TEXT_CODE_POINTS,
  lost: [],
  knocked: [],
  hidden: {},
  heard: {},
  files: {},
  recalledTexts: {},
  recalled: {},
  recalledMentions: {},
  unsure: {},
  unrecalled: {},
};

/** Names a message on this phone; nothing in it has a slash but between the two. */
export const messageKey = (user: UserId, clientId: ClientMessageId): string => `${user}/${clientId}`;
