/**
 * What a session needs of a connection, and the ways a server ends one. Knows no WebSocket.
 */
import { CloseCode } from '../../miniprogram/core/protocol/close-codes';
import type { DownFrame } from '../../miniprogram/core/protocol/down';
import type { ErrorCode } from '../../miniprogram/core/protocol/error-codes';

/** One connection, whatever it is made of; calls after its end do nothing. */
export interface Wire {
  /** Queues a frame; it leaves at the end of this turn of the event loop. */
  send(frame: Buffer): void;
  /** See `Outbox`. */
  hold(): void;
  release(ahead: readonly Buffer[]): void;
  /** Nothing more is read until `resume`; what has been read already may still come. */
  pause(): void;
  resume(): void;
  /** Writes what is queued, then starts the closing handshake. Idempotent. */
  close(code: CloseCode, reason: string): void;
  /** The other side is gone: no handshake. */
  terminate(): void;
}

/** Last words, and the code that says the same to whoever did not get them. */
export interface CloseNotice {
  readonly frame: DownFrame;
  readonly closeCode: CloseCode;
}

const CLOSE_CODES: { readonly [Code in ErrorCode]?: CloseCode } = {
  bad_frame: CloseCode.badProtocol,
  auth_failed: CloseCode.authFailed,
  auth_expired: CloseCode.authFailed,
  banned: CloseCode.banned,
  version: CloseCode.version,
  hello_timeout: CloseCode.helloTimeout,
  superseded: CloseCode.superseded,
  draining: CloseCode.draining,
  stale_connection: CloseCode.staleConnection,
  overload: CloseCode.overload,
};

const closeCodeOf = (code: ErrorCode): CloseCode => CLOSE_CODES[code] ?? CloseCode.goingAway;

/** The client did something that this connection cannot go on after. */
export function closeWithError(code: ErrorCode, reason: string): CloseNotice {
  return { frame: { type: 'error', code, reason, fatal: true }, closeCode: closeCodeOf(code) };
}

/** When to come back: after a random time between the two. */
export interface ReconnectRange {
  readonly minMs: number;
  readonly maxMs: number;
}

/** Connections that come back per second after a server was stopped, spread over at least `MIN_SPREAD_MS`. */
const RETURNS_PER_SECOND = 500;
const MIN_RETURN_MS = 1_000;
const MIN_SPREAD_MS = 5_000;

/** When to come back after a stop, so that the next server is not run over. */
export function reconnectRange(connections: number): ReconnectRange {
  const spreadMs = Math.max(MIN_SPREAD_MS, (connections / RETURNS_PER_SECOND) * 1_000);
  return { minMs: MIN_RETURN_MS, maxMs: MIN_RETURN_MS + Math.ceil(spreadMs) };
}

/** When somebody may come back who asked for too much: the time they have to wait, and a little more, spread. */
export function reconnectRangeAfter(waitMs: number): ReconnectRange {
  return { minMs: Math.max(MIN_RETURN_MS, waitMs), maxMs: Math.max(MIN_RETURN_MS, waitMs) + MIN_SPREAD_MS };
}

/** The server ends it. `after`: come back at a random time in there; null: do not. */
export function closeWithBye(code: ErrorCode, after: ReconnectRange | null): CloseNotice {
  const frame: DownFrame = { type: 'bye', code, reconnect: after !== null, ...(after ? { after } : {}) };
  return { frame, closeCode: closeCodeOf(code) };
}
