/**
 * What the long-press menu of a message offers. Only what works is offered.
 */
import type { ChatState, TimelineMessage } from '../../core/store/state';
import { isBlocked, isStanding } from '../../core/store/selectors';
import { t, type Language } from '../../i18n/translate';
import type { MenuEntry } from '../../utils/menu-entry';
import { actionsFor, type UnsentAction } from './unsent-actions';

export type MenuAction = 'copy' | 'report' | UnsentAction;

export interface ChatMenuEntry extends MenuEntry {
  readonly id: MenuAction;
}

export function menuEntries(
  language: Language,
  state: ChatState,
  message: TimelineMessage,
): readonly ChatMenuEntry[] {
  // What a blocked person says is not shown, so it cannot be copied either.
  const isText = message.body.kind === 'text' && !isBlocked(state, message.user);
  const isOthers = isStanding(message) && message.user !== state.self?.user;
  const { status } = message.delivery;
  const isUnsent = status === 'failed' || status === 'queued';
  return [
    ...(isText ? [{ id: 'copy', label: t(language, 'message.copy'), icon: 'copy' } as const] : []),
    ...(isOthers ? [{ id: 'report', label: t(language, 'message.report'), icon: 'report' } as const] : []),
    ...(isUnsent
      ? actionsFor(language, message).map(({ label, value }) => ({ id: value, label, icon: value }))
      : []),
  ];
}
