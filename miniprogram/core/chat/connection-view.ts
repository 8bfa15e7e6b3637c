/**
 * What people are told about the connection, from the session's state and what is still missing. Pure.
 */
import type { ConnectionView } from './chat-types';
import type { SessionState } from './session/session-types';

/** `missing`: messages that the server has told of and that are not here yet. */
export function viewConnection(session: SessionState, missing: number): ConnectionView {
  switch (session.state) {
    case 'off':
      return { state: 'disconnected' };
    case 'ready':
      return { state: 'online', since: session.since, checking: session.checking, catchingUp: missing };
    case 'waiting': {
      return { ...session, state: 'reconnecting' };
    }
    case 'connecting':
    case 'paused':
    case 'stopped':
      return session;
  }
}

export function isSameConnection(a: ConnectionView, b: ConnectionView): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
