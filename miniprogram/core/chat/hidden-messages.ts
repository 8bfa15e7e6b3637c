/**
 * Messages that a person deleted on this phone: kept here, per person and room, and shown nowhere any more. The server
 * knows nothing of it.
 */
import { describeError, type Logger } from '../base/logger';
import type { RoomId, UserId } from '../protocol/fields';
import { EMPTY_STATE } from '../store/state';
import type { KeyValueStorage } from './ports';
import type { StateBox } from './state-box';
import { hiddenPrefix, type AccountScope } from './storage-keys';

/** Of one room; the oldest are shown again rather than letting the list grow for ever. */
export const MAX_HIDDEN_PER_ROOM = 500;

export interface HiddenMessages {
  /** Loads what this person deleted. */
  open(user: UserId): void;
  hide(room: RoomId, key: string): void;
}

export interface HiddenMessagesOptions {
  readonly box: StateBox;
  readonly storage: KeyValueStorage;
  readonly logger: Logger;
  readonly scopeOf: (user: UserId) => AccountScope;
}

const readKeys = (value: unknown): readonly string[] =>
  Array.isArray(value)
    ? value.filter((key): key is string => typeof key === 'string' && key.includes('/'))
    : [];

export function createHiddenMessages(options: HiddenMessagesOptions): HiddenMessages {
  const { box, storage, logger, scopeOf } = options;
  /** What the keys of this person's lists begin with. */
  let prefix: string | null = null;

  const store = (room: RoomId, key: string): void => {
    if (prefix === null) return;
    const name = `${prefix}${room}`;
    try {
      storage.set(name, [...readKeys(storage.get(name)), key].slice(-MAX_HIDDEN_PER_ROOM));
    } catch (thrown) {
      // It stays hidden until the app ends.
      logger.warn('hidden_storage', { error: describeError(thrown) });
    }
  };

  return {
    open(user) {
      const own = hiddenPrefix(scopeOf(user));
      if (own === prefix && box.state.hidden !== EMPTY_STATE.hidden) return;
      prefix = own;
      const hidden: Record<string, true> = {};
      for (const name of storage.keys()) {
        if (!name.startsWith(own)) continue;
        for (const key of readKeys(storage.get(name))) hidden[key] = true;
      }
      box.update((state) => ({ ...state, hidden }));
    },
    hide(room, key) {
      if (box.state.hidden[key]) return;
      store(room, key);
      box.update((state) => ({ ...state, hidden: { ...state.hidden, [key]: true } }));
    },
  };
}
