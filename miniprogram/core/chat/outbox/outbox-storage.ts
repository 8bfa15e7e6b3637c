/**
 * Waiting messages on the phone, one key each, so that a write is small and a broken one takes no other with it. When the
 * phone is full, what can be had again gives way. Knows no connection.
 */
import { describeError, type Logger } from '../../base/logger';
import { isSafeId } from '../../base/ids';
import { countUtf8Bytes } from '../../base/text';
import type { ClientMessageId, RoomId, SendableBody, UserId } from '../../protocol/fields';
import type { FailureCode } from '../../store/state';
import { readStoredBody, storeBody } from './outbox-body';
import type { KeyValueStorage } from '../ports';
import { readOr } from '../read-again';
import {
  OUTBOX_PREFIX,
  outboxKey,
  outboxPrefix,
  QUARANTINE_PREFIX,
  quarantineKey,
  type AccountScope,
} from '../storage-keys';

/** What cannot be read is kept for whoever looks into it, but not without end. */
export const MAX_QUARANTINED = 20;
/** Of one entry that cannot be read and is put aside; a larger one is dropped. */
export const MAX_QUARANTINED_BYTES = 16 * 1024;

/** Why a message waits for a person to decide; `reason` is for the log. */
export interface Failure {
  readonly code: FailureCode;
  readonly reason: string;
  /** Name of the room that the person is not in any more. */
  readonly room?: string;
}

/** Files of this phone that go with a message. `name`, `cover`: see `OutboxEntry`. */
export interface KeptFile {
  readonly file: string;
  readonly name?: string;
  readonly cover?: string;
}

/** An own message as it is stored until the server has it. */
export interface OutboxEntry {
  /** Orders the entries of this phone; never sent. */
  readonly number: number;
  readonly clientId: ClientMessageId;
  readonly room: RoomId;
  readonly body: SendableBody;
  /** A file of this phone that the server must have first; the addresses in `body` are only good once this is null. */
  readonly file: string | null;
  /** The server has the file, and the message waits for those that were chosen before it; `body` has the real addresses. */
  readonly uploaded?: true;
  /** What the file of a picture is called, where that is known. */
  readonly name?: string;
  /** A picture of this phone that stands for the file, and that the server must have before it. */
  readonly cover?: string;
  /** When it was written, by the phone's clock. */
  readonly at: number;
  /** The same by the server's clock, when that was known. */
  readonly serverAt: number | null;
  /** Waits for a person to resend or discard it. */
  readonly failure: Failure | null;
  /** False while the phone refuses to store it: it is gone when the app ends. */
  readonly durable: boolean;
}

export interface OutboxStorageOptions {
  readonly storage: KeyValueStorage;
  readonly logger: Logger;
  readonly scopeOf: (user: UserId) => AccountScope;
  /** Gives up something that can be had again; false when there is nothing of that kind. */
  readonly makeRoom: () => boolean;
}

interface LoadedEntries {
  /** In order. */
  readonly entries: readonly OutboxEntry[];
  /** False when the phone does not tell now what else there is. */
  readonly isWhole: boolean;
  /** The highest number that is taken, also by an entry that cannot be read now; null when the phone does not tell. */
  readonly highest: number | null;
}

/** Every change is on the phone when the call returns, or the call says that it is not. */
export interface OutboxStorage {
  /** What makes no sense is moved out of the way; what cannot be read now is left alone. */
  load(user: UserId): LoadedEntries;
  /** False when the phone has no room for it, whatever gives way. */
  put(user: UserId, entry: OutboxEntry): boolean;
  /** Looks whether this message can have this number, whatever the phone's list of keys says; `load` knows what is found. */
  placeAt(user: UserId, number: number, clientId: ClientMessageId): Place;
  /** Names the line of this person on the server of now. */
  accountPrefixOf(user: UserId): string;
  /** What the phone refuses to remove is marked as gone, and tried again by `removeLeftovers`. */
  remove(user: UserId, entry: OutboxEntry): void;
  readonly hasLeftovers: boolean;
  removeLeftovers(): void;
  /** Files that somebody's waiting messages need, whoever is signed in. @throws ChatError `unreadable` */
  filesInUse(): ReadonlySet<string>;
}

type Fields = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** In the place of a message that was taken out, or is in the log, while the phone does not remove it. */
const GONE = { gone: true } as const;
const isGone = (value: unknown): boolean => isObject(value) && value.gone === true;

function readFailure(value: unknown): Failure | null {
  if (!isObject(value)) return null;
  const { code, reason, room } = value;
  if (typeof code !== 'string' || typeof reason !== 'string') return null;
  return { code: code as FailureCode, reason, ...(typeof room === 'string' ? { room } : {}) };
}

function readEntry(value: unknown, number: number): OutboxEntry | null {
  if (!isObject(value) || !Number.isSafeInteger(number)) return null;
  const { clientId, room, at, file, serverAt, failure, uploaded, name, cover } = value;
  if (typeof clientId !== 'string' || !isSafeId(clientId)) return null;
  if (typeof room !== 'string' || !isSafeId(room)) return null;
  const body = readStoredBody(value);
  if (!body || typeof at !== 'number') return null;
  const ids = { clientId: clientId as ClientMessageId, room: room as RoomId };
  const written = { at, serverAt: typeof serverAt === 'number' ? serverAt : null };
  const isUploaded: Pick<OutboxEntry, 'uploaded'> = uploaded === true ? { uploaded } : {};
  const called = {
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof cover === 'string' ? { cover } : {}),
  };
  const waits = typeof file === 'string' ? { file, ...isUploaded, ...called } : { file: null };
  const kept = { ...waits, failure: readFailure(failure), durable: true };
  return { number, ...ids, body, ...written, ...kept };
}

function packEntry(entry: OutboxEntry): Fields {
  const { clientId, room, body, file, at, serverAt, failure, uploaded, name, cover } = entry;
  const called = { ...(name ? { name } : {}), ...(cover ? { cover } : {}) };
  const optional = {
    ...(file === null ? {} : { file, ...(uploaded ? { uploaded } : {}), ...called }),
    ...(serverAt === null ? {} : { serverAt }),
    ...(failure ? { failure } : {}),
  };
  return { clientId, room, ...storeBody(body), at, ...optional };
}

type Attempt = (what: string, work: () => void) => boolean;

function createAttempt(logger: Logger): Attempt {
  return (what, work) => {
    try {
      work();
      return true;
    } catch (thrown) {
      logger.warn('outbox_storage', { what, error: describeError(thrown) });
      return false;
    }
  };
}

/** Moves out of the way what makes no sense. */
function createQuarantine(storage: KeyValueStorage, logger: Logger): (key: string, value: unknown) => void {
  const attempt = createAttempt(logger);
  return (key, value) => {
    logger.warn('outbox_quarantine', { key });
    attempt('quarantine', () => {
      const count = storage.keys().filter((name) => name.startsWith(QUARANTINE_PREFIX)).length;
      const isSmall = countUtf8Bytes(JSON.stringify(value)) <= MAX_QUARANTINED_BYTES;
      if (isSmall && count < MAX_QUARANTINED) storage.set(quarantineKey(key), value);
      storage.remove(key);
    });
  };
}

function filesOf(storage: KeyValueStorage): ReadonlySet<string> {
  const files = new Set<string>();
  for (const key of storage.keys()) {
    const value = key.startsWith(OUTBOX_PREFIX) ? storage.get(key) : null;
    if (!isObject(value) || typeof value.file !== 'string') continue;
    files.add(value.file);
    if (typeof value.cover === 'string') files.add(value.cover);
  }
  return files;
}

/** Removes keys; what the phone refuses to remove is marked, remembered, and tried again. */
function createRemover(storage: KeyValueStorage, attempt: Attempt, onRemove: (key: string) => void) {
  const leftovers = new Set<string>();
  const remove = (key: string): void => {
    onRemove(key);
    if (attempt('remove', () => storage.remove(key))) {
      leftovers.delete(key);
      return;
    }
    // The app may end before it can be tried again, and must not send it at the next start.
    if (!leftovers.has(key)) attempt('mark as gone', () => storage.set(key, GONE));
    leftovers.add(key);
  };
  return {
    remove,
    isGone: (key: string) => leftovers.has(key),
    /** Its key is in use again. */
    keep: (key: string) => void leftovers.delete(key),
    get hasLeftovers() {
      return leftovers.size > 0;
    },
    again: () => [...leftovers].forEach(remove),
  };
}

/** What is stored under a number that the phone's list of keys does not name. */
export type Place = 'free' | 'taken' | 'unreadable';

function placeOf(storage: KeyValueStorage, key: string, clientId: ClientMessageId): Place {
  const value = readOr(() => storage.get(key), null);
  if (value === null) return 'unreadable';
  if (value === undefined || isGone(value)) return 'free';
  return isObject(value) && value.clientId === clientId ? 'free' : 'taken';
}

/** Takes up what was read, and puts aside what makes no sense. */
function createAdder(
  drop: (user: UserId, number: number) => void,
  quarantine: (key: string, value: unknown) => void,
) {
  return (
    user: UserId,
    entries: OutboxEntry[],
    key: string,
    entry: OutboxEntry | null,
    value: unknown,
  ): void => {
    // Twice: it was given another place in the line, and the app was ended before the former one was removed.
    const earlier = entries.findIndex(({ clientId }) => clientId === entry?.clientId);
    if (earlier >= 0) for (const { number } of entries.splice(earlier, 1)) drop(user, number);
    if (entry) entries.push(entry);
    else quarantine(key, value);
  };
}

/** `makeRoom` gives up something of the cache, and tells whether there was anything. */
export function createOutboxStorage(options: OutboxStorageOptions): OutboxStorage {
  const { storage, logger, scopeOf, makeRoom } = options;
  /** Found where the phone's list of keys had nothing. */
  const unlisted = new Set<string>();
  const withUnlisted = (keys: readonly string[]): string[] => [...new Set([...keys, ...unlisted])];

  const attempt = createAttempt(logger);
  const remover = createRemover(storage, attempt, (key) => unlisted.delete(key));
  const drop = (user: UserId, number: number): void => remover.remove(outboxKey(scopeOf(user), number));
  const quarantine = createQuarantine(storage, logger);
  const add = createAdder(drop, (key, value) => {
    unlisted.delete(key);
    quarantine(key, value);
  });

  return {
    load(user) {
      const prefix = outboxPrefix(scopeOf(user));
      const keys = readOr(() => storage.keys(), null);
      if (!keys) return { entries: [], isWhole: false, highest: null };
      const entries: OutboxEntry[] = [];
      let isWhole = true;
      let highest = 0;
      for (const key of withUnlisted(keys)
        .filter((name) => name.startsWith(prefix))
        .sort()) {
        const number = Number(key.slice(prefix.length));
        if (Number.isSafeInteger(number)) highest = Math.max(highest, number);
        if (remover.isGone(key)) continue;
        // wx: some phones give nothing instead of an error. A key that is listed has a value.
        const value = readOr(() => storage.get(key), undefined);
        if (value === undefined) isWhole = false;
        else if (isGone(value)) remover.remove(key);
        else add(user, entries, key, readEntry(value, number), value);
      }
      return { entries, isWhole, highest };
    },
    put(user, entry) {
      const value = packEntry(entry);
      const key = outboxKey(scopeOf(user), entry.number);
      remover.keep(key);
      const write = (): boolean => attempt('write', () => storage.set(key, value));
      let isWritten = write();
      while (!isWritten && makeRoom()) isWritten = write();
      return isWritten;
    },
    placeAt(user, number, clientId) {
      const key = outboxKey(scopeOf(user), number);
      const place = remover.isGone(key) ? 'free' : placeOf(storage, key, clientId);
      if (place === 'taken') unlisted.add(key);
      return place;
    },
    accountPrefixOf: (user) => outboxPrefix(scopeOf(user)),
    remove(user, entry) {
      drop(user, entry.number);
    },
    get hasLeftovers() {
      return remover.hasLeftovers;
    },
    removeLeftovers: () => remover.again(),
    filesInUse: () => filesOf(storage),
  };
}
