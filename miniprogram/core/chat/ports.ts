/**
 * What the chat needs from its surroundings. The platform layer implements these on wx; tests hand in their own.
 */
import type { Undo } from '../base/emitter';

/**
 * Small values by key, synchronous like `wx.*StorageSync`. `set` and `remove` throw `ChatError('storage_full')` or another
 * error when the platform refuses; `get` returns undefined for a key that is absent. `get` and `keys` throw
 * `ChatError('unreadable')` when the platform does not tell now: that is never taken for absent, so nothing is written,
 * removed or numbered on it.
 */
export interface KeyValueStorage {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
  remove(key: string): void;
  keys(): readonly string[];
}

/** What the phone tells about the app and the network. Hints: any of them may be late, doubled or missing. */
export type HostEvent =
  | { readonly kind: 'show' }
  /** `covered`: by a page of the phone itself, such as a picker; the person is still here. */
  | { readonly kind: 'hide'; readonly covered?: boolean }
  | { readonly kind: 'network'; readonly connected: boolean; readonly type: string }
  | { readonly kind: 'weak_network'; readonly weak: boolean }
  | { readonly kind: 'memory_warning'; readonly level: number };

/** Listeners hear in the order in which they came. */
export interface HostEvents {
  on(listener: (event: HostEvent) => void): Undo;
}

/** What the server made of a file. */
export interface UploadedMedia {
  readonly url: string;
  readonly bytes: number;
  /** Of a picture, as far as the server could look into it. */
  readonly thumbUrl?: string;
  readonly width?: number;
  readonly height?: number;
}

/** One upload, which may be called off until it is done. */
export interface UploadTask {
  /**
   * @throws ChatError `not_found` (the file is gone), `network`, `timeout`, `bad_answer`, or the server's refusal
   */
  readonly done: Promise<UploadedMedia>;
  abort(): void;
}

/** Files of this phone that go into messages. */
export interface MediaPort {
  /** Takes a temporary file over, so that it outlives the app. @returns where it is now; as it was, if that is refused */
  keep(path: string): Promise<string>;
  /** `onProgress`: percent, never from inside this call. `kind`: as what it is sent. */
  upload(path: string, onProgress: (percent: number) => void, kind?: string): UploadTask;
  /** Removes what was kept and is none of these. */
  removeOthers(inUse: ReadonlySet<string>): void;
}

/** A short-lived proof of who the user is, from the app's sign-in. Never part of a URL. */
export interface TicketSource {
  /**
   * Single flight: calls that overlap share one request. `fresh` refuses a ticket that was handed out before.
   * @throws ChatError `auth_failed`, `name_taken`, `network`, `timeout`
   */
  ticket(fresh: boolean): Promise<string>;
}
