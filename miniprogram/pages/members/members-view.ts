/**
 * The members of a room as view data. Pure; which of them have been loaded is the page's.
 */
import type { TimedView, ViewContext } from '../../behaviors/view-context';
import type { Member } from '../../core/protocol/down-rooms';
import type { RoomId } from '../../core/protocol/fields';
import { isBlocked, selectRoom, selectUser } from '../../core/store/selectors';
import { t, pickTexts } from '../../i18n/translate';
import { userAvatar, type AvatarView } from '../../utils/avatar-view';
import { sooner } from '../../utils/sooner';
import { whoIsOnline } from '../../utils/who-is-online';
import type { LoadedMembers } from './loaded-members';

interface MemberRowView {
  readonly id: string;
  readonly name: string;
  readonly avatar: AvatarView;
  /** '' for a plain member. */
  readonly role: string;
  readonly state: string;
  readonly isOnline: boolean;
  readonly label: string;
}

export interface MembersView {
  readonly title: string;
  readonly text: Readonly<Record<string, string>>;
  readonly phase: 'loading' | 'failed' | 'nobody' | 'list';
  readonly more: 'none' | 'idle' | 'loading';
  readonly ids: readonly string[];
  readonly rows: Readonly<Record<string, MemberRowView>>;
  /** What may have been missed without a connection is asked for when there is one. */
  readonly isOnline: boolean;
  /** Changes when somebody came or went: an older server tells nothing else of it. */
  readonly pulse: string;
}

const TEXTS = {
  failed: 'members.failed',
  more: 'common.more',
  loading: 'common.loading',
  hint: 'members.hint',
  clear: 'common.clear',
  nobody: 'members.nobody',
} as const;

function phaseOf({ members, state, query }: LoadedMembers): MembersView['phase'] {
  if (members.length > 0) return 'list';
  if (state === 'failed') return 'failed';
  return state === 'idle' && query !== '' ? 'nobody' : 'loading';
}

/** Before anybody has told how many there are, nothing is said of it. */
function titleOf({ language }: ViewContext, count: number): string {
  return count === 0 ? t(language, 'room_page.members') : t(language, 'members.title', { n: count });
}

function stateOf({ language, state, now }: ViewContext, member: Member, isKnown: boolean): string {
  const words = [
    ...(isKnown ? [t(language, member.online ? 'members.online' : 'members.offline')] : []),
    ...(member.mutedUntil > now ? [t(language, 'members.muted')] : []),
    ...(isBlocked(state, member.user) ? [t(language, 'members.blocked')] : []),
  ];
  return words.join(' · ');
}

function rowOf(context: ViewContext, member: Member, isKnown: boolean): MemberRowView {
  const { language, state } = context;
  const known = selectUser(state, member.user) ?? member;
  const isMe = member.user === state.self?.user;
  const name = isMe ? t(language, 'members.me', { name: known.name }) : known.name;
  const role = member.role === 'member' ? '' : t(language, `members.${member.role}`);
  const line = stateOf(context, member, isKnown);
  const words = { name, role: role || t(language, 'members.member') };
  const label = [t(language, 'members.label', words), ...(line === '' ? [] : [line])];
  return {
    id: member.user,
    name,
    avatar: userAvatar(known, context.fileUrl),
    role,
    state: line,
    isOnline: isKnown && member.online,
    label: label.join(t(language, 'join.labels')),
  };
}

/** When the first silence ends; 0 when there is none. */
function firstEnd(members: readonly Member[], now: number): number {
  return members.reduce((first, { mutedUntil }) => sooner(first, Math.max(0, mutedUntil - now)), 0);
}

export function membersView(context: ViewContext, id: RoomId, loaded: LoadedMembers): TimedView<MembersView> {
  const { language, state, connection } = context;
  const room = selectRoom(state, id);
  const { members, gone } = loaded;
  const { isKnown, refreshInMs } = whoIsOnline(connection, context.phoneNow);
  // A field that vanishes would have all of them sent again, so who is gone keeps a row that nobody shows.
  const rows = Object.fromEntries(
    [...gone, ...members].map((one) => [one.user, rowOf(context, one, isKnown)]),
  );
  const view: MembersView = {
    title: titleOf(context, room?.members ?? (loaded.query === '' ? members.length : 0)),
    text: pickTexts(language, TEXTS),
    phase: phaseOf(loaded),
    more: !loaded.more ? 'none' : loaded.state === 'loading' ? 'loading' : 'idle',
    ids: members.map(({ user }) => user),
    rows,
    isOnline: connection.state === 'online',
    pulse: `${room?.online ?? 0}/${room?.members ?? 0}`,
  };
  return { view, refreshInMs: sooner(refreshInMs, firstEnd(members, context.now)) };
}
