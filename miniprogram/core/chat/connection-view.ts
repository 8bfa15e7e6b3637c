/**
 * What people are told about the connection, from the session's state and what is still missing. Pure.
 */
import type { ConnectionView } from './chat-types';
import type { SessionState } from './session/session-types';

/** A connection that is made anew at once, or after a rest, goes on from the one before. */
function onward(before: ConnectionView): { readonly wasOnline?: true } {
  const rests = before.state === 'connecting' || before.state === 'paused';
  return before.state === 'online' || (rests && before.wasOnline) ? { wasOnline: true } : {};
}

/** `missing`: messages that the server has told of and that are not here yet. `before`: what people were told last. */
export function viewConnection(
  session: SessionState,
  missing: number,
  before: ConnectionView,
): ConnectionView {
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
      return { ...session, ...onward(before) };
    case 'stopped':
      return session;
  }
}

/** Whether people would read the same. */
export function isSameConnection(a: ConnectionView, b: ConnectionView): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
