/**
 * How what is refused is told. Knows no rule by which anything is.
 */
import type { ErrorCode } from './error-codes';

/** A refusal: `code` for programs, `reason` names the value and the limit for people. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly reason: string;
  /** The character that is refused, as people look it up: `U+200B`. */
  readonly character?: string;
}
