/**
 * What a person did to messages on this phone only: deleted them here, listened to them. Kept per person and room; the server
 * knows nothing of it.
 */
import { describeError, type Logger } from '../base/logger';
import type { RoomId, UserId } from '../protocol/fields';
import { EMPTY_STATE } from '../store/state';
import type { KeyValueStorage } from './ports';
import type { StateBox } from './state-box';
import { marksPrefix, type AccountScope } from './storage-keys';

/** Of one room; the oldest marks are forgotten rather than letting the list grow for ever. */
export const MAX_MARKS_PER_ROOM = 500;

/** The name of the marks in the state and on the phone. */
export type MarkName = 'hidden' | 'heard';

export interface MessageMarks {
  /** Loads what this person has marked. */
  open(user: UserId): void;
  add(room: RoomId, key: string): void;
}

export interface MessageMarksOptions {
  readonly box: StateBox;
  readonly storage: KeyValueStorage;
  readonly logger: Logger;
  readonly scopeOf: (user: UserId) => AccountScope;
}

const readKeys = (value: unknown): readonly string[] =>
  Array.isArray(value)
    ? value.filter((key): key is string => typeof key === 'string' && key.includes('/'))
    : [];

export function createMessageMarks(mark: MarkName, options: MessageMarksOptions): MessageMarks {
  const { box, storage, logger, scopeOf } = options;
  /** What the keys of this person's lists begin with. */
  let prefix: string | null = null;

  const store = (room: RoomId, key: string): void => {
    if (prefix === null) return;
    const name = `${prefix}${room}`;
    try {
      storage.set(name, [...readKeys(storage.get(name)), key].slice(-MAX_MARKS_PER_ROOM));
    } catch (thrown) {
      // It stays marked until the app ends.
      logger.warn('marks_storage', { mark, error: describeError(thrown) });
    }
  };

  return {
    open(user) {
      const own = marksPrefix(mark, scopeOf(user));
      if (own === prefix && box.state[mark] !== EMPTY_STATE[mark]) return;
      prefix = own;
      const marked: Record<string, true> = {};
      for (const name of storage.keys()) {
        if (!name.startsWith(own)) continue;
        for (const key of readKeys(storage.get(name))) marked[key] = true;
      }
      box.update((state) => ({ ...state, [mark]: marked }));
    },
    add(room, key) {
      if (box.state[mark][key]) return;
      store(room, key);
      box.update((state) => ({ ...state, [mark]: { ...state[mark], [key]: true } }));
    },
  };
}
