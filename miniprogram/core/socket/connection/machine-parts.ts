/**
 * What the actions of the connection machine share, and what the machine is told from outside. Types only.
 */
import type { Clock, Random } from '../../base/clock';
import type { Logger } from '../../base/logger';
import type { SocketServiceOptions, SocketState } from '../socket-types';
import type { SocketOptions, Transport } from '../transport';
import type { AbandonedSockets } from './abandoned-sockets';
import type { AttemptHistory } from './attempt-history';
import type { ConnectionSlot } from './connection-slot';
import type { IncomingFrame, SocketEvent } from './machine-state';
import type { StateHolder } from './state-holder';

export interface MachineOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly healthyFrom: NonNullable<SocketServiceOptions['healthyFrom']>;
  readonly isFinal: NonNullable<SocketServiceOptions['isFinal']>;
  readonly maxAttempts: number;
  /** Options of the next attempt. */
  readonly connectOptions: () => SocketOptions;
  /** Called once per state, in order, also when a listener caused the next one. */
  readonly onState: (state: SocketState) => void;
  readonly onFrame: (frame: IncomingFrame) => void;
  readonly onUncertain: (why: string) => void;
}

/** What the actions are made with: the owner's options, and the parts that they share. */
export interface MachineParts extends Pick<
  MachineOptions,
  | 'clock'
  | 'logger'
  | 'transport'
  | 'connectOptions'
  | 'healthyFrom'
  | 'isFinal'
  | 'maxAttempts'
  | 'onUncertain'
> {
  readonly holder: StateHolder;
  readonly slot: ConnectionSlot;
  readonly history: AttemptHistory;
  readonly abandoned: AbandonedSockets;
  readonly dispatch: (event: SocketEvent) => void;
}
