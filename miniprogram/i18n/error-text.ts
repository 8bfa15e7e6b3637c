/**
 * What went wrong, as a sentence people can act on. Every kind of error has one, or this file does not compile; a kind
 * that this version does not know gets the general sentence, never a code.
 */
import type { ChatErrorKind } from '../core/chat/chat-error';
import type { FailureCode } from '../core/store/state';
import { limitsIn } from './limit-text';
import type { TextKey } from './text-key';
import { isTextKey, t, type Language, type TextParams } from './translate';

export type ErrorKind = ChatErrorKind | FailureCode | 'unsupported' | 'unknown';

/** What the error is about, where one sentence for all would be vague. */
export type ErrorSubject = 'text' | 'name' | 'avatar' | 'media' | 'announcement' | 'room';

const keyOfKind = (kind: ErrorKind): TextKey => `error.${kind}` as const;

/** A sentence that something is not known for gives way to the general one. */
const isComplete = (language: Language, key: TextKey, params: TextParams): boolean =>
  (t(language, key).match(/\{(\w+)\}/g) ?? []).every((place) => params[place.slice(1, -1)] !== undefined);

export function errorText(
  language: Language,
  kind: ErrorKind,
  subject?: ErrorSubject,
  params?: TextParams,
): string {
  const special = `error.${subject ?? ''}.${kind}`;
  const general = keyOfKind(kind);
  // A `limit` that is handed in is the subject's: a sentence with limits of its own is about something else.
  const withLimits = (key: TextKey): TextParams => ({ ...params, ...limitsIn(language, key) });
  if (isTextKey(special) && isComplete(language, special, withLimits(special)))
    return t(language, special, withLimits(special));
  const key = isTextKey(general) ? general : 'error.unknown';
  return t(language, key, withLimits(key));
}

/** The character that was refused, for a sentence that names it. */
export function refusedCharacter(thrown: unknown): { readonly character?: string } {
  const character = (thrown as { character?: unknown } | null)?.character;
  return typeof character === 'string' ? { character } : {};
}

/** The `kind` of anything that was thrown. */
export function errorKind(thrown: unknown): ErrorKind {
  const kind = (thrown as { kind?: unknown } | null)?.kind;
  return typeof kind === 'string' && isTextKey(`error.${kind}`) ? (kind as ErrorKind) : 'unknown';
}
