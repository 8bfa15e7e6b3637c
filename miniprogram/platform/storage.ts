/**
 * The phone's storage behind the chat's port. Knows no key and no value.
 */
import { ChatError } from '../core/chat/chat-error';
import type { KeyValueStorage } from '../core/chat/ports';
import { careful, fieldsOf } from './careful-call';

export interface WxStorageApi {
  getStorageSync(key: string): unknown;
  setStorageSync(key: string, value: unknown): void;
  removeStorageSync(key: string): void;
  getStorageInfoSync(): { readonly keys: readonly string[] };
}

/** wx: 1 MB per key, 10 MB in all (wx.setStorage); each client words it differently. */
const FULL = /exceed|limit|quota|full/i;

/** What `wx` throws has `errMsg`, with or without being an Error. */
function describe(thrown: unknown): string {
  const { errMsg, message } = (thrown ?? {}) as { errMsg?: unknown; message?: unknown };
  return String(errMsg ?? message ?? thrown);
}

/** wx: a read that is refused once mostly works at once. @throws ChatError `unreadable` */
function readTwice<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch {
    try {
      return read();
    } catch (thrown) {
      throw new ChatError('unreadable', `cannot read ${what}: ${describe(thrown)}`, thrown);
    }
  }
}

/** wx: nothing is what an absent key reads as, but some phones say so of one that they list. */
function readValue(wx: WxStorageApi, key: string): unknown {
  const value = wx.getStorageSync(key);
  if (value !== '' && value !== null && value !== undefined) return value;
  if (careful(() => readKeys(wx), []).includes(key)) throw new Error('it is listed without a value');
  return undefined;
}

/** A list that is none tells nothing. */
function readKeys(wx: WxStorageApi): readonly string[] {
  const { keys } = fieldsOf(wx.getStorageInfoSync());
  if (!Array.isArray(keys)) throw new Error('the phone gave no list of keys');
  return keys.filter((key) => typeof key === 'string');
}

export function createStorage(wx: WxStorageApi): KeyValueStorage {
  return {
    get: (key) => readTwice(key, () => readValue(wx, key)),
    set(key, value) {
      try {
        wx.setStorageSync(key, value);
      } catch (thrown) {
        const reason = describe(thrown);
        if (FULL.test(reason))
          throw new ChatError('storage_full', `The phone's storage is full: ${reason}`, thrown);
        throw new Error(`cannot write ${key}: ${reason}`);
      }
    },
    remove: (key) => wx.removeStorageSync(key),
    keys: () => readTwice('the keys', () => readKeys(wx)),
  };
}
