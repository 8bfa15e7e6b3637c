/**
 * The socket service as its users see it: state as evidence, and what can be asked of it. Knows no chat.
 */
import type { Clock, Random } from '../base/clock';
import type { Undo } from '../base/emitter';
import type { Logger } from '../base/logger';
import type { EndEvidence, SocketOptions, Transport } from './transport';

/** Each state carries what it is known from. Times are `clock.now()` milliseconds. */
export type SocketState =
  | { readonly state: 'idle' }
  | { readonly state: 'connecting'; readonly attempt: number; readonly since: number }
  | { readonly state: 'open'; readonly attempt: number; readonly since: number }
  | {
      readonly state: 'closing';
      readonly since: number;
      readonly next: 'idle' | 'waiting' | 'paused' | 'connecting';
    }
  | {
      readonly state: 'waiting';
      readonly attempt: number;
      readonly retryAt: number;
      readonly evidence: EndEvidence | null;
    }
  | { readonly state: 'paused'; readonly why: string }
  | { readonly state: 'failed'; readonly why: 'unsupported'; readonly evidence: EndEvidence };

export type SocketErrorKind =
  'queue_full' | 'not_serializable' | 'closed' | 'send_failed' | 'frame_too_large';

/** Rejects `send`. `kind` for programs, `message` for people. */
export interface SocketError extends Error {
  readonly kind: SocketErrorKind;
}

export interface BadSocketFrame {
  readonly reason: 'not_json';
  readonly text: string;
}

export interface ReconnectRange {
  readonly minMs: number;
  readonly maxMs: number;
}

export interface SocketServiceOptions extends SocketOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger?: Logger;
  /** Values held while there is no open socket; the next one is refused with `queue_full`. Default 100. */
  readonly queueLimit?: number;
  /** When the number of attempts starts again from 0: after the socket, or after `confirm()`, has lasted 10 s. */
  readonly healthyFrom?: 'open' | 'confirm';
}

export interface SocketService {
  readonly state: SocketState;
  /** Starts, or restarts from `paused` / `failed` / `waiting` at once. Does nothing while connecting or open. */
  connect(): void;
  /** Encodes `value` as JSON and sends it, or queues it until open. Resolves when the platform took it. */
  send(value: unknown): Promise<void>;
  /** Like `send`, for bytes as they are. */
  sendBinary(data: ArrayBuffer): Promise<void>;
  onMessage(listener: (value: unknown) => void): Undo;
  onBinary(listener: (data: ArrayBuffer) => void): Undo;
  onBadFrame(listener: (frame: BadSocketFrame) => void): Undo;
  onState(listener: (state: SocketState) => void): Undo;
  /** The connection may be dead or the news may be an older socket's: verify, then `drop` or carry on. */
  onDoubt(listener: (why: string) => void): Undo;
  /** Ends the connection and stays idle. Queued values are rejected with `closed`. Idempotent. */
  close(code?: number, reason?: string): void;
  /** Ends the connection and stays `paused` until `connect()`; the queue is kept. */
  pause(why: string, code?: number): void;
  /** Ends the connection and reconnects: by backoff, or after a random time in `after`, or at once with `now`. */
  drop(
    why: string,
    how?: { readonly after?: ReconnectRange; readonly now?: boolean; readonly code?: number },
  ): void;
  /** The owner found this connection useful (its handshake succeeded): see `healthyFrom`. */
  confirm(): void;
  /** The address of the next attempt. */
  setUrl(url: string): void;
}
