/**
 * What a connection may be and what may happen to it. All that a state has to remember is in it, so that nothing about the
 * present connection is known anywhere else. Knows no rules: those are in the state table.
 */
import type { DropOptions, ReconnectRange, SocketState } from '../socket-types';
import type { EndEvidence } from '../transport';

/** All that may happen to a connection, whoever says so: its owner, the transport or its own timer. */
export type SocketEvent =
  // Commands of the owner.
  | { readonly kind: 'connect' }
  | { readonly kind: 'close'; readonly code?: number | undefined; readonly reason?: string | undefined }
  | { readonly kind: 'pause'; readonly why: string; readonly code?: number | undefined }
  | { readonly kind: 'drop'; readonly why: string; readonly how: DropOptions }
  | { readonly kind: 'confirm' }
  // News from the transport; `stray` is an end that may be another socket's, a presumed one hardly is.
  | { readonly kind: 'open' }
  | { readonly kind: 'text'; readonly data: string }
  | { readonly kind: 'binary'; readonly data: ArrayBuffer }
  | { readonly kind: 'ended'; readonly evidence: EndEvidence; readonly isPresumed?: true | undefined }
  | { readonly kind: 'stray'; readonly evidence: EndEvidence }
  | { readonly kind: 'uncertain'; readonly why: string }
  | { readonly kind: 'displaced'; readonly goesOn: boolean; readonly why: string }
  // The timer of the state: each has at most one.
  | { readonly kind: 'deadline' };

export type SocketEventOf<Kind extends SocketEvent['kind']> = Extract<SocketEvent, { kind: Kind }>;
export type IncomingFrame = SocketEventOf<'text'> | SocketEventOf<'binary'>;

/** Where it goes on from here. */
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
  /**
   * A new series of attempts. `limited`: the limit per minute counts, and may have to be waited for; then `evidence` says
   * what was waited for before.
   */
  | { readonly next: 'connecting'; readonly limited?: true; readonly evidence?: EndEvidence | null };

export type PlanOf<Next extends Plan['next']> = Extract<Plan, { next: Next }>;

/** How the transport is asked for the end, also when it has to be asked again. */
export type AskedEnd = readonly [code: number | undefined, reason: string | undefined];

/** That it goes on by another way than the one it was made by, and why. */
interface Fallback {
  readonly fallback?: string;
}

/** `memory`: what nobody else is shown. */
type Remembers<Name extends SocketState['state'], Memory> = Extract<SocketState, { state: Name }> & {
  readonly memory: Memory;
};
type Remembered = 'connecting' | 'open' | 'closing';

/** What is shown to the owner and, under `memory`, what only the machine has to remember in that state. */
export type MachineState =
  | Exclude<SocketState, { state: Remembered }>
  /** `patienceMs`: how long the attempt may take. */
  | Remembers<'connecting', { readonly patienceMs: number; readonly known?: Fallback }>
  /** Whether the time has begun to count after which the connection is a good one. */
  | Remembers<'open', boolean>
  | Remembers<'closing', { readonly plan: Plan; readonly asked: AskedEnd }>;

export type MachineStateOf<Name extends MachineState['state']> = Extract<MachineState, { state: Name }>;
