/**
 * The outbox as the chat sees it, and what it needs.
 */
import type { Clock } from '../../base/clock';
import type { Logger } from '../../base/logger';
import type { ClientMessageId, RequestId, SendableBody } from '../../protocol/fields';
import type { MediaPort } from '../ports';
import type { StateBox } from '../state-box';
import type { Failure, OutboxEntry, OutboxStorage } from './outbox-storage';
import type { SendWait } from '../../store/state';
import type { OutgoingFrame } from '../session/session-types';

/** What became of one entry, told in the order in which it happened. */
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
  /** Has the rooms that entries are shown in, and their files. */
  readonly box: StateBox;
  readonly media: MediaPort;
  /** Null until the server has told what time it is. */
  readonly serverNow: () => number | null;
  /** An event (a recall, a reaction) has its answer; a refused one is gone, because nobody could resend it. */
  readonly onEventAnswer: (entry: OutboxEntry, failure: Failure | null) => void;
}

/** Whose files are uploaded, and who is told what became of each. */
export interface UploadOwner {
  readonly entries: readonly OutboxEntry[];
  /** Its file is being uploaded, or not any more. */
  setUploading(clientId: ClientMessageId, isUploading: boolean): void;
  /** Its file is on the server: `body` can be sent. */
  uploaded(clientId: ClientMessageId, body: SendableBody): void;
  /** The server cannot show its file as what it was sent: `body` says what it is now, and it is uploaded anew. */
  changed(clientId: ClientMessageId, body: SendableBody): void;
  /** Its file cannot be uploaded. */
  uploadFailed(clientId: ClientMessageId, failure: Failure): void;
}
