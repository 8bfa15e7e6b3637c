/**
 * Which announcements a person has put away on this phone: the last one of each room, until the room has another.
 */
import { describeError, type Logger } from '../core/base/logger';
import type { KeyValueStorage } from '../core/chat/ports';
import { readOr } from '../core/chat/read-again';
import { closedAnnouncementKey, type AccountScope } from '../core/chat/storage-keys';
import type { AnnouncementService } from './client-types';

export interface ClosedAnnouncementsOptions {
  readonly storage: KeyValueStorage;
  readonly logger: Logger;
  /** Null while nobody is signed in. */
  readonly scope: () => AccountScope | null;
}

/** Nobody signed in has closed none. */
export function createClosedAnnouncements(options: ClosedAnnouncementsOptions): AnnouncementService {
  const { storage, logger, scope } = options;
  return {
    closed(room) {
      const owner = scope();
      // Unreadable: it is on show until it can be read.
      const text = owner && readOr(() => storage.get(closedAnnouncementKey(owner, room)), '');
      return typeof text === 'string' ? text : '';
    },
    close(room, text) {
      const owner = scope();
      if (!owner) return;
      try {
        storage.set(closedAnnouncementKey(owner, room), text);
      } catch (thrown) {
        logger.warn('announcement_not_stored', { error: describeError(thrown) });
      }
    },
  };
}
