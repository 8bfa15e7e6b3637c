/**
 * Runs the state table: hands each event to its cell and tells the states that came of it. Wires the parts that carry the
 * actions out; knows neither JSON nor the queue.
 */
import type { Clock, Random } from '../base/clock';
import { describeError, type Logger } from '../base/logger';
import { createAbandonedSockets } from './abandoned-sockets';
import { createAttemptHistory } from './attempt-history';
import { createBeginnings } from './connection-beginnings';
import { createEndings } from './connection-endings';
import { createConnectionSlot } from './connection-slot';
import type { SocketServiceOptions, SocketState } from './socket-types';
import { createStateHolder } from './state-holder';
import { createStateTable, type IncomingFrame, type SocketEvent } from './state-table';
import type { SocketOptions, Transport } from './transport';

export interface MachineOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly healthyFrom: NonNullable<SocketServiceOptions['healthyFrom']>;
  readonly isFinal: NonNullable<SocketServiceOptions['isFinal']>;
  /** Options of the next attempt. */
  readonly connectOptions: () => SocketOptions;
  /** Called once per state, in order, also when a listener caused the next one. */
  readonly onState: (state: SocketState) => void;
  readonly onFrame: (frame: IncomingFrame) => void;
  readonly onDoubt: (why: string) => void;
}

export interface ConnectionMachine {
  state(): SocketState;
  dispatch(event: SocketEvent): void;
  /** Null unless open. */
  send(frame: string | ArrayBuffer): Promise<void> | null;
}

export function createConnectionMachine(options: MachineOptions): ConnectionMachine {
  const { clock, logger, onState, onFrame, onDoubt } = options;
  const onDeadline = (): void => dispatch({ kind: 'deadline' });
  const holder = createStateHolder({ clock, logger, onState, onDeadline });
  const slot = createConnectionSlot();
  const parts = {
    ...options,
    holder,
    slot,
    dispatch,
    history: createAttemptHistory(clock, options.random),
    abandoned: createAbandonedSockets(clock),
  };
  const beginnings = createBeginnings(parts);
  const table = createStateTable({
    ...beginnings,
    ...createEndings({ ...parts, follow: beginnings.follow }),
    deliver: onFrame,
    doubt: onDoubt,
  });

  function dispatch(event: SocketEvent): void {
    const { state } = holder.current();
    const row: { readonly [kind: string]: unknown } = table[state];
    // The table's type pairs each cell with its event; indexing by a union loses that pairing.
    const cell = row[event.kind] as ((event: SocketEvent) => void) | undefined;
    if (cell) cell(event);
    else logger.debug('socket_event_ignored', { state, event: event.kind });
    holder.announce();
  }

  return {
    state: holder.current,
    dispatch,
    send: (frame) =>
      holder.current().state === 'open'
        ? slot.send(frame, (thrown) =>
            dispatch({ kind: 'doubt', why: `send failed: ${describeError(thrown)}` }),
          )
        : null,
  };
}
