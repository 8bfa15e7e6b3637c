/**
 * What the long-press menu of a message offers. Only what works is offered.
 */
import type { TimelineMessage } from '../../core/store/state';
import { t, type Language } from '../../i18n/translate';
import type { MenuEntry } from '../../utils/menu-entry';
import { actionsFor, type UnsentAction } from './unsent-actions';

export type MenuAction = 'copy' | UnsentAction;

export interface ChatMenuEntry extends MenuEntry {
  readonly id: MenuAction;
}

export function menuEntries(language: Language, message: TimelineMessage): readonly ChatMenuEntry[] {
  const isText = message.body.kind === 'text';
  const copy: readonly ChatMenuEntry[] = isText
    ? [{ id: 'copy', label: t(language, 'message.copy'), icon: 'copy' }]
    : [];
  const { status } = message.delivery;
  if (status !== 'failed' && status !== 'queued') return copy;
  const unsent = actionsFor(language, message).map(({ label, value }) => ({ id: value, label, icon: value }));
  return [...copy, ...unsent];
}
