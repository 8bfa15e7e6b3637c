/**
 * What the long-press menu of a message offers. Only what works is offered.
 */
import type { ChatState, TimelineMessage } from '../../../core/store/state';
import { hasReacted, isBlocked, isRecallable, isIntact, selectRoom } from '../../../core/store/selectors';
import { roleOf } from '../../../core/store/ranks';
import type { TextKey } from '../../../i18n/text-key';
import { errorText } from '../../../i18n/error-text';
import { t, type Language } from '../../../i18n/translate';
import type { MenuEntry, MenuEmoji } from '../../../utils/menu-entry';
import { actionsFor, isUploading, type PendingAction } from './pending-actions';
import { isCopied } from '../kinds/registry';

/** `hide`: deletes a committed message on this phone. */
/** `select`: begins to select several. */
export type SentAction = 'copy' | 'forward' | 'quote' | 'recall' | 'hide' | 'select' | 'report';
export type MenuAction = SentAction | PendingAction;

export interface ChatMenuEntry extends MenuEntry {
  readonly id: MenuAction;
}

/** For whom, and when. */
export interface MenuReader {
  readonly language: Language;
  readonly state: ChatState;
  /** Wall-clock time in ms. */
  readonly now: number;
}

const QUICK_EMOJI = ['👍', '❤️', '😂', '🎉', '😮', '😢', '🙏'] as const;

const LABELS_AND_ICONS: Readonly<Record<SentAction, readonly [label: TextKey, icon: string]>> = {
  copy: ['message.copy', 'copy'],
  forward: ['message.forward', 'forward'],
  quote: ['message.quote', 'quote'],
  recall: ['message.recall', 'recall'],
  hide: ['message.delete', 'delete'],
  select: ['message.select', 'select'],
  report: ['message.report', 'report'],
};

/** What a blocked person says is not shown, so it cannot be passed on either. */
function sentActions(message: TimelineMessage, { state, now }: MenuReader): readonly SentAction[] {
  const { body, delivery, room, user } = message;
  const own = selectRoom(state, room);
  const isShown = !isBlocked(state, user);
  const isOthers = user !== state.self?.user;
  // Where the room is closed nothing is said, so nothing is answered or taken back either.
  const isOpen = !own?.settings.closed;
  const mayRecall = isRecallable(message, state.self, now, own?.membership.role, roleOf(own, user));
  const offers: readonly (readonly [SentAction, boolean])[] = [
    ['copy', isShown && isCopied(body)],
    ['forward', isShown && isIntact(message)],
    ['quote', isOpen && isShown && isIntact(message)],
    ['recall', isOpen && mayRecall],
    ['hide', delivery.status === 'sent'],
    ['select', isShown && isIntact(message)],
    ['report', isOthers && isIntact(message)],
  ];
  return offers.flatMap(([action, isOffered]) => (isOffered ? [action] : []));
}

export function menuEntries(message: TimelineMessage, reader: MenuReader): readonly ChatMenuEntry[] {
  const { language } = reader;
  const entries = sentActions(message, reader).map((id) => {
    const [label, icon] = LABELS_AND_ICONS[id];
    return { id, label: t(language, label), icon };
  });
  const { status } = message.delivery;
  if (status !== 'failed' && status !== 'queued' && !isUploading(reader.state, message)) return entries;
  const pendingActions = actionsFor(language, message).map(({ label, value }) => ({
    id: value,
    label,
    icon: value,
  }));
  return [...entries, ...pendingActions];
}

/** The reactions that are one tap away. */
export function menuEmoji(message: TimelineMessage, { language, state }: MenuReader): readonly MenuEmoji[] {
  const isClosed = selectRoom(state, message.room)?.settings.closed;
  if (isClosed || !isIntact(message) || isBlocked(state, message.user)) return [];
  return QUICK_EMOJI.map((emoji) => ({
    emoji,
    own: hasReacted(message, emoji, state.self),
    label: t(language, 'message.react', { emoji }),
  }));
}

/** Why an entry of an open menu does nothing any more: the message, or its room, has changed since it was opened. */
export function whyNotNow(id: MenuAction, message: TimelineMessage | null, reader: MenuReader): string {
  const { language, state } = reader;
  if (!message) return t(language, 'message.gone');
  if (id === 'resend' || id === 'edit' || id === 'delete') return t(language, 'message.gone_out');
  if (selectRoom(state, message.room)?.settings.closed) return errorText(language, 'room_closed', 'text');
  if (id !== 'recall') return t(language, 'message.gone');
  return errorText(language, message.user === state.self?.user ? 'too_late' : 'forbidden', 'text');
}
