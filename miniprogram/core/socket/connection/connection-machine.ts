/**
 * Runs the state table: hands each event to its cell, with the state that it finds, and tells the states that came of it.
 * Wires the parts that carry the actions out; knows neither JSON nor the queue.
 */
import { describeError } from '../../base/logger';
import type { SocketState } from '../socket-types';
import { createAbandonedSockets } from './abandoned-sockets';
import { createAttemptHistory } from './attempt-history';
import { createAttempts } from './attempts';
import { createConnectionSlot } from './connection-slot';
import { createEnds } from './ends';
import type { MachineOptions } from './machine-parts';
import type { MachineState, SocketEvent } from './machine-state';
import { createStateHolder } from './state-holder';
import { createStateTable } from './state-table';

/** Events are handled one at a time, in the order of `dispatch`; listeners may dispatch further ones. */
export interface ConnectionMachine {
  state(): SocketState;
  dispatch(event: SocketEvent): void;
  /** Null unless open. */
  send(frame: string | ArrayBuffer): Promise<void> | null;
}

/** Begins `idle` and opens nothing before it is told to. */
export function createConnectionMachine(options: MachineOptions): ConnectionMachine {
  const { clock, logger, onState, onFrame, onUncertain } = options;
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
  const attempts = createAttempts(parts);
  const table = createStateTable({
    ...attempts,
    ...createEnds({ ...parts, follow: attempts.follow }),
    deliver: (_, frame) => onFrame(frame),
    uncertain: onUncertain,
  });

  function dispatch(event: SocketEvent): void {
    const state = holder.current();
    const row: { readonly [kind: string]: unknown } = table[state.state];
    // The table's type pairs each cell with its event and state; indexing by a union loses that pairing.
    const cell = row[event.kind] as ((state: MachineState, event: SocketEvent) => void) | undefined;
    if (cell) cell(state, event);
    else logger.debug('socket_event_ignored', { state: state.state, event: event.kind });
    holder.announce();
  }

  return {
    state: holder.shown,
    dispatch,
    send: (frame) =>
      holder.current().state === 'open'
        ? slot.send(frame, (thrown) =>
            dispatch({ kind: 'uncertain', why: `send failed: ${describeError(thrown)}` }),
          )
        : null,
  };
}
