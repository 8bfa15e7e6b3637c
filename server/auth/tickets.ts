/**
 * Tickets: who somebody is, until when, signed. `v1.<user>.<expiry>.<signature>`; they hold no secret but must not be
 * logged, because whoever has one is that user. Knows no database.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../miniprogram/core/base/clock';
import { isSafeId } from '../../miniprogram/core/base/ids';
import { err, ok, type Result } from '../../miniprogram/core/base/result';
import type { UserId } from '../../miniprogram/core/protocol/fields';
import { MEDIA_KEY_LIFE_MS } from '../media/addresses';

/** From its issue; phones ask for another one in time. */
export const TICKET_LIFE_MS = 60 * 60 * 1_000;
const VERSION = 'v1';
/** As long as anything may live that was made for a person before their tickets were ended. */
export const ENDS_KNOWN_MS = Math.max(TICKET_LIFE_MS, MEDIA_KEY_LIFE_MS);

/** Times are server time in milliseconds since 1970. */
export interface Tickets {
  issue(user: UserId): string;
  /** Those of `user` that were issued up to `at`, in server time, are over. */
  end(user: UserId, at: number): void;
  /** When those of `user` were ended for the last time; 0 when that is longer ago than anything lives that was made before. */
  endedAt(user: UserId): number;
  verify(ticket: string): Result<UserId, 'auth_failed' | 'auth_expired'>;
}

/** Who has the same secret, as after a restart, takes the same tickets. */
export function createTickets(options: { secret: Buffer; clock: Clock }): Tickets {
  const { secret, clock } = options;
  const sign = (text: string): string => createHmac('sha256', secret).update(text).digest('base64url');

  /** Forgotten when the last ticket, and the last key of files, that it is about has expired. */
  const endedAt = new Map<UserId, number>();

  function endOf(user: UserId): number {
    const at = endedAt.get(user) ?? 0;
    if (at > 0 && at + ENDS_KNOWN_MS < clock.now()) endedAt.delete(user);
    return at;
  }

  function isSigned(text: string, signature: string): boolean {
    const expected = Buffer.from(sign(text));
    const given = Buffer.from(signature);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  return {
    issue(user) {
      // Also when tickets were ended in this very millisecond, or the clock was set back since.
      const issuedAt = Math.max(clock.now(), endOf(user) + 1);
      const text = `${VERSION}.${user}.${(issuedAt + TICKET_LIFE_MS).toString(36)}`;
      return `${text}.${sign(text)}`;
    },
    end(user, at) {
      endedAt.set(user, Math.max(at, endOf(user)));
    },
    endedAt: endOf,
    verify(ticket) {
      const cut = ticket.lastIndexOf('.');
      const text = ticket.slice(0, Math.max(0, cut));
      if (!isSigned(text, ticket.slice(cut + 1))) return err('auth_failed');
      const [version, user = '', expiry = ''] = text.split('.');
      if (version !== VERSION || !isSafeId(user)) return err('auth_failed');
      const expiresAt = parseInt(expiry, 36);
      if (expiresAt - TICKET_LIFE_MS <= endOf(user as UserId)) return err('auth_expired');
      return expiresAt > clock.now() ? ok(user as UserId) : err('auth_expired');
    },
  };
}
