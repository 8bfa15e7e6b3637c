/**
 * Stopping in good order: what people have sent is answered, they are told when to come back, and nothing is left half
 * done. Bounded in time, because whoever stops a server does not wait for ever.
 */
import type { Server } from 'node:http';
import type { ServerContext } from './session/context';
import { closeWithBye, reconnectRange } from './session/wire';
import type { Gateway } from './ws/gateway';

/** Resolves when nobody is connected any more: at the latest after `ackWaitMs` and `drainMs`. */
export async function drain(http: Server, gateway: Gateway, context: ServerContext): Promise<void> {
  const { clock, limits, logger, rooms } = context;
  const closed = new Promise<void>((resolve) => http.close(() => resolve()));
  http.closeIdleConnections();
  let cancel = (): void => undefined;
  let isLate = false;
  const late = new Promise<void>((resolve) => {
    cancel = clock.after(limits.ackWaitMs, () => {
      isLate = true;
      resolve();
    });
  });
  await Promise.race([rooms.flush(), late]);
  await gateway.drain(closeWithBye('draining', reconnectRange(gateway.size)), limits.drainMs);
  // What came in between the two.
  await Promise.race([rooms.flush(), late]);
  cancel();
  if (isLate) logger.warn('drain_late', { afterMs: limits.ackWaitMs });
  rooms.close();
  http.closeAllConnections();
  await closed;
}
