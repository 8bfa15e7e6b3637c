/** A socket service on a transport and a clock that the test moves, with everything it reports written down. */
import {
  createSocketService,
  type BadSocketFrame,
  type SocketService,
  type SocketServiceOptions,
  type SocketState,
} from '../../../miniprogram/core/socket/socket-service';
import type { LogFields, Logger } from '../../../miniprogram/core/base/logger';
import { createManualClock, type ManualClock } from '../../support/manual-clock';
import { createFakeTransport, type FakeTransport } from '../../support/transport-fake';

export interface Bench {
  readonly socket: SocketService;
  readonly transport: FakeTransport;
  readonly clock: ManualClock;
  readonly states: readonly SocketState[];
  names(): readonly string[];
  readonly messages: readonly unknown[];
  readonly badFrames: readonly BadSocketFrame[];
  readonly uncertain: readonly string[];
  readonly log: readonly { readonly level: string; readonly event: string; readonly fields: LogFields }[];
  /** What the next draws of `random` give. */
  draw: number;
  connectAndOpen(): void;
}

export function createBench(options: Partial<SocketServiceOptions> = {}): Bench {
  const transport = createFakeTransport();
  const clock = createManualClock();
  const log: { level: string; event: string; fields: LogFields }[] = [];
  const write =
    (level: string) =>
    (event: string, fields: LogFields = {}): void =>
      void log.push({ level, event, fields });
  const logger: Logger = {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  };
  const states: SocketState[] = [];
  const messages: unknown[] = [];
  const badFrames: BadSocketFrame[] = [];
  const uncertain: string[] = [];
  const socket = createSocketService({
    transport,
    clock,
    logger,
    random: () => bench.draw,
    url: 'wss://chat.example/ws',
    ...options,
  });
  const bench: Bench = {
    socket,
    transport,
    clock,
    states,
    messages,
    badFrames,
    uncertain,
    log,
    draw: 0.5,
    names() {
      return states.map(({ state }) => state);
    },
    connectAndOpen() {
      socket.connect();
      transport.newest.open();
    },
  };
  socket.onState((state) => states.push(state));
  socket.onMessage((value) => messages.push(value));
  socket.onBadFrame((frame) => badFrames.push(frame));
  socket.onUncertain((why) => uncertain.push(why));
  return bench;
}

/** The kind a promise is rejected with, `sent` when it was resolved, `pending` when neither has happened. */
export async function outcome(promise: Promise<void>): Promise<string> {
  const settled = promise.then(
    () => 'sent',
    (error: { kind: string }) => error.kind,
  );
  const ticks = (async () => {
    for (let i = 0; i < 10; i += 1) await Promise.resolve();
    return 'pending';
  })();
  return Promise.race([settled, ticks]);
}
