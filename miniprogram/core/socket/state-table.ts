/**
 * The socket's state machine as one table: what each event does in each state. An empty cell means that the event is
 * ignored there. What the actions do is the connection machine's matter.
 *
 * `open` without an attempt, frames without an open socket and ends of older sockets are cells that are empty on purpose:
 * phones deliver late events of sockets that nobody waits for any more.
 */
import type { DropOptions, SocketState } from './socket-types';
import type { EndEvidence } from './transport';

export type SocketEvent =
  // Commands of the owner.
  | { readonly kind: 'connect' }
  | { readonly kind: 'close'; readonly code?: number; readonly reason?: string }
  | { readonly kind: 'pause'; readonly why: string; readonly code?: number }
  | { readonly kind: 'drop'; readonly why: string; readonly how: DropOptions }
  | { readonly kind: 'confirm' }
  // News from the transport; `stray` is an end that may be another socket's.
  | { readonly kind: 'open' }
  | { readonly kind: 'text'; readonly data: string }
  | { readonly kind: 'binary'; readonly data: ArrayBuffer }
  | { readonly kind: 'ended'; readonly evidence: EndEvidence }
  | { readonly kind: 'stray'; readonly evidence: EndEvidence }
  | { readonly kind: 'doubt'; readonly why: string }
  // Timers of the state.
  | { readonly kind: 'deadline' }
  | { readonly kind: 'healthy' };

export type SocketEventOf<Kind extends SocketEvent['kind']> = Extract<SocketEvent, { kind: Kind }>;

/** Where a connection that is being ended leads. */
export type Plan =
  | { readonly next: 'idle' }
  | { readonly next: 'paused'; readonly why: string }
  | {
      readonly next: 'waiting';
      readonly advised?: DropOptions['after'];
      readonly evidence: EndEvidence | null;
    }
  | { readonly next: 'connecting'; readonly limited: boolean };

export interface SocketActions {
  /** A new series of attempts. `limited`: the limit per minute counts. */
  start(limited: boolean): void;
  /** One attempt. */
  attempt(): void;
  establish(): void;
  deliver(frame: SocketEventOf<'text'> | SocketEventOf<'binary'>): void;
  doubt(why: string): void;
  suspectEnd(evidence: EndEvidence): void;
  beginHealth(): void;
  becomeHealthy(): void;
  /** The platform reported the end; `lose` when nobody asked for it, `settle` when we did. */
  lose(evidence: EndEvidence): void;
  settle(): void;
  timeOut(): void;
  /** Asks for the end, waits for it, then follows the plan. */
  leave(plan: Plan, code: number | undefined, reason: string | undefined): void;
  /** A pending connection that was asked to end has opened: only now the platform listens. */
  endAgain(): void;
  /** Changes where the end leads, except when it already leads to one of `unless`. */
  replan(plan: Plan, unless?: readonly Plan['next'][]): void;
  abandon(): void;
  /** Follows a plan without a connection to end first. */
  follow(plan: Plan): void;
}

type Cell<Event> = (actions: SocketActions, event: Event) => void;
type Row = { readonly [Event in SocketEvent as Event['kind']]?: Cell<Event> };

export function planDrop({ why, how }: SocketEventOf<'drop'>): Plan {
  if (how.now === true) return { next: 'connecting', limited: true };
  const evidence: EndEvidence = { kind: 'closed', reason: why };
  return { next: 'waiting', evidence, ...(how.after ? { advised: how.after } : {}) };
}

const leaveByCommand = {
  close: (actions, { code, reason }) => actions.leave({ next: 'idle' }, code, reason),
  pause: (actions, { why, code }) => actions.leave({ next: 'paused', why }, code, why),
  drop: (actions, event) => actions.leave(planDrop(event), event.how.code, event.why),
} as const satisfies Row;

export const STATE_TABLE: { readonly [State in SocketState['state']]: Row } = {
  idle: {
    connect: (actions) => actions.start(false),
  },
  connecting: {
    ...leaveByCommand,
    open: (actions) => actions.establish(),
    ended: (actions, { evidence }) => actions.lose(evidence),
    deadline: (actions) => actions.timeOut(),
  },
  open: {
    ...leaveByCommand,
    confirm: (actions) => actions.beginHealth(),
    healthy: (actions) => actions.becomeHealthy(),
    text: (actions, frame) => actions.deliver(frame),
    binary: (actions, frame) => actions.deliver(frame),
    open: (actions) => actions.doubt('another socket opened'),
    doubt: (actions, { why }) => actions.doubt(why),
    stray: (actions, { evidence }) => actions.suspectEnd(evidence),
    ended: (actions, { evidence }) => actions.lose(evidence),
  },
  closing: {
    connect: (actions) => actions.replan({ next: 'connecting', limited: false }),
    close: (actions) => actions.replan({ next: 'idle' }),
    pause: (actions, { why }) => actions.replan({ next: 'paused', why }, ['idle']),
    drop: (actions, event) => actions.replan(planDrop(event), ['idle', 'paused']),
    open: (actions) => actions.endAgain(),
    ended: (actions) => actions.settle(),
    stray: (actions) => actions.abandon(),
    deadline: (actions) => actions.abandon(),
  },
  waiting: {
    connect: (actions) => actions.start(true),
    close: (actions) => actions.follow({ next: 'idle' }),
    pause: (actions, { why }) => actions.follow({ next: 'paused', why }),
    drop: (actions, event) => {
      if (event.how.now === true || event.how.after) actions.follow(planDrop(event));
    },
    deadline: (actions) => actions.attempt(),
  },
  paused: {
    connect: (actions) => actions.start(false),
    close: (actions) => actions.follow({ next: 'idle' }),
  },
  failed: {
    connect: (actions) => actions.start(false),
    close: (actions) => actions.follow({ next: 'idle' }),
  },
};
