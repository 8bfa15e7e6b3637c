/**
 * The global connection that may not begin because another one is current: it ends at once and does nothing. Knows no line.
 */
import type { GlobalConnection } from './global-socket-line';
import { soon, type Sink } from './wx-socket-api';

/** Its end is told a moment later, as that of a real one would be. */
export function createRefusedSocket(sink: Sink): GlobalConnection {
  const evidence = { kind: 'socket_limit', reason: 'the global socket is in use already' } as const;
  soon(() => sink({ kind: 'ended', attributed: true, evidence }));
  return {
    send: () => Promise.reject(new Error(evidence.reason)),
    end: () => undefined,
    abandon: () => () => undefined,
    fail: () => undefined,
    // Nobody waits for it, so nobody may be surprised by its rejection.
    returned: (value) => void Promise.resolve(value).catch(() => undefined),
  };
}
