/**
 * The socket's state machine as one table: what each event does in each state, by what the state remembers. An empty cell
 * means that the event is ignored there. How the actions are done is not known here.
 *
 * `open` without an attempt, frames without an open socket and ends of older sockets are cells that are empty on purpose:
 * phones deliver late events of sockets that nobody waits for any more.
 */
import type {
  IncomingFrame,
  MachineState,
  MachineStateOf,
  Plan,
  PlanOf,
  SocketEvent,
  SocketEventOf,
} from './machine-state';

type Connecting = MachineStateOf<'connecting'>;
type Open = MachineStateOf<'open'>;
type Closing = MachineStateOf<'closing'>;

/** All that the table may do; each is given the state that it is about, and none returns anything. */
export interface SocketActions {
  /** One attempt, or a wait for room. `evidence`: what was waited for before. */
  attempt(before: Pick<MachineStateOf<'waiting'>, 'evidence'>): void;
  establish(state: Connecting): void;
  deliver(state: Open, frame: IncomingFrame): void;
  uncertain(why: string): void;
  suspectEnd(state: Open, event: SocketEventOf<'stray'>): void;
  /** The connection goes on by another way than the one it was made by. */
  takeFallback(state: Connecting | Open, why: string): void;
  beginHealth(state: Open): void;
  becomeHealthy(state: Open): void;
  /** The platform reported the end; `lose` when nobody asked for it, `settle` when we did. */
  lose(state: Connecting | Open, event: SocketEventOf<'ended'>): void;
  settle(state: Closing, event: SocketEventOf<'ended'>): void;
  timeOut(state: Connecting): void;
  /** Asks for the end, waits for it, then follows the plan. */
  leave(state: Connecting | Open, plan: Plan, code?: number, reason?: string): void;
  /** A pending connection that was asked to end has opened: only now the platform listens. */
  endAgain(state: Closing): void;
  /** Changes where the end leads, except when it already leads to one of `unless`. */
  replan(state: Closing, plan: Plan, unless?: readonly Plan['next'][]): void;
  abandon(state: Closing): void;
  /** Follows a plan without a connection to end first. */
  follow(plan: Plan): void;
}

type Row<Name extends MachineState['state']> = {
  readonly [Event in SocketEvent as Event['kind']]?: (state: MachineStateOf<Name>, event: Event) => void;
};
/** A row for each state; an event that a row does not name is ignored there. */
export type StateTable = { readonly [Name in MachineState['state']]: Row<Name> };

const REST: Plan = { next: 'idle' };
const CONNECT: Plan = { next: 'connecting' };
const RETRY_NOW: PlanOf<'connecting'> = { next: 'connecting', limited: true };

function planDrop({ why, how }: Pick<SocketEventOf<'drop'>, 'why' | 'how'>): Plan {
  if (how.now === true) return RETRY_NOW;
  return { next: 'waiting', evidence: { kind: 'closed', reason: why }, advised: how.after };
}

/** The table over these actions; it holds nothing itself. */
export function createStateTable(actions: SocketActions): StateTable {
  const { leave, follow, replan, takeFallback } = actions;
  const atRest = { connect: () => follow(CONNECT), close: () => follow(REST) };
  const connected: Row<'connecting' | 'open'> = {
    close: (state, { code, reason }) => leave(state, REST, code, reason),
    pause: (state, { why, code }) => leave(state, { next: 'paused', why }, code, why),
    drop: (state, event) => leave(state, planDrop(event), event.how.code, event.why),
    ended: actions.lose,
    displaced: (state, { goesOn, why }) =>
      goesOn ? takeFallback(state, why) : leave(state, planDrop({ why, how: {} })),
  };
  return {
    idle: { connect: () => follow(CONNECT) },
    paused: atRest,
    failed: atRest,
    connecting: {
      ...connected,
      open: actions.establish,
      deadline: actions.timeOut,
    },
    open: {
      ...connected,
      confirm: actions.beginHealth,
      deadline: actions.becomeHealthy,
      text: actions.deliver,
      binary: actions.deliver,
      open: () => actions.uncertain('another socket opened'),
      uncertain: (_, { why }) => actions.uncertain(why),
      stray: actions.suspectEnd,
    },
    closing: {
      connect: (state) => replan(state, RETRY_NOW),
      close: (state) => replan(state, REST),
      pause: (state, { why }) => replan(state, { next: 'paused', why }, ['idle']),
      drop: (state, event) => replan(state, planDrop(event), ['idle', 'paused']),
      open: actions.endAgain,
      ended: actions.settle,
      stray: actions.abandon,
      deadline: actions.abandon,
    },
    waiting: {
      connect: ({ evidence }) => follow({ ...RETRY_NOW, evidence }),
      close: () => follow(REST),
      pause: (_, { why }) => follow({ next: 'paused', why }),
      drop({ evidence }, event) {
        if (event.how.now === true) follow({ ...RETRY_NOW, evidence });
        else if (event.how.after) follow(planDrop(event));
      },
      deadline: actions.attempt,
    },
  };
}
