/**
 * The socket service as its users see it: state as evidence, and what can be asked of it. Knows no chat.
 */
import type { Clock, Random } from '../base/clock';
import type { Undo } from '../base/emitter';
import type { Logger } from '../base/logger';
import type { EndEvidence, SocketOptions, Transport } from './transport';

export type { EndEvidence };

/** Each state carries what it is known from. Times are `clock.now()` milliseconds. */
export type SocketState =
  | { readonly state: 'idle' }
  | { readonly state: 'connecting'; readonly attempt: number; readonly since: number }
  | {
      readonly state: 'open';
      readonly attempt: number;
      readonly since: number;
      /**
       * Another library of the app has the global socket calls: this connection goes on over its SocketTask, and why. When it
       * begins to while the connection is open, `onUncertain` tells it and `onState` does not.
       */
      readonly fallback?: string;
    }
  | {
      readonly state: 'closing';
      readonly since: number;
      readonly next: 'idle' | 'waiting' | 'paused' | 'connecting' | 'failed';
    }
  | {
      readonly state: 'waiting';
      readonly attempt: number;
      readonly retryAt: number;
      /** From its beginning to `retryAt`. */
      readonly waitMs: number;
      readonly evidence: EndEvidence | null;
    }
  | { readonly state: 'paused'; readonly why: string }
  /** Trying again cannot help (`isFinal`), or `maxAttempts` in a row came to nothing: only `connect` starts again. */
  | {
      readonly state: 'failed';
      readonly why: 'refused' | 'attempts';
      readonly evidence: EndEvidence;
      /**
       * Frames that were handed over on the connection that ended so. Their promises are resolved, because the platform took
       * them, or rejected with `fate_unknown`; whether they were read only the server knows.
       */
      readonly handedOver: number;
    };

/** Why a frame was not sent, or perhaps not. */
export type SocketErrorKind =
  | 'queue_full'
  | 'not_serializable'
  | 'closed'
  | 'send_failed'
  | 'frame_too_large'
  /** Handed over to the platform, which had not answered when the server refused for good: it may have arrived or not. */
  | 'fate_unknown';

/** Rejects `send`. `kind` for programs, `message` for people. */
export interface SocketError extends Error {
  readonly kind: SocketErrorKind;
}

/** A frame that the codec could not read; the connection goes on. */
export interface BadSocketFrame {
  readonly reason: 'not_json' | 'not_decodable';
  readonly text: string;
  /** What the owner's codec threw. */
  readonly error?: string;
}

/** How values become frames. What either function throws is reported, and nothing else is lost. */
export interface SocketCodec {
  /** Text, or bytes that go out as they are. */
  encode(value: unknown): string | ArrayBuffer;
  decode(text: string): unknown;
}

/**
 * How the service asks by itself whether its connection is alive. Where nothing answers, the connection is dropped and the next
 * attempt follows; an app that was frozen asks as soon as it runs again.
 */
export interface SocketHeartbeat {
  /** From one sign of life to the next question. */
  readonly everyMs: number;
  /** How long the answer may take. */
  readonly timeoutMs: number;
  /** The question: a value for `send`, or an `ArrayBuffer`, which goes out as it is. */
  ping(): unknown;
  /**
   * Whether what came in (a value, bytes, or the text of a frame that the codec cannot read) is the answer, of which nobody
   * else is told. Without this function everything that comes in is a sign of life.
   */
  isPong?(value: unknown): boolean;
}

/** The next attempt comes after a random time between the two. */
export interface ReconnectRange {
  readonly minMs: number;
  readonly maxMs: number;
}

export interface SocketServiceOptions extends SocketOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger?: Logger;
  /** `json` (default); `text`: strings as they are, both ways; or one's own. Bytes that come in are not decoded. */
  readonly codec?: 'json' | 'text' | SocketCodec;
  /**
   * Whether an end that was not asked for says that trying again cannot help. Default: closed with 1007, 4400 or 4406; refused
   * with an HTTP status from 400 to 499, but not 408 and 429; no subprotocol.
   */
  readonly isFinal?: (evidence: EndEvidence) => boolean;
  /** None unless given: then only the phone's own news tell that a connection is gone. */
  readonly heartbeat?: SocketHeartbeat;
  /** After so many attempts in a row that came to nothing the state is `failed` until `connect`. Default: it never ends. */
  readonly maxAttempts?: number;
  /** Values held while there is no open socket; the next one is refused with `queue_full`. Default 100. */
  readonly queueLimit?: number;
  /** Frames above this many bytes (UTF-8 for text) are refused with `frame_too_large`. Default: no limit. */
  readonly frameLimitBytes?: number;
  /** When the number of attempts starts again from 0: after the socket, or after `confirm()`, has lasted 10 s. */
  readonly healthyFrom?: 'open' | 'confirm';
}

export interface DropOptions {
  /** Advice of the server: reconnect after a random time in this range, without counting the attempt as a failure. */
  readonly after?: ReconnectRange;
  readonly now?: boolean;
  readonly code?: number;
}

/** One connection that is kept up, over whatever transport; pages may use it without the chat. */
export interface SocketService {
  readonly state: SocketState;
  /**
   * Starts, or restarts from `paused` / `failed` / `waiting` at once; while closing, as soon as that is over. Does nothing
   * while connecting or open. While waiting or closing it obeys the limit of 10 attempts per minute, and may wait for it.
   */
  connect(): void;
  /**
   * Encodes `value` by the codec and sends it, or queues it until open. Resolves when the platform took it, which does not mean
   * that anybody received it. Rejects with a `SocketError`; who does not look at the promise is not troubled by that.
   * What a listener of `open` sends at once goes out before what was queued.
   */
  send(value: unknown): Promise<void>;
  /** Like `send`, for bytes as they are. */
  sendBinary(data: ArrayBuffer): Promise<void>;
  onMessage(listener: (value: unknown) => void): Undo;
  onBinary(listener: (data: ArrayBuffer) => void): Undo;
  onBadFrame(listener: (frame: BadSocketFrame) => void): Undo;
  onState(listener: (state: SocketState) => void): Undo;
  /** The connection may be dead or the news may be an older socket's: verify, then `drop` or carry on. */
  onUncertain(listener: (why: string) => void): Undo;
  /**
   * Ends the connection and stays idle. Queued values, and those sent before the next `connect()`, are rejected with
   * `closed`. Idempotent. The state is `closing` until the platform reports the end.
   */
  close(code?: number, reason?: string): void;
  /** Ends the connection and stays `paused` until `connect()`; the queue is kept. Does nothing when idle or failed. */
  pause(why: string, code?: number): void;
  /**
   * Ends the connection and reconnects: by backoff, or after a random time in `after`, or at once with `now`. While waiting
   * it only moves the next attempt; does nothing when idle, paused or failed.
   */
  drop(why: string, how?: DropOptions): void;
  /** The owner found this connection useful (its handshake succeeded): see `healthyFrom`. */
  confirm(): void;
  /** The address of the next attempt. */
  setUrl(url: string): void;
}
