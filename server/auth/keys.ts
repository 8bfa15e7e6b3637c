/**
 * What signs somebody in, as the store keeps it: a hash, in one namespace per way of signing in, so that nothing that is
 * shown on one way is ever taken for what belongs to another. Knows no store.
 *
 * Databases of version 0.1.0 hashed all three ways into one column without a namespace. Such a hash is still found
 * (`legacy`) and is written anew at the next sign-in; what a guest shows is kept apart from the other two by its alphabet
 * and its beginning.
 */
import { createHash } from 'node:crypto';
import { err, ok, type Result } from '../../miniprogram/core/base/result';
import { nameKey } from '../storage/port';

type Way = 'guest' | 'weixin' | 'dev';

/** Hashes as they are compared; the key itself is nowhere. */
export interface SignInKey {
  readonly hash: string;
  /** The hash of the same person in a database of version 0.1.0. */
  readonly legacy: string;
}

const MIN_GUEST_KEY_CHARS = 22;
const MAX_GUEST_KEY_CHARS = 128;
/** A random key of 22 digits has fewer different ones in 6 of 100,000 cases, one of 22 letters never. */
const MIN_VARIETY = 6;

const GUEST_ALPHABET = /^[A-Za-z0-9_-]+$/;
/** How the keys of the other ways began when they shared a namespace with the guests. */
const RESERVED = /^(dev-|weixin:)/i;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** The way is hashed too, so that a hash that leaked from elsewhere fits no namespace. */
const inNamespace = (way: Way, secret: string): string => `${way}:${sha256(`${way}\n${secret}`)}`;

/** The key is what the phone made and keeps. */
export const guestKeyOf = (key: string): SignInKey => ({
  hash: inNamespace('guest', key),
  legacy: sha256(key),
});

/** The open id is that of this app alone. */
export const weixinKeyOf = (openId: string): SignInKey => ({
  hash: inNamespace('weixin', openId),
  legacy: sha256(`weixin:${openId}`),
});

/** Two names that are the same by `nameKey` are one person. */
export const devKeyOf = (name: string): SignInKey => ({
  hash: inNamespace('dev', nameKey(name)),
  legacy: sha256(`dev-${nameKey(name)}`),
});

/** How many different characters, and how many different steps from one to the next: `abab…` and `abcd…` have few. */
function varietyOf(key: string): number {
  const codes = [...key].map((char) => char.charCodeAt(0));
  const steps = codes.slice(1).map((code, i) => code - (codes[i] ?? 0));
  return Math.min(new Set(codes).size, new Set(steps).size);
}

/** The key itself is in no sentence: it is a secret. */
export function checkGuestKey(key: string): Result<string, string> {
  if (key.length < MIN_GUEST_KEY_CHARS || key.length > MAX_GUEST_KEY_CHARS) {
    return err(
      `guestKey has ${key.length} characters, allowed are ${MIN_GUEST_KEY_CHARS} to ${MAX_GUEST_KEY_CHARS}.`,
    );
  }
  if (!GUEST_ALPHABET.test(key)) return err('guestKey has characters other than A-Z, a-z, 0-9, _ and -.');
  if (RESERVED.test(key)) return err('guestKey begins like a code of another way of signing in.');
  const variety = varietyOf(key);
  if (variety >= MIN_VARIETY) return ok(key);
  return err(
    `guestKey can be guessed: its characters have a variety of ${variety}, at least ${MIN_VARIETY} is needed.`,
  );
}
