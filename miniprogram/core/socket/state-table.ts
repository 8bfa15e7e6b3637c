/**
 * The socket's state machine as one table: what each event does in each state. An empty cell means that the event is
 * ignored there. What the actions do is the connection machine's matter.
 *
 * `open` without an attempt, frames without an open socket and ends of older sockets are cells that are empty on purpose:
 * phones deliver late events of sockets that nobody waits for any more.
 */
import type { DropOptions, ReconnectRange, SocketState } from './socket-types';
import type { EndEvidence } from './transport';

export type SocketEvent =
  // Commands of the owner.
  | { readonly kind: 'connect' }
  | { readonly kind: 'close'; readonly code?: number | undefined; readonly reason?: string | undefined }
  | { readonly kind: 'pause'; readonly why: string; readonly code?: number | undefined }
  | { readonly kind: 'drop'; readonly why: string; readonly how: DropOptions }
  | { readonly kind: 'confirm' }
  // News from the transport; `stray` is an end that may be another socket's.
  | { readonly kind: 'open' }
  | { readonly kind: 'text'; readonly data: string }
  | { readonly kind: 'binary'; readonly data: ArrayBuffer }
  | { readonly kind: 'ended'; readonly evidence: EndEvidence }
  | { readonly kind: 'stray'; readonly evidence: EndEvidence }
  | { readonly kind: 'doubt'; readonly why: string }
  | { readonly kind: 'displaced'; readonly goesOn: boolean; readonly why: string }
  // The timer of the state: each has at most one.
  | { readonly kind: 'deadline' };

type SocketEventOf<Kind extends SocketEvent['kind']> = Extract<SocketEvent, { kind: Kind }>;

/** Where a connection that is being ended leads. */
export type Plan =
  | { readonly next: 'idle' }
  | { readonly next: 'paused'; readonly why: string }
  | {
      readonly next: 'waiting';
      readonly advised?: ReconnectRange | undefined;
      readonly evidence: EndEvidence | null;
    }
  /** For good, until `connect`. */
  | { readonly next: 'failed'; readonly evidence: EndEvidence }
  /** A new series of attempts. `limited`: the limit per minute counts. */
  | { readonly next: 'connecting'; readonly limited: boolean };

export type IncomingFrame = SocketEventOf<'text'> | SocketEventOf<'binary'>;

export interface SocketActions {
  /** One attempt. */
  attempt(): void;
  establish(): void;
  deliver(frame: IncomingFrame): void;
  doubt(why: string): void;
  suspectEnd(evidence: EndEvidence): void;
  /** The connection goes on by another way than the one it was made by. */
  takeDetour(why: string): void;
  beginHealth(): void;
  becomeHealthy(): void;
  /** The platform reported the end; `lose` when nobody asked for it, `settle` when we did. */
  lose(evidence: EndEvidence): void;
  settle(): void;
  timeOut(): void;
  /** Asks for the end, waits for it, then follows the plan. */
  leave(plan: Plan, code?: number, reason?: string): void;
  /** A pending connection that was asked to end has opened: only now the platform listens. */
  endAgain(): void;
  /** Changes where the end leads, except when it already leads to one of `unless`. */
  replan(plan: Plan, unless?: readonly Plan['next'][]): void;
  abandon(): void;
  /** Follows a plan without a connection to end first. */
  follow(plan: Plan): void;
}

type Row = { readonly [Event in SocketEvent as Event['kind']]?: (event: Event) => void };
export type StateTable = { readonly [State in SocketState['state']]: Row };

const REST: Plan = { next: 'idle' };
const CONNECT: Plan = { next: 'connecting', limited: false };
const RETRY_NOW: Plan = { next: 'connecting', limited: true };

function planDrop({ why, how }: SocketEventOf<'drop'>): Plan {
  if (how.now === true) return RETRY_NOW;
  return { next: 'waiting', evidence: { kind: 'closed', reason: why }, advised: how.after };
}

export function createStateTable(actions: SocketActions): StateTable {
  const { leave, follow, replan, lose, abandon, takeDetour } = actions;
  const atRest: Row = {
    connect: () => follow(CONNECT),
    close: () => follow(REST),
  };
  const connected: Row = {
    close: ({ code, reason }) => leave(REST, code, reason),
    pause: ({ why, code }) => leave({ next: 'paused', why }, code, why),
    drop: (event) => leave(planDrop(event), event.how.code, event.why),
    ended: ({ evidence }) => lose(evidence),
    displaced: ({ goesOn, why }) =>
      goesOn ? takeDetour(why) : leave({ next: 'waiting', evidence: { kind: 'closed', reason: why } }),
  };
  return {
    idle: { connect: () => follow(CONNECT) },
    paused: atRest,
    failed: atRest,
    connecting: { ...connected, open: actions.establish, deadline: actions.timeOut },
    open: {
      ...connected,
      confirm: actions.beginHealth,
      deadline: actions.becomeHealthy,
      text: actions.deliver,
      binary: actions.deliver,
      open: () => actions.doubt('another socket opened'),
      doubt: ({ why }) => actions.doubt(why),
      stray: ({ evidence }) => actions.suspectEnd(evidence),
    },
    closing: {
      connect: () => replan(RETRY_NOW),
      close: () => replan(REST),
      pause: ({ why }) => replan({ next: 'paused', why }, ['idle']),
      drop: (event) => replan(planDrop(event), ['idle', 'paused']),
      open: actions.endAgain,
      ended: actions.settle,
      stray: abandon,
      deadline: abandon,
    },
    waiting: {
      connect: () => follow(RETRY_NOW),
      close: () => follow(REST),
      pause: ({ why }) => follow({ next: 'paused', why }),
      drop(event) {
        if (event.how.now === true || event.how.after) follow(planDrop(event));
      },
      deadline: actions.attempt,
    },
  };
}
