/**
 * The present state, its one timer, and the telling of states: each is logged once and told once, in order, also to
 * listeners that another listener overtook. Nobody is shown what a state remembers for the machine. Knows no transitions.
 */
import type { Clock } from '../../base/clock';
import type { Logger } from '../../base/logger';
import type { SocketState } from '../socket-types';
import type { MachineState } from './machine-state';

export interface StateHolderOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onState: (state: SocketState) => void;
  readonly onDeadline: () => void;
}

/** A state has at most one timer, which ends with the state; `shown` is the state without its memory. */
export interface StateHolder {
  current(): MachineState;
  shown(): SocketState;
  /** Leaves the state: its timer is gone. Told with the next `announce`. */
  moveTo(next: MachineState): void;
  /** The same state with other evidence: its timer stays. */
  amend(next: MachineState): void;
  /** The same state with other evidence, for who looks; nobody is told. */
  annotate(next: MachineState): void;
  /** The same state, which remembers something else. */
  remember(next: MachineState): void;
  /** Starts the state's timer, in place of the one it may have. */
  arm(ms: number): void;
  announce(): void;
}

/** `onState` is told each state once and in order, also when a listener moves on while it is being told. */
export function createStateHolder({ clock, logger, onState, onDeadline }: StateHolderOptions): StateHolder {
  let state: MachineState = { state: 'idle' };
  let shown: SocketState = state;
  let cancelTimer = (): void => undefined;
  let isAnnouncing = false;
  const unreported: SocketState[] = [];
  const annotate = (next: MachineState): void => {
    state = next;
    const copy: SocketState & { memory?: unknown } = { ...next };
    delete copy.memory;
    shown = copy;
  };
  const amend = (next: MachineState): void => {
    annotate(next);
    unreported.push(shown);
  };
  return {
    current: () => state,
    shown: () => shown,
    amend,
    annotate,
    remember: (next) => void (state = next),
    moveTo(next) {
      cancelTimer();
      const from = state.state;
      amend(next);
      const { evidence, state: to, ...fields } = { evidence: null, ...shown };
      logger.info('socket_state', { from, to, ...fields, ...evidence });
    },
    arm(ms) {
      cancelTimer();
      cancelTimer = clock.after(ms, onDeadline);
    },
    announce() {
      if (isAnnouncing) return;
      isAnnouncing = true;
      for (let next = unreported.shift(); next; next = unreported.shift()) onState(next);
      isAnnouncing = false;
    },
  };
}
