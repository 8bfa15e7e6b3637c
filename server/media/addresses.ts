/**
 * Addresses of files, each made for one person and one file, and over within two hours. The phone signs them itself with a key
 * that the server made for that person and time, so a message says the same to everybody and nothing is asked per file.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../miniprogram/core/base/clock';
import { isSafeId } from '../../miniprogram/core/base/ids';
import { err, ok, type Result } from '../../miniprogram/core/base/result';
import type { UserId } from '../../miniprogram/core/protocol/fields';

/** Keys of a person that are asked for within it are the same, so what a phone has fetched keeps its address. */
export const WINDOW_MS = 60 * 60 * 1_000;
/** At most. */
export const MEDIA_KEY_LIFE_MS = 2 * WINDOW_MS;

/** What a phone needs to sign addresses until `until`. */
export interface MediaKey {
  readonly user: UserId;
  /** Signs the names of files. */
  readonly key: string;
  /** Server time in ms. */
  readonly until: number;
  readonly expiresInMs: number;
}

interface AddressQuery {
  readonly u?: string;
  readonly e?: string;
  readonly s?: string;
}

/** Nothing is stored: who signed an address follows from the address. */
export interface Addresses {
  issue(user: UserId): MediaKey;
  /** For whom the address of the file `name` was made. */
  verify(name: string, query: AddressQuery): Result<UserId, 'auth_failed' | 'auth_expired'>;
}

export interface AddressesOptions {
  readonly secret: Buffer;
  readonly clock: Clock;
  /** When this person's tickets were ended for the last time, in server time; 0 when that was longer ago than a key lives. */
  readonly endedAt: (user: UserId) => number;
}

/** With the same secret addresses hold over a restart. */
export function createAddresses({ secret, clock, endedAt }: AddressesOptions): Addresses {
  /** The end of the tickets is part of a key only while keys of before it live: it changes none that is made later. */
  const keyOf = (user: UserId, until: number): string => {
    const ended = endedAt(user);
    const end = ended > until - MEDIA_KEY_LIFE_MS ? `.${ended}` : '';
    return createHmac('sha256', secret).update(`media.v1.${user}.${until}${end}`).digest('hex');
  };
  const isSame = (given: string, expected: string): boolean =>
    given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
  return {
    issue(user) {
      const now = clock.now();
      const until = Math.floor(now / WINDOW_MS) * WINDOW_MS + MEDIA_KEY_LIFE_MS;
      return { user, key: keyOf(user, until), until, expiresInMs: until - now };
    },
    verify(name, { u = '', e = '', s = '' }) {
      const until = /^[0-9a-z]{1,11}$/.test(e) ? parseInt(e, 36) : NaN;
      if (!isSafeId(u) || !Number.isSafeInteger(until) || !/^[0-9a-f]{64}$/.test(s))
        return err('auth_failed');
      const expected = createHmac('sha256', keyOf(u as UserId, until))
        .update(name)
        .digest('hex');
      if (!isSame(s, expected)) return err('auth_failed');
      return until > clock.now() ? ok(u as UserId) : err('auth_expired');
    },
  };
}
