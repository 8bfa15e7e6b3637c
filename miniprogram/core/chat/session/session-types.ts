/**
 * The session as the rest of the chat sees it: frames that belong to this connection, and a state that tells the truth.
 */
import type { ErrorCode } from '../../protocol/error-codes';
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
