/**
 * HTTP answers: every refusal has a status and `{ error: { kind, message, suggestion? } }`, whatever went wrong.
 */
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ErrorCode } from '../../miniprogram/core/protocol/error-codes';
import type { User } from '../../miniprogram/core/protocol/fields';
import type { AccountRefusal } from '../auth/accounts';

/** The codes of the protocol, and two that only HTTP has. */
export type HttpErrorKind = ErrorCode | 'not_found' | 'no_upgrade';

const STATUS: { readonly [Kind in HttpErrorKind]?: ContentfulStatusCode } = {
  not_found: 404,
  no_upgrade: 426,
  no_room: 404,
  forbidden: 403,
  auth_failed: 401,
  auth_expired: 401,
  banned: 403,
  name_taken: 409,
  too_large: 413,
  bad_kind: 415,
  rate: 429,
  overload: 503,
  storage: 503,
};

/** The status follows from `kind`; `message` is for developers, people read the words of their own language. */
export function refuse(c: Context, kind: HttpErrorKind, message: string, suggestion?: string): Response {
  const error = { kind, message, ...(suggestion === undefined ? {} : { suggestion }) };
  return c.json({ error }, STATUS[kind] ?? 400);
}

/** A name or a text that is too long is a wrong value, not a large body. */
export function refuseAccount(c: Context, refusal: AccountRefusal): Response {
  const { code, reason, suggestion } = refusal;
  if (code !== 'too_large') return refuse(c, code, reason, suggestion);
  return c.json({ error: { kind: code, message: reason } }, 400);
}

/** What everybody may know of a person, and nothing else of the row. */
export function describeUser({ user, name, avatar }: User): User {
  return { user, name, avatar };
}
