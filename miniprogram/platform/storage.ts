/**
 * The phone's storage behind the chat's port. Knows no key and no value.
 */
import { ChatError } from '../core/chat/chat-error';
import type { KeyValueStorage } from '../core/chat/ports';
import { careful, fieldsOf } from './careful-call';

/** What is used of `wx` here. */
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
    // Whatever it was: the second time what is thrown is told.
    try {
      return read();
    } catch (thrown) {
      throw new ChatError('unreadable', `cannot read ${what}: ${describe(thrown)}`, thrown);
    }
  }
}

const isNothing = (value: unknown): boolean => value === '' || value === null || value === undefined;

/** wx: nothing is what an absent key reads as, but some phones say so of one that they list. */
function readValue(wx: WxStorageApi, key: string, present: Presence): unknown {
  const value = wx.getStorageSync(key);
  if (!isNothing(value)) return value;
  const keys = careful(() => readKeys(wx), null);
  if (keys) present.check(keys);
  if (keys?.includes(key)) throw new Error('it is listed without a value');
  return undefined;
}

/** Keys that were written, or read with a value: a list without one of these is no list. */
interface Presence {
  note(key: string, isThere: boolean): void;
  /** @throws when the list leaves out what is there */
  check(keys: readonly string[]): void;
}

/** More would say no more. */
const MAX_PRESENT = 200;

function createPresence(wx: WxStorageApi): Presence {
  const present = new Set<string>();
  return {
    note(key, isThere) {
      if (!isThere) present.delete(key);
      else if (present.size < MAX_PRESENT) present.add(key);
    },
    check(keys) {
      const listed = new Set(keys);
      for (const key of [...present]) {
        if (listed.has(key)) continue;
        // Somebody else of this app may have removed it.
        if (isNothing(careful(() => wx.getStorageSync(key), ''))) present.delete(key);
        else throw new Error('the list of keys leaves out what is stored');
      }
    },
  };
}

/** A list that is none tells nothing. */
function readKeys(wx: WxStorageApi): readonly string[] {
  const { keys } = fieldsOf(wx.getStorageInfoSync());
  if (!Array.isArray(keys)) throw new Error('the phone gave no list of keys');
  return keys.filter((key) => typeof key === 'string');
}

/** An absent value is undefined; one that cannot be read now throws `unreadable`, and is never taken for absent. */
export function createStorage(wx: WxStorageApi): KeyValueStorage {
  const present = createPresence(wx);
  return {
    get(key) {
      const value = readTwice(key, () => readValue(wx, key, present));
      present.note(key, value !== undefined);
      return value;
    },
    set(key, value) {
      try {
        wx.setStorageSync(key, value);
        present.note(key, true);
      } catch (thrown) {
        const reason = describe(thrown);
        if (FULL.test(reason))
          throw new ChatError('storage_full', `The phone's storage is full: ${reason}`, thrown);
        throw new Error(`cannot write ${key}: ${reason}`);
      }
    },
    remove(key) {
      wx.removeStorageSync(key);
      present.note(key, false);
    },
    keys: () =>
      readTwice('the keys', () => {
        const keys = readKeys(wx);
        present.check(keys);
        return keys;
      }),
  };
}
