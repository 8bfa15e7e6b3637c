/**
 * Proofs of who holds this phone: the platform's sign-in code, and a secret that cannot be guessed.
 */
import type { Clock, Random } from '../core/base/clock';
import { createId } from '../core/base/ids';
import { describeError } from '../core/base/logger';
import { ChatError } from '../core/chat/chat-error';
import { answerWithin } from './answer-within';
import { fieldsOf } from './careful-call';
import { systemClock } from './clock';

/** What is used of `wx` here. */
export interface WxAuthApi {
  /** Absent where there is no sign-in: everybody is a guest there. */
  login?(option: {
    readonly timeout: number;
    readonly success: (answer: { code: string }) => void;
    readonly fail: (failure?: { readonly errMsg: string }) => void;
  }): unknown;
  getRandomValues?(option: {
    readonly length: number;
    readonly success: (answer: { randomValues: ArrayBuffer }) => void;
    readonly fail: () => void;
  }): unknown;
}

const SIGN_IN_TIMEOUT_MS = 10_000;
/** The phone has so much longer to say that it took too long. */
export const SIGN_IN_SILENCE_MS = SIGN_IN_TIMEOUT_MS + 1_000;
/** Chance comes from the phone itself. */
export const SECRET_SILENCE_MS = 3_000;
const SECRET_BYTES = 24;
const SECRET_LETTERS = 32;

const noCode = (why: string): ChatError => new ChatError('no_sign_in', `wx.login gave no code: ${why}`);

/**
 * A code works once: ask again for each try. Null only where the platform has no sign-in at all; one that does not work now
 * is no reason to be somebody else.
 * @throws ChatError `no_sign_in`
 */
export function askSignInCode(wx: WxAuthApi, clock: Clock = systemClock): Promise<string | null> {
  const { login } = wx;
  if (!login) return Promise.resolve(null);
  return answerWithin<string | null>(
    clock,
    SIGN_IN_SILENCE_MS,
    (resolve, reject) => {
      const success = (answer: unknown): void => {
        const { code } = fieldsOf(answer);
        if (typeof code === 'string' && code !== '') resolve(code);
        else reject(noCode('it was empty'));
      };
      const fail = (failure?: { readonly errMsg: string }): void =>
        reject(noCode(failure?.errMsg ?? 'it failed'));
      login.call(wx, { timeout: SIGN_IN_TIMEOUT_MS, success, fail });
    },
    (thrown) => {
      throw noCode(thrown === undefined ? 'no answer' : describeError(thrown));
    },
  );
}

/** Null for anything but as many bytes as were asked for: whoever guesses a short secret is that person. */
function toHex(bytes: unknown): string | null {
  if (Object.prototype.toString.call(bytes) !== '[object ArrayBuffer]') return null;
  const values = [...new Uint8Array(bytes as ArrayBuffer)];
  if (values.length !== SECRET_BYTES) return null;
  return values.map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** From the platform's own source where it has one (base library 2.15.0) that answers, else from `random`. */
export function createSecret(wx: WxAuthApi, random: Random, clock: Clock = systemClock): Promise<string> {
  const fallback = createId(random, SECRET_LETTERS);
  const { getRandomValues } = wx;
  if (!getRandomValues) return Promise.resolve(fallback);
  return answerWithin(
    clock,
    SECRET_SILENCE_MS,
    (resolve) => {
      const success = (answer: unknown): void => resolve(toHex(fieldsOf(answer)['randomValues']) ?? fallback);
      getRandomValues.call(wx, { length: SECRET_BYTES, success, fail: () => resolve(fallback) });
    },
    () => fallback,
  );
}
