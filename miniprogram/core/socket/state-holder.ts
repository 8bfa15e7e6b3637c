/**
 * The present state, its one timer, and the telling of states: each is logged once and told once, in order, also to
 * listeners that another listener overtook. Knows no transitions.
 */
import type { Clock } from '../base/clock';
import type { Logger } from '../base/logger';
import type { SocketState } from './socket-types';

export interface StateHolderOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onState: (state: SocketState) => void;
  readonly onDeadline: () => void;
}

export interface StateHolder {
  current(): SocketState;
  /** Leaves the state: its timer is gone. Told with the next `announce`. */
  moveTo(next: SocketState): void;
  /** The same state with other evidence: its timer stays. */
  amend(state: SocketState): void;
  /** The same state with other evidence, for who looks; nobody is told. */
  annotate(state: SocketState): void;
  /** Starts the state's timer, in place of the one it may have. */
  arm(ms: number): void;
  announce(): void;
}

export function createStateHolder({ clock, logger, onState, onDeadline }: StateHolderOptions): StateHolder {
  let state: SocketState = { state: 'idle' };
  let cancelTimer = (): void => undefined;
  let isAnnouncing = false;
  const untold: SocketState[] = [];
  const amend = (next: SocketState): void => {
    state = next;
    untold.push(next);
  };
  return {
    current: () => state,
    amend,
    annotate: (next) => void (state = next),
    moveTo(next) {
      cancelTimer();
      const { evidence, state: to, ...fields } = { evidence: null, ...next };
      logger.info('socket_state', { from: state.state, to, ...fields, ...evidence });
      amend(next);
    },
    arm(ms) {
      cancelTimer();
      cancelTimer = clock.after(ms, onDeadline);
    },
    announce() {
      if (isAnnouncing) return;
      isAnnouncing = true;
      for (let next = untold.shift(); next; next = untold.shift()) onState(next);
      isAnnouncing = false;
    },
  };
}
