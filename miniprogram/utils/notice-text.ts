/**
 * The grey lines of a room as sentences.
 */
import type { NoticeBody } from '../core/protocol/fields';
import { spanText } from '../i18n/span-text';
import { t, type Language } from '../i18n/translate';

export interface NoticeNames {
  /** Who did it. */
  readonly name: string;
  /** To whom. */
  readonly target: string;
}

export function noticeText(language: Language, body: NoticeBody, names: NoticeNames): string {
  const { event, role, forMs = 0, name: room = '' } = body;
  // A role of a newer server is not told as another one.
  if (event === 'role') return t(language, role ? `notice.role.${role}` : 'message.unknown', { ...names });
  if (event === 'muted' && forMs === 0) return t(language, 'notice.unmuted', { ...names });
  return t(language, `notice.${event}`, { ...names, room, span: spanText(language, forMs) });
}
