/**
 * What a person did to messages on this phone only: deleted them here, listened to them. Kept per person and room; the server
 * knows nothing of it.
 */
import type { Clock } from '../../base/clock';
import { describeError, type Logger } from '../../base/logger';
import type { RoomId, UserId } from '../../protocol/fields';
import { EMPTY_STATE } from '../../store/state';
import type { KeyValueStorage } from '../ports';
import { createReadAgain } from '../read-again';
import type { StateBox } from '../state-box';
import { marksPrefix, type AccountScope } from '../storage-keys';

/** Of one room; the oldest marks are forgotten rather than letting the list grow for ever. */
const MAX_MARKS_PER_ROOM = 500;

/** The name of the marks in the state and on the phone. */
export type MarkName = 'hidden' | 'heard';

/** One kind of mark; the state shows it at once, and the phone keeps the newest ones of each room. */
export interface MessageMarks {
  /** Loads what this person has marked. */
  open(user: UserId): void;
  add(room: RoomId, key: string): void;
  close(): void;
}

export interface MessageMarksOptions {
  readonly clock: Clock;
  readonly box: StateBox;
  readonly storage: KeyValueStorage;
  readonly logger: Logger;
  readonly scopeOf: (user: UserId) => AccountScope;
}

const readKeys = (value: unknown): readonly string[] =>
  Array.isArray(value)
    ? value.filter((key): key is string => typeof key === 'string' && key.includes('/'))
    : [];

/** `mark` names the list in the state and on the phone. */
export function createMessageMarks(mark: MarkName, options: MessageMarksOptions): MessageMarks {
  const { box, clock, storage, logger, scopeOf } = options;
  /** What the keys of this person's lists begin with. */
  let prefix: string | null = null;
  /** Marks that are not on the phone yet, by the name of their list. */
  const unstored = new Map<string, string[]>();

  const store = (name: string): void => {
    const keys = unstored.get(name) ?? [];
    try {
      storage.set(name, [...readKeys(storage.get(name)), ...keys].slice(-MAX_MARKS_PER_ROOM));
      unstored.delete(name);
    } catch (thrown) {
      // It stays marked until the app ends, and goes with the next one.
      logger.warn('marks_storage', { mark, error: describeError(thrown) });
    }
  };
  /** What can be read is shown, together with what was marked meanwhile. */
  const read = (): boolean => {
    const own = prefix;
    if (own === null) return true;
    const marked: Record<string, true> = {};
    let isWhole = true;
    const attempt = (work: () => void): void => {
      try {
        work();
      } catch {
        // Whatever the phone throws is the same here: what could not be read is read again.
        isWhole = false;
      }
    };
    attempt(() => {
      for (const name of storage.keys().filter((each) => each.startsWith(own))) {
        attempt(() => readKeys(storage.get(name)).forEach((key) => (marked[key] = true)));
      }
    });
    box.update((state) => ({ ...state, [mark]: { ...marked, ...state[mark] } }));
    if (isWhole) for (const name of [...unstored.keys()]) store(name);
    return isWhole;
  };
  const reading = createReadAgain(clock, read);

  return {
    open(user) {
      const own = marksPrefix(mark, scopeOf(user));
      if (own === prefix && box.state[mark] !== EMPTY_STATE[mark]) return;
      if (own !== prefix) unstored.clear();
      prefix = own;
      box.update((state) => ({ ...state, [mark]: {} }));
      reading.begin();
    },
    add(room, key) {
      if (box.state[mark][key]) return;
      if (prefix !== null) {
        const name = `${prefix}${room}`;
        unstored.set(name, [...(unstored.get(name) ?? []), key]);
        store(name);
      }
      box.update((state) => ({ ...state, [mark]: { ...state[mark], [key]: true } }));
    },
    close: () => reading.close(),
  };
}
