/**
 * The limits that sentences about what went wrong name, each from its one home. Does not know what went wrong.
 */
import {
  MAX_AVATAR_BYTES,
  MAX_BLOCKED_USERS,
  MAX_FILE_BYTES,
  MAX_INVITATIONS,
  MAX_PICTURE_BYTES,
  MAX_ROOMS,
  MAX_STAFF,
  MAX_VIDEO_BYTES,
  MAX_VIDEO_MS,
  MAX_WAITING_PAGE,
  RECALL_WINDOW_MS,
} from '../core/protocol/limits';
import { byteText } from './byte-text';
import { spanText } from './span-text';
import type { TextKey } from './text-key';
import type { Language, TextParams } from './translate';

type Limits = (language: Language) => TextParams;

const LIMITS: { readonly [Key in TextKey]?: Limits } = {
  'error.too_late': (language) => ({ span: spanText(language, RECALL_WINDOW_MS) }),
  'error.media.too_large': (language) => ({
    ...{ picture: byteText(MAX_PICTURE_BYTES), file: byteText(MAX_FILE_BYTES) },
    ...{ video: byteText(MAX_VIDEO_BYTES), span: spanText(language, MAX_VIDEO_MS) },
  }),
  'error.avatar.too_large': () => ({ size: byteText(MAX_AVATAR_BYTES) }),
  'error.full_blocks': () => ({ limit: MAX_BLOCKED_USERS }),
  'error.full_invitations': () => ({ limit: MAX_INVITATIONS }),
  'error.full_staff': () => ({ limit: MAX_STAFF }),
  'error.full_waiting': () => ({ limit: MAX_WAITING_PAGE }),
  'error.full_their_rooms': () => ({ limit: MAX_ROOMS }),
};

/** What fills the places of the sentence `key` that name a limit; nothing for a sentence without any. */
export const limitsIn = (language: Language, key: TextKey): TextParams => LIMITS[key]?.(language) ?? {};
