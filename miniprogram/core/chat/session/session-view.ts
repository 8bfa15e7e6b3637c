/**
 * What a session is, said from the socket's state and what the session knows beyond it. Pure.
 */
import type { ErrorCode } from '../../protocol/error-codes';
import type { SocketState } from '../../socket/socket-types';
import type { PhoneTrouble, SessionState } from './session-types';

/** All that the view is made of; times are `clock.now()` milliseconds. */
export interface SessionFacts {
  readonly isStarted: boolean;
  readonly stopped: { readonly code: ErrorCode; readonly reason: string } | null;
  /** When the welcome of the present connection came; null without one. */
  readonly readySince: number | null;
  readonly checking: boolean;
  /** Why the last connection ended. */
  readonly reason: string;
  readonly trouble: PhoneTrouble | null;
  /** Waiting for the phone's network. */
  readonly offline: boolean;
  readonly socket: SocketState;
}

function viewSocket({ socket, reason, trouble, offline }: SessionFacts): SessionState {
  switch (socket.state) {
    case 'idle':
      return { state: 'off' };
    case 'connecting':
    case 'open':
      return { state: 'connecting', since: socket.since };
    case 'closing':
      if (socket.next === 'paused') return { state: 'paused' };
      return socket.next === 'idle' ? { state: 'off' } : { state: 'connecting', since: socket.since };
    case 'waiting':
      return {
        state: 'waiting',
        attempt: socket.attempt,
        retryAt: socket.retryAt,
        waitMs: socket.waitMs,
        reason: offline ? 'no network' : reason,
        offline,
        ...(trouble && !offline ? { trouble } : {}),
      };
    case 'paused':
      return { state: 'paused' };
    case 'failed':
      return { state: 'stopped', code: 'unsupported', reason: socket.evidence.reason };
  }
}

/** What stands in the way of a connection is told before what the socket does. */
export function viewSession(facts: SessionFacts): SessionState {
  if (!facts.isStarted) return { state: 'off' };
  if (facts.stopped) return { state: 'stopped', ...facts.stopped };
  if (facts.readySince !== null) {
    return { state: 'ready', since: facts.readySince, checking: facts.checking };
  }
  return viewSocket(facts);
}

/** Two views that people cannot tell apart. */
export function isSameView(a: SessionState, b: SessionState): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
