/**
 * The session as the rest of the chat sees it: frames that belong to this connection, and a state that tells the truth.
 */
import type { Undo } from '../../base/emitter';
import type { DownFrame } from '../../protocol/down';
import type { ErrorCode } from '../../protocol/error-codes';
import type { RequestId } from '../../protocol/fields';
import type { UpFrame } from '../../protocol/up';

/** `sign_in`: the platform gives no code that is good; `storage`: what the phone has stored cannot be read. */
export type PhoneTrouble = 'sign_in' | 'storage';

/** Times are `clock.now()` milliseconds. */
export type SessionState =
  | { readonly state: 'off' }
  | { readonly state: 'connecting'; readonly since: number }
  /** `checking`: a probe is out; nothing that must not get lost is sent until it is answered. */
  | { readonly state: 'ready'; readonly since: number; readonly checking: boolean }
  | {
      readonly state: 'waiting';
      readonly attempt: number;
      readonly retryAt: number;
      /** From its beginning to `retryAt`. */
      readonly waitMs: number;
      readonly reason: string;
      /** The phone has no network: it is waited for, with an attempt now and then in case its return is not told. */
      readonly offline: boolean;
      /** What this phone cannot do now and is tried again, where that is what is waited for. */
      readonly trouble?: PhoneTrouble;
    }
  | { readonly state: 'paused' }
  | { readonly state: 'stopped'; readonly code: ErrorCode | 'unsupported'; readonly reason: string };

type WithoutTag<Frame> = Frame extends { readonly tag: string } ? Omit<Frame, 'tag'> : never;
/** A frame as its maker writes it; the session adds the connection's tag. */
export type OutgoingFrame = WithoutTag<UpFrame>;

export interface Session {
  readonly state: SessionState;
  /** Neither we nor the server said why the last connection ended. */
  readonly endedUnexplained: boolean;
  onState(listener: (state: SessionState) => void): Undo;
  /** The checked frames of one incoming message, foreign ones left out. `welcome` comes first on each connection. */
  onFrames(listener: (frames: readonly DownFrame[]) => void): Undo;
  /**
   * Sends when ready, else returns false: nothing is queued here. `onUntaken`: the phone refused to send it, and the
   * connection is being probed.
   */
  send(frame: OutgoingFrame, onUntaken?: () => void): boolean;
  nextRequestId(): RequestId;
  /** Asks the server for a sign of life; without one the connection is dropped. Single flight. */
  probe(why: string, timeoutMs?: number): void;
  /** Gives this connection up for a new one at once, whose welcome tells the whole state again. */
  resync(why: string): void;
  start(): void;
  /** Connects now, also from `stopped` and `paused`. */
  retryNow(): void;
  /** Says goodbye and rests until `resume` or `retryNow`. */
  pause(): void;
  /** Connects now unless stopped for a reason that waiting does not cure. */
  resume(): void;
  /** Connects now instead of waiting or resting; does nothing in any other state. */
  wake(): void;
  /** Somebody uses the app, whatever the phone has told: connects now instead of resting; does nothing in any other state. */
  rouse(): void;
  /** What the phone says about its network. A connection is given up for a probe without an answer only. */
  setNetwork(connected: boolean): void;
  /** A bad network answers more slowly. */
  setWeakNetwork(weak: boolean): void;
  /** Another server from now on. */
  setUrl(url: string): void;
  close(): void;
}
