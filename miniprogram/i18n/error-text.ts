/**
 * What went wrong, as a sentence people can act on. Every kind of error has one, or this file does not compile; a kind
 * that this version does not know gets the general sentence, never a code.
 */
import type { ChatErrorKind } from '../core/chat/chat-error';
import type { FailureCode } from '../core/store/state';
import type { TextKey } from './text-key';
import { isTextKey, t, type Language, type TextParams } from './translate';

export type ErrorKind = ChatErrorKind | FailureCode | 'unsupported' | 'unknown';

/** What the error is about, where one sentence for all would be vague. */
export type ErrorSubject = 'text' | 'name' | 'avatar' | 'media' | 'announcement' | 'room';

const keyOfKind = (kind: ErrorKind): TextKey => `error.${kind}` as const;

export function errorText(
  language: Language,
  kind: ErrorKind,
  subject?: ErrorSubject,
  params?: TextParams,
): string {
  const special = `error.${subject ?? ''}.${kind}`;
  const general = keyOfKind(kind);
  if (isTextKey(special)) return t(language, special, params);
  return t(language, isTextKey(general) ? general : 'error.unknown', params);
}

/** The `kind` of anything that was thrown. */
export function errorKind(thrown: unknown): ErrorKind {
  const kind = (thrown as { kind?: unknown } | null)?.kind;
  return typeof kind === 'string' && isTextKey(`error.${kind}`) ? (kind as ErrorKind) : 'unknown';
}
