/**
 * What to do when the server says goodbye, refuses the connection, or the socket ends with a code. A pure table: in-band
 * words are trusted first, then codes 4400-4499 and a few of RFC 6455; every other end is transient.
 */
import { CloseCode } from '../../protocol/close-codes';
import { ERROR_CODES, type ErrorCode } from '../../protocol/error-codes';
import type { ReconnectRange } from '../../socket/socket-types';

/** What is to be done about an end. */
export type EndAction =
  /** Reconnect with backoff. */
  | { readonly kind: 'backoff' }
  /** Reconnect after a random time in `range`: the server asks its clients to spread. */
  | { readonly kind: 'spread'; readonly range: ReconnectRange }
  /** The ticket is refused: one fresh one may be tried, then it is final. */
  | { readonly kind: 'refuse_ticket' }
  /** The ticket is only old: a fresh one and reconnect now. */
  | { readonly kind: 'renew_ticket' }
  | { readonly kind: 'stop'; readonly code: ErrorCode };

/** What the server said, by `error` or `bye`. */
export interface EndReason {
  readonly code: ErrorCode;
  /** The connection ends by this. */
  readonly fatal: boolean;
  readonly after?: ReconnectRange;
}

const DRAIN_RANGE: ReconnectRange = { minMs: 1_000, maxMs: 15_000 };
const OVERLOAD_RANGE: ReconnectRange = { minMs: 5_000, maxMs: 60_000 };

/** For `bye`, a fatal `error`, and an `error` instead of `welcome`. */
export function decideByFrame(reason: EndReason): EndAction {
  if (reason.code === 'auth_failed') return { kind: 'refuse_ticket' };
  if (reason.code === 'auth_expired') return { kind: 'renew_ticket' };
  if (ERROR_CODES[reason.code] === 'fatal') return { kind: 'stop', code: reason.code };
  if (reason.code === 'overload') return { kind: 'spread', range: reason.after ?? OVERLOAD_RANGE };
  if (reason.code === 'draining') return { kind: 'spread', range: reason.after ?? DRAIN_RANGE };
  if (reason.after) return { kind: 'spread', range: reason.after };
  // What this client says is not understood: saying it again changes nothing.
  if (reason.fatal && ERROR_CODES[reason.code] === 'permanent') return { kind: 'stop', code: reason.code };
  return { kind: 'backoff' };
}

const BY_CLOSE_CODE: Readonly<Record<number, EndAction>> = {
  [CloseCode.restart]: { kind: 'spread', range: DRAIN_RANGE },
  [CloseCode.draining]: { kind: 'spread', range: DRAIN_RANGE },
  // "Try again later" of RFC 6455's registry.
  1013: { kind: 'spread', range: OVERLOAD_RANGE },
  [CloseCode.overload]: { kind: 'spread', range: OVERLOAD_RANGE },
  [CloseCode.badProtocol]: { kind: 'stop', code: 'bad_frame' },
  [CloseCode.version]: { kind: 'stop', code: 'version' },
  [CloseCode.authFailed]: { kind: 'renew_ticket' },
  [CloseCode.banned]: { kind: 'stop', code: 'banned' },
};

/** For an end without a word of the server before it. */
export function decideByCloseCode(code: number | undefined): EndAction {
  return (code === undefined ? undefined : BY_CLOSE_CODE[code]) ?? { kind: 'backoff' };
}
