/**
 * Reading requests: JSON bodies through the protocol's schemas, files, and who asks.
 */
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { err, ok, type Result } from '../../miniprogram/core/base/result';
import type { ErrorCode } from '../../miniprogram/core/protocol/error-codes';
import type { UserId } from '../../miniprogram/core/protocol/fields';
import type { Schema } from '../../miniprogram/core/protocol/schema';
import type { Tickets } from '../auth/tickets';
import { refuse } from './answers';

export type AppEnv = { Bindings: HttpBindings };
export type AppContext = Context<AppEnv>;

/** What a multipart body has around the file. */
export const MULTIPART_EXTRA_BYTES = 16 * 1_024;

export const limitBody = (maxSize: number): ReturnType<typeof bodyLimit> =>
  bodyLimit({
    maxSize,
    onError: (c) => refuse(c, 'too_large', `The body has more than ${maxSize} bytes.`),
  });

/** The field `file` of a multipart body. */
export async function readUpload(c: AppContext): Promise<Result<Buffer, Response>> {
  try {
    const { file } = await c.req.parseBody();
    if (file instanceof File) return ok(Buffer.from(await file.arrayBuffer()));
  } catch {
    // Not a multipart body: the same answer as one without the field.
  }
  return err(refuse(c, 'bad_field', 'The body is not multipart/form-data with a field "file".'));
}

export async function readJson<T>(c: AppContext, schema: Schema<T>): Promise<Result<T, Response>> {
  let body: unknown;
  try {
    body = await c.req.json();
  } catch {
    return err(refuse(c, 'bad_frame', 'The body is not JSON.'));
  }
  const checked = schema.check(body, '');
  if (checked.ok) return checked;
  const { path, problem } = checked.error;
  return err(refuse(c, 'bad_field', `${path === 'frame' ? 'The body' : path} ${problem}.`));
}

const TICKET_MESSAGES: { readonly [Code in ErrorCode]?: string } = {
  auth_expired: 'The ticket is older than one hour: sign in again.',
};

/** Whose ticket the `Authorization: Bearer` header holds. */
export function readUser(c: AppContext, tickets: Tickets): Result<UserId, Response> {
  const header = c.req.header('authorization') ?? '';
  const ticket = /^Bearer (\S+)$/i.exec(header)?.[1];
  if (ticket === undefined) {
    return err(refuse(c, 'auth_failed', 'The request needs the header "Authorization: Bearer <ticket>".'));
  }
  const user = tickets.verify(ticket);
  if (user.ok) return ok(user.value);
  return err(refuse(c, user.error, TICKET_MESSAGES[user.error] ?? 'The ticket was not made by this server.'));
}
