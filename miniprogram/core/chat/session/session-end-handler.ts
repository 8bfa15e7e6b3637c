/**
 * Carries out what the close policy decides: reconnect, now, later or with a fresh ticket, or stop. Knows neither frames
 * nor the socket: it is told how to drop and how to stop.
 */
import { describeError, type Logger } from '../../base/logger';
import { CloseCode } from '../../protocol/close-codes';
import type { ErrorCode } from '../../protocol/error-codes';
import type { DropOptions } from '../../socket/socket-types';
import { ChatError, type ChatErrorKind } from '../chat-error';
import { decideByCloseCode, decideByFrame, type EndAction } from './close-policy';
import type { FinalFrame } from './incoming';
import type { PhoneTrouble } from './session-types';
import type { TicketCache } from './ticket-cache';

/** Nobody but our server closes with 4400 to 4499. */
const FIRST_OWN_CODE = CloseCode.badProtocol;

/** What this phone cannot do now: it is tried again, and people are told. */
const TROUBLES: Partial<Record<ChatErrorKind, PhoneTrouble>> = {
  no_sign_in: 'sign_in',
  unreadable: 'storage',
};

export interface SessionEndHandlerOptions {
  readonly tickets: TicketCache;
  readonly logger: Logger;
  /** See `Handshake`. */
  readonly takeLateHello: () => boolean;
  /** Gives the connection up for another one. */
  readonly drop: (why: string, how?: DropOptions, trouble?: PhoneTrouble) => void;
  /** For good: only a person starts again. */
  readonly stop: (code: ErrorCode, why: string) => void;
}

/** Each end is told here once, by whoever learns of it first. */
export interface SessionEndHandler {
  /** The server said that it ends the connection. */
  onFrame(frame: FinalFrame): void;
  /** The connection ended without a word. False when its code says nothing either. */
  onCloseCode(code: number | undefined): boolean;
  /** There is no ticket to say hello with. */
  onTicketFailure(thrown: unknown): void;
}

/** `drop` ends the present connection and says when the next one comes. */
export function createSessionEndHandler(options: SessionEndHandlerOptions): SessionEndHandler {
  const { tickets, logger, drop, stop } = options;

  const act = (action: EndAction, why: string): void => {
    if (action.kind === 'backoff') drop(why);
    else if (action.kind === 'spread') drop(why, { after: action.range });
    else if (action.kind === 'stop') stop(action.code, why);
    else if (action.kind === 'renew_ticket') drop(why, tickets.expire() ? { now: true } : {});
    else if (tickets.refuse()) drop(why, { now: true });
    else stop('auth_failed', why);
  };

  return {
    onFrame(frame) {
      const { code } = frame;
      if (code === 'superseded' && options.takeLateHello())
        return drop('replaced by a late hello of our own');
      const after = frame.type === 'bye' ? frame.after : undefined;
      const action = decideByFrame({ code, fatal: true, ...(after ? { after } : {}) });
      const isFinal = frame.type === 'bye' && !frame.reconnect;
      const mayWait = action.kind === 'backoff' || action.kind === 'spread';
      const why = frame.type === 'error' ? frame.reason : code;
      act(isFinal && mayWait ? { kind: 'stop', code } : action, why);
    },
    onCloseCode(code) {
      const action = decideByCloseCode(code);
      if (action.kind === 'backoff') return code !== undefined && code >= FIRST_OWN_CODE;
      act(action, `closed with ${code ?? 'no code'}`);
      return true;
    },
    onTicketFailure(thrown) {
      const kind = thrown instanceof ChatError ? thrown.kind : 'network';
      logger.warn('no_ticket', { kind, error: describeError(thrown) });
      if (kind === 'auth_failed') act({ kind: 'refuse_ticket' }, 'sign-in refused');
      else if (kind === 'banned') act({ kind: 'stop', code: 'banned' }, 'sign-in refused');
      else drop(`sign-in failed: ${kind}`, {}, TROUBLES[kind]);
    },
  };
}
