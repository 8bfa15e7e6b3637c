/**
 * The heartbeat of the socket service: asks as the owner says, knows the answer when it comes, and tells when there is none.
 * Knows neither the connection nor the queue; who makes it says how to ask and whom to tell.
 */
import type { Clock } from '../base/clock';
import { describeError, type Logger } from '../base/logger';
import { createHeartbeat } from './heartbeat';
import type { SocketHeartbeat } from './socket-types';

/** Of one service; silent while nothing is open. */
export interface ServiceHeartbeat {
  opened(): void;
  ended(): void;
  /** Something came in. True: it is the answer, of which nobody else is told. */
  hears(value: unknown): boolean;
  /** Asks at once. */
  probe(why: string): void;
}

/** What it is made with beside the owner's wishes. */
interface Surroundings {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly send: (value: unknown) => void;
  readonly onDead: (why: string) => void;
}

/** What the owner's functions throw is logged: a question that cannot be asked has no answer, a value is then no pong. */
export function createServiceHeartbeat(
  settings: SocketHeartbeat,
  { clock, logger, send, onDead }: Surroundings,
): ServiceHeartbeat {
  const careful = <T>(work: () => T, otherwise: T): T => {
    try {
      return work();
    } catch (thrown) {
      logger.error('heartbeat_threw', { error: describeError(thrown) });
      return otherwise;
    }
  };
  const ignore = (): void => undefined;
  const heartbeat = createHeartbeat({
    clock,
    answerMs: settings.timeoutMs,
    ask: () => careful(() => send(settings.ping()), undefined),
    onChecking: ignore,
    onAnswer: ignore,
    onDead,
  });
  return {
    opened: () => heartbeat.start({ everyMs: settings.everyMs, graceMs: 0 }),
    ended: heartbeat.stop,
    hears(value) {
      const isPong = careful(() => settings.isPong?.(value) ?? null, false);
      if (isPong !== false) heartbeat.heard(true);
      return isPong === true;
    },
    probe: (why) => heartbeat.probe(why),
  };
}
