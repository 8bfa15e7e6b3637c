/**
 * The one error of the chat: `kind` for programs, `message` for people who read logs, `cause` for the rest. Pages translate
 * `kind` (i18n `error.<kind>`), they never show `message`.
 */
import type { Refusal } from '../protocol/content';
import type { ErrorCode } from '../protocol/error-codes';

/** What fails on this phone, beside all that the server may answer. */
export const LOCAL_ERROR_KINDS = [
  'offline',
  'timeout',
  'outbox_full',
  'storage_full',
  'closed',
  'not_found',
  'bad_answer',
  'network',
  'no_sign_in',
  'unreadable',
  // A room that asks first: an admin has to let this person in.
  'knocked',
  // What the server says is full (`full` of an error).
  'full_blocks',
  'full_invitations',
  'full_staff',
  'full_waiting',
  'full_their_rooms',
] as const;

export type ChatErrorKind = ErrorCode | (typeof LOCAL_ERROR_KINDS)[number];

/** `Error` without `cause`, which some of the libraries that this file is checked with have and some have not. */
const PlainError: new (message: string) => Pick<Error, 'name' | 'message' | 'stack'> = Error;

/** Everything that the chat refuses is one of these; any other error is a mistake of ours. */
export class ChatError extends PlainError {
  override readonly name = 'ChatError';

  constructor(
    readonly kind: ChatErrorKind,
    message: string,
    readonly cause?: unknown,
    /** For `name_taken`: a name that is free, to offer. */
    readonly suggestion?: string,
    /** For a name: the character that it cannot have, as people look it up. */
    readonly character?: string,
  ) {
    super(message);
  }
}

/** By its name: where this file is loaded twice, as for the pages of a test, there are two classes. */
export const isChatError = (thrown: unknown): thrown is ChatError =>
  (thrown as { name?: unknown } | null)?.name === 'ChatError';

/** For whoever goes on without what the chat refuses: whatever else was thrown is a mistake of ours, and is thrown on. */
export function throwMistake(thrown: unknown): void {
  if (!isChatError(thrown)) throw thrown;
}

/** What the rules of content refuse, as an error. */
export const refused = ({ code, reason, character }: Refusal): ChatError =>
  new ChatError(code, reason, undefined, undefined, character);
