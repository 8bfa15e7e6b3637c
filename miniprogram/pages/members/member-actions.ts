/**
 * What can be done with a member by whom. Offers only what the server would not refuse for the role; the server decides.
 */
import type { Member } from '../../core/protocol/down-rooms';
import type { ChatState, Room } from '../../core/store/state';
import { isModerator, outranks } from '../../core/store/governance';
import { isBlocked } from '../../core/store/selectors';
import { spanText } from '../../i18n/span-text';
import { t, type Language } from '../../i18n/translate';
import type { TextKey } from '../../i18n/text-key';

export type MemberAction =
  'make_admin' | 'make_member' | 'make_owner' | 'mute' | 'unmute' | 'remove' | 'report' | 'block' | 'unblock';

export interface Offer<Value> {
  readonly label: string;
  readonly value: Value;
}

const MINUTE_MS = 60_000;
const SILENCES_MS = [10 * MINUTE_MS, 60 * MINUTE_MS, 24 * 60 * MINUTE_MS];

const KEYS: Readonly<Record<MemberAction, TextKey>> = {
  make_admin: 'members.make_admin',
  make_member: 'members.make_member',
  make_owner: 'members.make_owner',
  mute: 'members.mute',
  unmute: 'members.unmute',
  remove: 'members.remove',
  report: 'members.report',
  block: 'members.block',
  unblock: 'members.unblock',
};

/** WeChat's sheet takes six entries, which is as many as there can be. */
export function memberActions(
  language: Language,
  state: ChatState,
  room: Room,
  member: Member,
  now: number,
): readonly Offer<MemberAction>[] {
  if (member.user === state.self?.user) return [];
  const { role } = room.membership;
  const rules = !room.settings.closed && isModerator(role) && outranks(role, member.role);
  const actions: MemberAction[] = [];
  if (rules && role === 'owner') {
    actions.push(member.role === 'admin' ? 'make_member' : 'make_admin', 'make_owner');
  }
  if (rules) actions.push(member.mutedUntil > now ? 'unmute' : 'mute', 'remove');
  actions.push('report', isBlocked(state, member.user) ? 'unblock' : 'block');
  return actions.map((value) => ({ value, label: t(language, KEYS[value]) }));
}

export function silenceOffers(language: Language): readonly Offer<number>[] {
  return SILENCES_MS.map((value) => ({ value, label: spanText(language, value) }));
}
