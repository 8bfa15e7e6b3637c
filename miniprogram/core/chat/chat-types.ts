/**
 * The chat as services and pages see it: one state to read, a few commands, and connection news that tell the truth.
 */
import type { Undo } from '../base/emitter';
import type { ClientMessageId, ContentBody, Mentions, Quote, RoomId } from '../protocol/fields';
import type { ChatState } from '../store/state';
import type { Access } from '../protocol/governance';
import type { OutgoingMedia } from './outbox/outgoing-media';
import type { RoomService } from './rooms/room-service-types';
import type { ErrorCode } from '../protocol/error-codes';
import type { PhoneTrouble } from './session/session-types';

/** What people are told about the connection. Times are `clock.now()` milliseconds. */
export type ConnectionView =
  | { readonly state: 'disconnected' }
  /** `wasOnline`: nobody was told of a loss since the last connection, so what it told still stands. */
  | { readonly state: 'connecting'; readonly since: number; readonly wasOnline?: true }
  /** `checking`: no sign of life for a while; the answer to a probe decides. */
  | {
      readonly state: 'online';
      readonly since: number;
      readonly checking: boolean;
      readonly catchingUp: number;
    }
  | {
      readonly state: 'reconnecting';
      readonly attempt: number;
      readonly retryAt: number;
      /** From its beginning to `retryAt`; nobody waits for longer, whatever the phone's clock says meanwhile. */
      readonly waitMs?: number;
      readonly reason: string;
      /** The phone has no network, so there is little to try before it is back. */
      readonly offline: boolean;
      /** What this phone cannot do now and is tried again: its sign-in, reading what it has stored. */
      readonly trouble?: PhoneTrouble;
    }
  | { readonly state: 'paused'; readonly wasOnline?: true }
  | { readonly state: 'stopped'; readonly code: ErrorCode | 'unsupported'; readonly reason: string };

/** What a text may carry. A quote is made by the selector `quoteOf`. */
export interface TextExtras {
  readonly quote?: Quote | null;
  readonly mentions?: Mentions;
}

export type { OutgoingMedia };

/** Commands throw or reject with a `ChatError`; what they change is in `state` before they return, or when they resolve. */
export interface ChatClient {
  readonly connection: ConnectionView;
  onConnection(listener: (view: ConnectionView) => void): Undo;

  readonly state: ChatState;
  /** Called after each change with the new state, at most once per incoming frame. */
  onChange(listener: (state: ChatState) => void): Undo;

  /** Signs in and connects. Idempotent. */
  start(): void;
  /** People tapped "retry", or want this device to take over from another one. */
  retryNow(): void;
  /** Server time in ms, as far as the server has told; else the phone's. For display and for what the server will decide. */
  now(): number;
  /**
   * Something is about to cover the app (a picker, a picture, the scanner): the next hide, if it comes within a minute, is
   * no leave-taking.
   */
  expectHide(): void;
  /** Somebody uses the app: what rests in the background goes on. Every command of a person says so by itself. */
  wake(): void;
  /** Ends for good: timers, listeners and the socket are gone. Idempotent. */
  close(): void;

  /**
   * Puts a text into the room's outbox; the bubble is in `state` when this returns.
   * @throws ChatError `empty`, `too_large`, `outbox_full`, `not_joined`; nothing was queued then, the caller keeps the text
   */
  sendText(room: RoomId, text: string, extras?: TextExtras): ClientMessageId;
  /** Sends any content, such as a forwarded message or an uploaded picture. @throws ChatError as `sendText` */
  sendBody(room: RoomId, body: ContentBody): ClientMessageId;
  /**
   * Shows a file in the room, uploads it and sends it, also after a restart. Resolves when it is in the outbox; the progress
   * is in `state.files`. @throws ChatError as `sendText`; `too_large` names the limit of the kind
   */
  sendMedia(room: RoomId, media: OutgoingMedia): Promise<ClientMessageId>;
  /** People have listened to this voice. */
  markHeard(room: RoomId, key: string): void;
  /**
   * Takes an own message back for everybody; resolves when the server has done it.
   * @throws ChatError `too_late`, `forbidden`, `no_message`, `offline`
   */
  recall(room: RoomId, key: string): Promise<void>;
  /** Shown at once; taken off again when the server refuses. @throws ChatError `no_message`, `bad_kind`, `outbox_full` */
  react(room: RoomId, key: string, emoji: string, on: boolean): void;
  /** Hides a committed message on this phone for good. */
  deleteForMe(room: RoomId, key: string): void;
  /** Sends a failed message again, under its own id. */
  resend(room: RoomId, clientId: ClientMessageId): void;
  /** Takes a failed or queued message out; returns its text ('' for one without) so that it can be edited. */
  discard(room: RoomId, clientId: ClientMessageId): string | null;

  /** The next page upwards. Resolves when it is applied. @throws ChatError `offline`, `timeout`, … */
  loadOlder(room: RoomId): Promise<void>;
  /** Loads (a page of) a gap, from the end that people come from: the newest unless told. @throws ChatError */
  fillGap(room: RoomId, gapKey: string, end?: 'newest' | 'oldest'): Promise<void>;
  /** Loads what is around the message `seq`, however far it is; a gap stays between here and there. @throws ChatError */
  loadAround(room: RoomId, seq: number): Promise<void>;
  /** Everything up to the newest message has been seen; a mark as unread goes away. */
  markRead(room: RoomId): void;
  /** The text field changed; throttled and forgotten by itself. */
  setTyping(room: RoomId, on: boolean): void;

  /** Rooms beyond talking. */
  readonly rooms: RoomService;
  /** Public unless told. @throws ChatError `empty`, `too_large`, `name_taken`, `too_many_rooms`, `offline`, `timeout` */
  createRoom(name: string, access?: Access): Promise<RoomId>;
  /** `code` is the room's id as people type it. @throws ChatError `no_room`, `too_many_rooms`, `offline`, `timeout` */
  joinRoom(code: string): Promise<RoomId>;
  /** @throws ChatError `offline`, `timeout` */
  leaveRoom(room: RoomId): Promise<void>;
  /** Takes back what `joinRoom` asked the admins by this code. @throws ChatError `offline`, `timeout` */
  cancelJoin(code: string): Promise<void>;
}
