/**
 * Messages that a person deleted on this phone: kept here, per person and room, and shown nowhere any more. The server
 * knows nothing of it.
 */
import { describeError, type Logger } from '../base/logger';
import type { RoomId, UserId } from '../protocol/fields';
import { EMPTY_STATE } from '../store/state';
import type { KeyValueStorage } from './ports';
import type { StateBox } from './state-box';
import { hiddenKey, hiddenPrefix } from './storage-keys';

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
}

const readKeys = (value: unknown): readonly string[] =>
  Array.isArray(value)
    ? value.filter((key): key is string => typeof key === 'string' && key.includes('/'))
    : [];

export function createHiddenMessages({ box, storage, logger }: HiddenMessagesOptions): HiddenMessages {
  let owner: UserId | null = null;

  const store = (room: RoomId, key: string): void => {
    if (owner === null) return;
    const name = hiddenKey(owner, room);
    try {
      storage.set(name, [...readKeys(storage.get(name)), key].slice(-MAX_HIDDEN_PER_ROOM));
    } catch (thrown) {
      // It stays hidden until the app ends.
      logger.warn('hidden_storage', { error: describeError(thrown) });
    }
  };

  return {
    open(user) {
      if (user === owner && box.state.hidden !== EMPTY_STATE.hidden) return;
      owner = user;
      const hidden: Record<string, true> = {};
      for (const name of storage.keys()) {
        if (!name.startsWith(hiddenPrefix(user))) continue;
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
