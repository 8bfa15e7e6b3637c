/**
 * `wx.*Storage*`: values by key, kept per user, cloned on the way in and out, with the limits of a phone:
 * "1 MB per key, 10 MB in total" (wx.setStorage). Knows the backend only as text by key.
 */
import { ApiFailure, createAsyncApi, requireString, typeName } from './api-call';
import type { ApiOptions, AsyncApi, Deliver } from './api-call';
import type { KeyValueBackend } from './ports';
import { dataOf, decodeValue, encodeValue } from './storage-values';
import { utf8Length } from './utf8';

const KB = 1024;
const MAX_ENTRY_BYTES = 1024 * KB;
const MAX_TOTAL_BYTES = 10 * 1024 * KB;

export interface StorageOptions {
  readonly backend: KeyValueBackend;
  readonly user: string;
  readonly deliver: Deliver;
}

/** What a host or a test does to the storage, and sees of it. */
export interface StorageControl {
  /** Each write fails with this reason until it is null again: a full or broken phone. */
  failWrites(reason: string | null): void;
  readonly bytes: number;
}

class Storage {
  failure: string | null = null;
  readonly #backend: KeyValueBackend;
  readonly #prefix: string;
  /** Bytes by key, so that a write need not measure everything; measured once, then kept by this runtime's writes. */
  #sizes: Map<string, number> | undefined;

  constructor({ backend, user }: StorageOptions) {
    this.#backend = backend;
    this.#prefix = `wx:${encodeURIComponent(user)}:`;
  }

  keys(): string[] {
    const own = this.#backend.keys().filter((key) => key.startsWith(this.#prefix));
    return own.map((key) => key.slice(this.#prefix.length));
  }

  bytes(): number {
    return [...this.#measured().values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  /** @throws ApiFailure */
  set(key: string, value: unknown): void {
    if (key === '') throw new ApiFailure('parameter error: key is empty');
    if (this.failure !== null) throw new ApiFailure(this.failure);
    const text = encodeValue(value);
    const bytes = sizeOf(key, text);
    // wx: the words of the Android client; the colon is theirs.
    if (bytes > MAX_ENTRY_BYTES) throw new ApiFailure('fail:entry size limit reached');
    const others = this.bytes() - (this.#measured().get(key) ?? 0);
    if (others + bytes > MAX_TOTAL_BYTES) throw new ApiFailure('exceed storage max size 10Mb');
    try {
      this.#backend.setItem(this.#prefix + key, text);
    } catch {
      // A browser's own quota is smaller than a phone's; the app is told the same.
      throw new ApiFailure('exceed storage max size 10Mb');
    }
    this.#measured().set(key, bytes);
  }

  has(key: string): boolean {
    return this.#backend.getItem(this.#prefix + key) !== null;
  }

  /** '' for a key that is absent, as on a phone. */
  get(key: string): unknown {
    const text = this.#backend.getItem(this.#prefix + key);
    return text === null ? '' : decodeValue(text);
  }

  remove(key: string): void {
    this.#backend.removeItem(this.#prefix + key);
    this.#measured().delete(key);
  }

  clear(): void {
    for (const key of this.keys()) this.remove(key);
  }

  info(): { keys: string[]; currentSize: number; limitSize: number } {
    return { keys: this.keys(), currentSize: Math.ceil(this.bytes() / KB), limitSize: MAX_TOTAL_BYTES / KB };
  }

  setBatch(list: unknown): void {
    if (!Array.isArray(list)) throw new ApiFailure(`parameter error: kvList should be Array`);
    for (const item of list as readonly { key: string; value: unknown }[]) this.set(item.key, item.value);
  }

  getBatch(list: unknown): unknown[] {
    if (!Array.isArray(list)) throw new ApiFailure(`parameter error: keyList should be Array`);
    return list.map((key) => this.get(String(key)));
  }

  #measured(): Map<string, number> {
    this.#sizes ??= new Map(
      this.keys().map((key) => [key, sizeOf(key, this.#backend.getItem(this.#prefix + key) ?? '')]),
    );
    return this.#sizes;
  }
}

const sizeOf = (key: string, text: string): number => utf8Length(key) + utf8Length(dataOf(text));

/** A synchronous API throws an Error that carries `errMsg` too. */
function createSyncApi<A extends unknown[], R>(name: string, work: (...values: A) => R): (...values: A) => R {
  return (...values) => {
    try {
      return work(...values);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const errMsg = `${name}:fail ${reason}`;
      throw Object.assign(new Error(errMsg), { errMsg });
    }
  };
}

function checkKey(key: unknown): string {
  if (typeof key === 'string') return key;
  throw new ApiFailure(`parameter error: parameter should be String instead of ${typeName(key)};`);
}

function createSyncApis(storage: Storage): Record<string, (...values: never[]) => unknown> {
  return {
    setStorageSync: createSyncApi('setStorageSync', (key: unknown, value: unknown) =>
      storage.set(checkKey(key), value),
    ),
    getStorageSync: createSyncApi('getStorageSync', (key: unknown) => storage.get(checkKey(key))),
    removeStorageSync: createSyncApi('removeStorageSync', (key: unknown) => storage.remove(checkKey(key))),
    clearStorageSync: createSyncApi('clearStorageSync', () => storage.clear()),
    getStorageInfoSync: createSyncApi('getStorageInfoSync', () => storage.info()),
    batchSetStorageSync: createSyncApi('batchSetStorageSync', (list: unknown) => storage.setBatch(list)),
    batchGetStorageSync: createSyncApi('batchGetStorageSync', (list: unknown) => storage.getBatch(list)),
  };
}

function createAsyncApis(storage: Storage, deliver: Deliver): Record<string, AsyncApi> {
  const api = (name: string, work: (options: ApiOptions) => Record<string, unknown> | void): AsyncApi =>
    createAsyncApi(name, work, deliver);
  return {
    setStorage: api('setStorage', (options) => storage.set(requireString(options, 'key'), options.data)),
    getStorage: api('getStorage', (options) => {
      const key = requireString(options, 'key');
      if (!storage.has(key)) throw new ApiFailure('data not found');
      return { data: storage.get(key) };
    }),
    removeStorage: api('removeStorage', (options) => storage.remove(requireString(options, 'key'))),
    clearStorage: api('clearStorage', () => storage.clear()),
    getStorageInfo: api('getStorageInfo', () => storage.info()),
    batchSetStorage: api('batchSetStorage', (options) => storage.setBatch(options.kvList)),
    batchGetStorage: api('batchGetStorage', (options) => ({ dataList: storage.getBatch(options.keyList) })),
  };
}

export function createStorage(options: StorageOptions): {
  readonly api: Readonly<Record<string, (...values: never[]) => unknown>>;
  readonly control: StorageControl;
} {
  const storage = new Storage(options);
  return {
    api: { ...createSyncApis(storage), ...createAsyncApis(storage, options.deliver) },
    control: {
      failWrites: (reason) => void (storage.failure = reason),
      get bytes() {
        return storage.bytes();
      },
    },
  };
}
