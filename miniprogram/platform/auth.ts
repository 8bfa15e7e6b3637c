/**
 * Proofs of who holds this phone: the platform's sign-in code, and a secret that cannot be guessed.
 */
import type { Random } from '../core/base/clock';
import { createId } from '../core/base/ids';

export interface WxAuthApi {
  login(option: {
    readonly timeout: number;
    readonly success: (answer: { code: string }) => void;
    readonly fail: () => void;
  }): unknown;
  getRandomValues?(option: {
    readonly length: number;
    readonly success: (answer: { randomValues: ArrayBuffer }) => void;
    readonly fail: () => void;
  }): unknown;
}

const SIGN_IN_TIMEOUT_MS = 10_000;
const SECRET_BYTES = 24;
const SECRET_LETTERS = 32;

/** A code works once: ask again for each try. Null when the platform gives none. */
export function askSignInCode(wx: WxAuthApi): Promise<string | null> {
  return new Promise((resolve) => {
    wx.login({
      timeout: SIGN_IN_TIMEOUT_MS,
      success: ({ code }) => resolve(code || null),
      fail: () => resolve(null),
    });
  });
}

function toHex(bytes: ArrayBuffer): string {
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** From the platform's own source where it has one (base library 2.15.0), else from `random`. */
export function createSecret(wx: WxAuthApi, random: Random): Promise<string> {
  const fallback = createId(random, SECRET_LETTERS);
  return new Promise((resolve) => {
    if (!wx.getRandomValues) return resolve(fallback);
    wx.getRandomValues({
      length: SECRET_BYTES,
      success: ({ randomValues }) => resolve(toHex(randomValues)),
      fail: () => resolve(fallback),
    });
  });
}
