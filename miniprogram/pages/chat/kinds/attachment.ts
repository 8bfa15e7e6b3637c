/**
 * What an entry of the `+` panel is, and what the pickers of WeChat have in common. Knows no kind.
 */
import type { OutgoingMedia } from '../../../core/chat/chat-types';
import type { ContentBody } from '../../../core/protocol/fields';
import type { TextKey } from '../../../i18n/text-key';
import { t, type Language } from '../../../i18n/translate';
import { getClient } from '../../../services/app-client';

/** `refused`: the phone does not let WeChat in; `failed`: it did not open. */
export type Picked =
  /** In the order in which they were chosen; each is looked at, and made smaller, meanwhile. */
  | { readonly outcome: 'picked'; readonly media: Promise<readonly OutgoingMedia[]> }
  /** Ready to be said. */
  | { readonly outcome: 'made'; readonly body: ContentBody }
  | { readonly outcome: 'cancelled' | 'refused' | 'failed' };

/** A way to make a message. */
export interface Attachment {
  readonly id: string;
  readonly icon: string;
  name(language: Language): string;
  /** Older versions of WeChat have less; absent: every version has it. */
  isHere?(): boolean;
  pick(): Promise<Picked>;
  /** What people are told when the phone does not let WeChat in, and when it did not open; absent: as of pictures. */
  readonly notes?: { readonly refused: TextKey; readonly failed: TextKey };
}

type Source<Key> = Key extends `plus.${infer Name}` ? Name : never;

/** With an icon of its own, and a name among the texts. */
export const namedSource = (id: Source<TextKey>): Pick<Attachment, 'id' | 'icon' | 'name'> => ({
  id,
  icon: id,
  name: (language) => t(language, `plus.${id}`),
});

/** wx: the most that every version of the picker takes. */
export const MAX_AT_ONCE = 9;

/** As long as people may look for something. Nothing else waits for it, and each tap opens a picker of its own. */
const PICK_MS = 600_000;

/** What a picker never tells looks like one that was closed. */
export const askPicker = (ask: (resolve: (picked: Picked) => void) => void): Promise<Picked> =>
  getClient().answerWithin<Picked>(PICK_MS, ask, { outcome: 'cancelled' });

export const pickedMedia = (media: readonly Promise<OutgoingMedia>[]): Picked => ({
  outcome: 'picked',
  media: Promise.all(media),
});

export function failedPick(errMsg: string): Picked {
  // Whoever refuses the privacy guide is told so by its popup.
  if (/cancel|privacy/i.test(errMsg)) return { outcome: 'cancelled' };
  return { outcome: /auth|permission/i.test(errMsg) ? 'refused' : 'failed' };
}
