/**
 * How long something takes that a server does for this process: at least as long as the server ran for it, and without the time for
 * which either of them waited for a processor that others had.
 */
import { processorTime } from './processor-time.mjs';

/** Starts; what it returns tells how long it was, in ms. */
export type Stopwatch = () => () => number;

export function createStopwatch(serverPid: number): Stopwatch {
  return () => {
    const startedAt = performance.now();
    const before = [processorTime(serverPid), processorTime('self')] as const;
    return () => {
      const [server, self] = [processorTime(serverPid), processorTime('self')];
      const waited = server.waitedMs - before[0].waitedMs + (self.waitedMs - before[1].waitedMs);
      return Math.max(server.ranMs - before[0].ranMs, performance.now() - startedAt - waited);
    };
  };
}
