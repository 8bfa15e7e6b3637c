/**
 * Waiting messages on the phone, one key each, so that a write is small and a broken one takes no other with it. Knows no
 * connection.
 */
import { describeError, type Logger } from '../base/logger';
import { isSafeId } from '../base/ids';
import type { ClientMessageId, RoomId, SendableBody, UserId } from '../protocol/fields';
import type { FailureCode } from '../store/state';
import { readStoredBody, storeBody } from './outbox-body';
import type { KeyValueStorage } from './ports';
import { outboxKey, outboxPrefix, quarantineKey } from './storage-keys';

export interface Failure {
  readonly code: FailureCode;
  readonly reason: string;
}

export interface OutboxEntry {
  /** Orders the entries of this phone; never sent. */
  readonly number: number;
  readonly clientId: ClientMessageId;
  readonly room: RoomId;
  readonly body: SendableBody;
  /** When it was written, by the phone's clock. */
  readonly at: number;
  /** Waits for a person to resend or discard it. */
  readonly failure: Failure | null;
}

export interface OutboxStorage {
  /** In order; what cannot be read is moved out of the way. */
  load(user: UserId): readonly OutboxEntry[];
  /** False when the phone refused: the entry then lives in memory only. */
  put(user: UserId, entry: OutboxEntry): boolean;
  remove(user: UserId, entry: OutboxEntry): void;
}

type Fields = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

function readFailure(value: unknown): Failure | null {
  if (!isObject(value)) return null;
  const { code, reason } = value;
  if (typeof code !== 'string' || typeof reason !== 'string') return null;
  return { code: code as FailureCode, reason };
}

function readEntry(value: unknown, number: number): OutboxEntry | null {
  if (!isObject(value) || !Number.isSafeInteger(number)) return null;
  const { clientId, room, at, failure } = value;
  if (typeof clientId !== 'string' || !isSafeId(clientId)) return null;
  if (typeof room !== 'string' || !isSafeId(room)) return null;
  const body = readStoredBody(value);
  if (!body || typeof at !== 'number') return null;
  const ids = { clientId: clientId as ClientMessageId, room: room as RoomId };
  return { number, ...ids, body, at, failure: readFailure(failure) };
}

export function createOutboxStorage(storage: KeyValueStorage, logger: Logger): OutboxStorage {
  const attempt = (what: string, work: () => void): boolean => {
    try {
      work();
      return true;
    } catch (thrown) {
      logger.warn('outbox_storage', { what, error: describeError(thrown) });
      return false;
    }
  };

  const quarantine = (key: string, value: unknown): void => {
    logger.warn('outbox_quarantine', { key });
    attempt('quarantine', () => {
      storage.set(quarantineKey(key), value ?? null);
      storage.remove(key);
    });
  };

  return {
    load(user) {
      const prefix = outboxPrefix(user);
      const entries: OutboxEntry[] = [];
      for (const key of [...storage.keys()].filter((name) => name.startsWith(prefix)).sort()) {
        const value = storage.get(key);
        const entry = readEntry(value, Number(key.slice(prefix.length)));
        if (entry) entries.push(entry);
        else quarantine(key, value);
      }
      return entries;
    },
    put(user, entry) {
      const { clientId, room, body, at, failure } = entry;
      const value = { clientId, room, ...storeBody(body), at, ...(failure ? { failure } : {}) };
      return attempt('write', () => storage.set(outboxKey(user, entry.number), value));
    },
    remove(user, entry) {
      attempt('remove', () => storage.remove(outboxKey(user, entry.number)));
    },
  };
}
