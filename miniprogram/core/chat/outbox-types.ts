/**
 * The outbox as the chat sees it, and what it needs.
 */
import type { Clock } from '../base/clock';
import type { Logger } from '../base/logger';
import type { DownFrameOf } from '../protocol/down';
import type { ClientMessageId, RequestId, RoomId, SendableBody, UserId } from '../protocol/fields';
import type { Failure, OutboxEntry, OutboxStorage } from './outbox-storage';
import type { OutgoingFrame } from './session-types';

export type OutboxChange =
  | { readonly kind: 'added'; readonly entry: OutboxEntry }
  | { readonly kind: 'queued' | 'sending' | 'failed' | 'gone'; readonly entry: OutboxEntry };

export interface OutboxOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly storage: OutboxStorage;
  readonly newClientId: () => ClientMessageId;
  readonly newRequestId: () => RequestId;
  /** False when there is no connection to take it. */
  readonly transmit: (frame: OutgoingFrame) => boolean;
  /** No answer for `ACK_TIMEOUT_MS`: is the connection alive? */
  readonly onOverdue: () => void;
  readonly onChange: (change: OutboxChange) => void;
  /** An event (a recall, a reaction) has its answer; a refused one is gone, because nobody could resend it. */
  readonly onEventAnswer: (entry: OutboxEntry, failure: Failure | null) => void;
}

export interface Outbox {
  readonly entries: readonly OutboxEntry[];
  /** Forgets the former user's entries (they stay stored) and loads those of `user`. */
  open(user: UserId): void;
  /** @throws ChatError `outbox_full` */
  add(room: RoomId, body: SendableBody): ClientMessageId;
  resend(clientId: ClientMessageId): void;
  /** @returns its text, '' for one without; null when it is unknown or on its way */
  discard(clientId: ClientMessageId): string | null;
  /** A handshake succeeded. */
  connected(): void;
  /** What was on its way waits again. */
  disconnected(): void;
  /** Holds new transmissions back while the connection is in doubt. */
  hold(isHeld: boolean): void;
  /** The server has committed it: by `ack` or by its echo. */
  settle(clientId: ClientMessageId): void;
  onNack(nack: DownFrameOf<'nack'>): void;
  close(): void;
}
