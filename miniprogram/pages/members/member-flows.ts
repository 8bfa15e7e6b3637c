/**
 * Carries out what was chosen for a member, with the questions that come before.
 */
import type { Member } from '../../core/protocol/down-rooms';
import type { RoomId } from '../../core/protocol/fields';
import { KEPT_OUT_MS } from '../../core/protocol/limits';
import type { RoomAction } from '../../core/protocol/room-actions';
import { spanText } from '../../i18n/span-text';
import { t, type Language } from '../../i18n/translate';
import type { TextKey } from '../../i18n/text-key';
import type { Client } from '../../services/client-types';
import { askYesNo, chooseAction, showNote } from '../../utils/dialogs';
import { askReportReason } from '../../utils/report-dialog';
import { carryOut } from '../../utils/room-flows';
import { silenceOffers, type MemberAction } from './member-actions';

function ask(language: Language, title: TextKey, content: string, name: string): Promise<boolean> {
  return askYesNo({ language, title: t(language, title, { name }), content, confirm: 'button.ok' });
}

/** What the server is asked for; null when people changed their mind. */
async function toRoomAction(
  language: Language,
  action: MemberAction,
  { user, name }: Member,
): Promise<RoomAction | null> {
  if (action === 'make_admin') return { kind: 'role', user, role: 'admin' };
  if (action === 'make_member') return { kind: 'role', user, role: 'member' };
  if (action === 'unmute') return { kind: 'mute', user, forMs: 0 };
  if (action === 'mute') {
    const forMs = await chooseAction(silenceOffers(language));
    return forMs === null ? null : { kind: 'mute', user, forMs };
  }
  if (action === 'make_owner') {
    const content = t(language, 'members.make_owner_text');
    const isSure = await ask(language, 'members.make_owner_title', content, name);
    return isSure ? { kind: 'role', user, role: 'owner' } : null;
  }
  const content = t(language, 'members.remove_text', { span: spanText(language, KEPT_OUT_MS) });
  const isSure = await ask(language, 'members.remove_title', content, name);
  return isSure ? { kind: 'remove', user } : null;
}

/** True when something changed that the list shows. */
export async function actOnMember(
  client: Client,
  room: RoomId,
  member: Member,
  action: MemberAction,
): Promise<boolean> {
  const { rooms } = client.chat;
  const { language } = client.settings;
  if (action === 'block' || action === 'unblock') {
    return carryOut(client, () => rooms.setBlocked(member.user, action === 'block'));
  }
  if (action === 'report') {
    const reason = await askReportReason(language);
    const isDone =
      reason !== null && (await carryOut(client, () => rooms.report({ room, user: member.user, reason })));
    if (isDone) showNote(t(language, 'report.done'));
    return false;
  }
  const wanted = await toRoomAction(language, action, member);
  return wanted !== null && carryOut(client, () => rooms.act(room, wanted));
}
