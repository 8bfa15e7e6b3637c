/**
 * The outbox as the chat sees it, and what it needs.
 */
import type { Clock } from '../../base/clock';
import type { Logger } from '../../base/logger';
import type { DownFrameOf } from '../../protocol/down';
import type {
  ClientMessageId,
  MessageRef,
  RequestId,
  RoomId,
  SendableBody,
  UserId,
} from '../../protocol/fields';
import type { Failure, OutboxEntry, OutboxStorage } from './outbox-storage';
import type { SendWait } from '../../store/state';
import type { OutgoingFrame } from '../session/session-types';

export type OutboxChange =
  /** `next`: the one of its room behind it, when it was read late. */
  | ({
      readonly kind: 'added';
      readonly entry: OutboxEntry;
      readonly next?: ClientMessageId;
    } & DeliveryDetails)
  /** The server has committed it. */
  | ({ readonly kind: 'settled'; readonly entry: OutboxEntry } & DeliveryDetails)
  /** Its file is on the server, and its body is another one. */
  | ({ readonly kind: 'uploaded'; readonly entry: OutboxEntry } & DeliveryDetails)
  | ({
      readonly kind: 'queued' | 'sending' | 'failed' | 'gone';
      readonly entry: OutboxEntry;
    } & DeliveryDetails);

/** What else there is to say about a message that waits. */
export interface DeliveryDetails {
  /** The server asked it to wait. */
  readonly wait?: SendWait;
  /** It was sent and has no answer. */
  readonly unsure?: true;
}

/** Of the welcome. */
export interface OutboxLimits {
  readonly frameBytes: number;
  readonly inFlight: number;
  /** It lets nothing overtake a number that was left out; an older server does. */
  readonly turns?: boolean | undefined;
}

export interface OutboxOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly storage: OutboxStorage;
  readonly newClientId: () => ClientMessageId;
  readonly newRequestId: () => RequestId;
  /** False when there is no connection to take it. `onUntaken`: the phone refused to send it. */
  readonly send: (frame: OutgoingFrame, onSendRefused: () => void) => boolean;
  /** No answer for `ACK_TIMEOUT_MS`: is the connection alive? */
  readonly onOverdue: () => void;
  /** A message may be what ends the connections: hold us and ask the server for a sign of life first. */
  readonly onSuspect: () => void;
  readonly onChange: (change: OutboxChange) => void;
  /** Null until the server has told what time it is. */
  readonly serverNow: () => number | null;
  /** An event (a recall, a reaction) has its answer; a refused one is gone, because nobody could resend it. */
  readonly onEventAnswer: (entry: OutboxEntry, failure: Failure | null) => void;
}

export interface Outbox {
  readonly entries: readonly OutboxEntry[];
  /** Forgets the former user's entries (they stay stored) and loads those of `user`. */
  open(user: UserId): void;
  /** @param file of this phone that must be uploaded before. @param name what a picture's file is called. @throws ChatError `outbox_full` */
  add(room: RoomId, body: SendableBody, file?: string | null, name?: string): ClientMessageId;
  /** Its file is being uploaded, or not any more. */
  setUploading(clientId: ClientMessageId, isUploading: boolean): void;
  /** Its file is on the server: `body` can be sent. */
  uploaded(clientId: ClientMessageId, body: SendableBody): void;
  /** The server cannot show its file as what it was sent: `body` says what it is now, and it is uploaded anew. */
  changed(clientId: ClientMessageId, body: SendableBody): void;
  /** Its file cannot be uploaded. */
  uploadFailed(clientId: ClientMessageId, failure: Failure): void;
  resend(clientId: ClientMessageId): void;
  /**
   * One that may have arrived already is recalled as soon as there is a connection.
   * @returns its text, '' for one without; null when it is unknown or on its way
   */
  discard(clientId: ClientMessageId): string | null;
  /** Messages that wait for longer fail: the server may not know any more whether it has them. */
  expire(ttlMs: number): void;
  /** Tries again to store what the phone had no room for. */
  storeUnsaved(): void;
  /** The words of these messages are taken out of what quotes them, on the phone too. */
  emptyQuotes(isRecalled: (ref: MessageRef) => boolean): void;
  /** What the server lets this person say in the room has changed: what waits there tries again. */
  retryRoom(room: RoomId): void;
  /** This person is in these rooms only: what waits for another one fails. `nameOf`: what a room was called. */
  failOutsideRooms(isMember: (room: RoomId) => boolean, nameOf: (room: RoomId) => string): void;
  /** A handshake succeeded. */
  connected(limits: OutboxLimits): void;
  /** What was on its way waits again. `isUnexplained`: nobody said why the connection ended. */
  disconnected(isUnexplained: boolean): void;
  /** The phone told something that may end the connection. */
  explainNextEnd(): void;
  /** Holds new transmissions back while the connection is in doubt. */
  hold(isHeld: boolean): void;
  /** The server has committed it: by `ack`, which names the transmission that it answers, or by its echo. */
  settle(clientId: ClientMessageId, transmission?: RequestId): void;
  onNack(nack: DownFrameOf<'nack'>): void;
  close(): void;
}
