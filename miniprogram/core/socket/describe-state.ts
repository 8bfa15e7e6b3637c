/**
 * A state as the fields of one log line: what it is known from, no addresses and no contents.
 */
import type { LogFields } from '../base/logger';
import type { SocketState } from './socket-types';

export function describeState(state: SocketState): LogFields {
  switch (state.state) {
    case 'idle':
      return {};
    case 'connecting':
    case 'open':
      return { attempt: state.attempt };
    case 'closing':
      return { next: state.next };
    case 'waiting': {
      const { attempt, evidence } = state;
      return { attempt, cause: evidence?.kind, code: evidence?.code, reason: evidence?.reason };
    }
    case 'paused':
      return { why: state.why };
    case 'failed':
      return { why: state.why, reason: state.evidence.reason };
  }
}
