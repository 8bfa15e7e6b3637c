/**
 * How what is refused is told. Knows no rule by which anything is.
 */
import { err, type Result } from '../base/result';
import type { ErrorCode } from './error-codes';

/**
 * What has as many as it can have, where a code alone would not say it: people whom one blocks, invitations of a room, people
 * who run it, people who wait to be let in, rooms of the person whom an action is about.
 */
export const FULL = ['blocks', 'invitations', 'staff', 'waiting', 'their_rooms'] as const;
export type Full = (typeof FULL)[number];

/** A refusal: `code` for programs, `reason` names the value and the limit for people. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly reason: string;
  /** The character that is refused, as people look it up: `U+200B`. */
  readonly character?: string;
  readonly full?: Full;
}

/** Answers with a refusal. `Code`: more than those of the protocol where others are told them, as at sign-in. */
export const refuseWith = <Code extends string = ErrorCode>(
  code: Code,
  reason: string,
): Result<never, { readonly code: Code; readonly reason: string }> => err({ code, reason });
