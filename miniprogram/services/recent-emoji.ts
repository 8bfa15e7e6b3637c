/**
 * The emoji that were used last on this phone, for whoever is signed in.
 */
import { describeError, type Logger } from '../core/base/logger';
import type { KeyValueStorage } from '../core/chat/ports';
import { readOr } from '../core/chat/read-again';
import { RECENT_EMOJI_KEY } from '../core/chat/storage-keys';
import type { RecentEmojiService } from './client-types';

/** Two rows of a phone. */
export const MAX_RECENT_EMOJI = 16;
/** The longest emoji there is has 15 units or so. */
const MAX_EMOJI_UNITS = 40;

export interface RecentEmojiOptions {
  readonly storage: KeyValueStorage;
  readonly logger: Logger;
}

function readList(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  const items: readonly unknown[] = value;
  const emoji = items.filter((one): one is string => typeof one === 'string' && one !== '');
  return emoji.filter((one) => one.length <= MAX_EMOJI_UNITS).slice(0, MAX_RECENT_EMOJI);
}

/** Reads when it is asked for the first time; what cannot be stored holds until the app ends. */
export function createRecentEmoji({ storage, logger }: RecentEmojiOptions): RecentEmojiService {
  let current: readonly string[] = [];
  let isRead = false;
  /** What was used before goes behind what was used while that could not be read. */
  const read = (): void => {
    if (isRead) return;
    const stored = readOr(() => readList(storage.get(RECENT_EMOJI_KEY)), null);
    if (!stored) return;
    isRead = true;
    current = readList([...new Set([...current, ...stored])]);
  };
  read();
  return {
    get current() {
      read();
      return current;
    },
    use(emoji) {
      read();
      if (current[0] === emoji) return;
      current = readList([emoji, ...current.filter((one) => one !== emoji)]);
      if (!isRead) return;
      try {
        storage.set(RECENT_EMOJI_KEY, current);
      } catch (thrown) {
        logger.warn('recent_emoji_not_stored', { error: describeError(thrown) });
      }
    },
  };
}
