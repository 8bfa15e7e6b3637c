/**
 * Reading requests: JSON bodies through the protocol's schemas, files, and who asks.
 */
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { err, ok, type Result } from '../../miniprogram/core/base/result';
import type { ErrorCode } from '../../miniprogram/core/protocol/error-codes';
import type { UserId } from '../../miniprogram/core/protocol/fields';
import type { Schema } from '../../miniprogram/core/protocol/schema';
import type { Tickets } from '../auth/tickets';
import { refuse } from './answers';

/** What each route finds in its context. */
export type AppEnv = {
  Bindings: HttpBindings;
  /** `turn` resolves when it is the turn of who pays for the request, `pay` takes what so many bytes of it cost. */
  Variables: { turn: () => Promise<void>; pay: (bytes: number) => void };
};
export type AppContext = Context<AppEnv>;

/** Null when there is more, or when the sender went away. What is left of it stands unread. */
function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return Promise.resolve(null);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const give = (body: Buffer | null): void => {
      request.off('data', take);
      resolve(body);
    };
    const take = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > maxBytes) return give(null);
      chunks.push(chunk);
    };
    request.on('data', take);
    request.once('end', () => give(Buffer.concat(chunks)));
    request.once('close', () => give(null));
  });
}

/** The body by its schema, or the refusal to answer with; never throws for what a client sent. */
export async function readJson<T>(
  c: AppContext,
  schema: Schema<T>,
  maxBytes: number,
): Promise<Result<T, Response>> {
  const bytes = await readBody(c.env.incoming, maxBytes);
  if (!bytes) return err(refuse(c, 'too_large', `The body has more than ${maxBytes} bytes.`));
  // What was asked for is done now, and bodies may all be there at once.
  await c.get('turn')();
  // Read all the same, it would say something else than was sent.
  if (!isUtf8(bytes)) return err(refuse(c, 'bad_frame', 'The body is not UTF-8.'));
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString('utf8'));
  } catch {
    // Nothing but text that is no JSON.
    return err(refuse(c, 'bad_frame', 'The body is not JSON.'));
  }
  const checked = schema.check(body, '');
  if (checked.ok) return checked;
  const { path, problem } = checked.error;
  return err(refuse(c, 'bad_field', `${path === 'frame' ? 'The body' : path} ${problem}.`));
}

const TICKET_MESSAGES: { readonly [Code in ErrorCode]?: string } = {
  auth_expired: 'The ticket is older than one hour, or was ended: sign in again.',
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
