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
  /** Both are the same person. */
  readonly isSelf?: boolean;
}

/** A role of a newer server is not told as another one. A room that nobody handed over has fallen to its new owner. */
function roleText(language: Language, { role }: NoticeBody, all: NoticeNames): string {
  const names = { name: all.name, target: all.target };
  if (role === 'owner' && all.isSelf === true) return t(language, 'notice.role.heir', names);
  return t(language, role ? `notice.role.${role}` : 'message.unknown', names);
}

export function noticeText(language: Language, body: NoticeBody, all: NoticeNames): string {
  const names = { name: all.name, target: all.target };
  const { event, forMs = 0, name: room = '' } = body;
  if (event === 'role') return roleText(language, body, all);
  if (event === 'muted' && forMs === 0) return t(language, 'notice.unmuted', names);
  return t(language, `notice.${event}`, { ...names, room, span: spanText(language, forMs) });
}
