/**
 * What the long-press menu of a message offers. Only what works is offered.
 */
import type { User } from '../../core/protocol/fields';
import type { TimelineMessage } from '../../core/store/state';
import { isRecallable, isStanding } from '../../core/store/selectors';
import type { TextKey } from '../../i18n/text-key';
import { t, type Language } from '../../i18n/translate';
import type { MenuEntry, MenuEmoji } from '../../utils/menu-entry';
import { hasReacted } from './row-parts';
import { actionsFor, type UnsentAction } from './unsent-actions';

/** `hide`: deletes a committed message on this phone. */
export type SentAction = 'copy' | 'forward' | 'quote' | 'recall' | 'hide';
export type MenuAction = SentAction | UnsentAction;

export interface ChatMenuEntry extends MenuEntry {
  readonly id: MenuAction;
}

/** For whom, and when. */
export interface MenuReader {
  readonly language: Language;
  readonly self: User | null;
  /** Wall-clock time in ms. */
  readonly now: number;
}

const QUICK_EMOJI = ['👍', '❤️', '😂', '🎉', '😮', '😢', '🙏'] as const;

const LOOKS: Readonly<Record<SentAction, readonly [label: TextKey, icon: string]>> = {
  copy: ['message.copy', 'copy'],
  forward: ['message.forward', 'forward'],
  quote: ['message.quote', 'quote'],
  recall: ['message.recall', 'recall'],
  hide: ['message.delete', 'delete'],
};

function sentActions(message: TimelineMessage, { self, now }: MenuReader): readonly SentAction[] {
  const standing: readonly SentAction[] = isStanding(message) ? ['forward', 'quote'] : [];
  const recall: readonly SentAction[] = isRecallable(message, self, now) ? ['recall'] : [];
  const hide: readonly SentAction[] = message.delivery.status === 'sent' ? ['hide'] : [];
  return [...(message.body.kind === 'text' ? (['copy'] as const) : []), ...standing, ...recall, ...hide];
}

export function menuEntries(message: TimelineMessage, reader: MenuReader): readonly ChatMenuEntry[] {
  const { language } = reader;
  const entries = sentActions(message, reader).map((id) => {
    const [label, icon] = LOOKS[id];
    return { id, label: t(language, label), icon };
  });
  const { status } = message.delivery;
  if (status !== 'failed' && status !== 'queued') return entries;
  const unsent = actionsFor(language, message).map(({ label, value }) => ({ id: value, label, icon: value }));
  return [...entries, ...unsent];
}

/** The reactions that are one tap away. */
export function menuEmoji(message: TimelineMessage, { language, self }: MenuReader): readonly MenuEmoji[] {
  if (!isStanding(message)) return [];
  return QUICK_EMOJI.map((emoji) => ({
    emoji,
    own: hasReacted(message, emoji, self),
    label: t(language, 'message.react', { emoji }),
  }));
}
