/**
 * A room and what can be set for it, as view data. Pure; the first of its members are the page's.
 */
import { roomName } from '../../utils/room-name';
import type { TimedView, ViewContext } from '../../behaviors/view-context';
import type { Member } from '../../core/protocol/down-rooms';
import type { RoomId } from '../../core/protocol/fields';
import type { Room } from '../../core/store/state';
import { isModerator } from '../../core/store/governance';
import { groupedCode } from '../../utils/room-code';
import { selectRoom } from '../../core/store/selectors';
import { everyText } from '../../i18n/span-text';
import { pickTexts, t } from '../../i18n/translate';
import { avatarView, NO_AVATAR, userAvatar, type AvatarView } from '../../utils/avatar-view';
import { roomPeopleText, whoIsOnline } from '../../utils/who-is-online';

export interface RoomPageView {
  readonly title: string;
  readonly text: Readonly<Record<string, string>>;
  /** `loading` until it is known whether one is in this room. */
  readonly phase: 'loading' | 'missing' | 'there';
  readonly name: string;
  readonly avatar: AvatarView;
  readonly people: string;
  readonly code: string;
  readonly announcement: string;
  readonly isPinned: boolean;
  readonly isMuted: boolean;
  readonly isClosed: boolean;
  readonly allMembers: string;
  readonly faceIds: readonly string[];
  readonly faces: Readonly<Record<string, { readonly name: string; readonly avatar: AvatarView }>>;
  readonly canManage: boolean;
  readonly canClose: boolean;
  readonly access: string;
  readonly slow: string;
  readonly entry: string;
  readonly past: string;
  /** How many wait to be let in, as a text; '' for nobody. */
  readonly waiting: string;
  /** Changes when somebody came or went, and when there is a connection to ask over. */
  readonly pulse: string;
}

/** As many as stand in one line of a narrow phone. */
const MAX_FACES = 5;

const TEXTS = {
  loading: 'common.loading',
  missing: 'chat.not_member',
  back: 'chat.back_to_rooms',
  code: 'room_page.code',
  members: 'room_page.members',
  announcement: 'room_page.announcement',
  noAnnouncement: 'room_page.no_announcement',
  unfold: 'message.unfold',
  fold: 'message.fold',
  search: 'room_page.search',
  album: 'album.title',
  pin: 'room_page.pin',
  mute: 'room_page.mute',
  manage: 'room_page.manage',
  rename: 'room_page.rename',
  announce: 'room_page.announce',
  access: 'room_page.access',
  slow: 'room_page.slow',
  entry: 'room_page.entry',
  past: 'room_page.past',
  renew: 'room_page.renew',
  invitations: 'room_page.invitations',
  waiting: 'room_page.waiting',
  close: 'room_page.close',
  closed: 'room_page.closed',
  leave: 'room.leave',
} as const;

const NOBODY = {
  isPinned: false,
  isMuted: false,
  isClosed: false,
  canManage: false,
  canClose: false,
} as const;
const NOTHING = {
  name: '',
  people: '',
  announcement: '',
  allMembers: '',
  access: '',
  slow: '',
  entry: '',
  past: '',
  waiting: '',
} as const;

function roomPart({ language, fileUrl, connection, phoneNow }: ViewContext, room: Room) {
  const { settings, membership, flags } = room;
  const isOpen = !settings.closed;
  const slow =
    settings.slowMs === 0
      ? t(language, 'room_page.slow_off')
      : t(language, 'room_page.slow_every', { every: everyText(language, settings.slowMs) });
  return {
    name: roomName(language, room),
    avatar: avatarView(room.room, roomName(language, room), '', fileUrl),
    people: roomPeopleText(language, room, whoIsOnline(connection, phoneNow).isKnown),
    announcement: settings.announcement,
    isPinned: flags.pinned,
    isMuted: flags.muted,
    isClosed: settings.closed,
    allMembers: t(language, 'room_page.members_all', { n: room.members }),
    canManage: isOpen && isModerator(membership.role),
    canClose: isOpen && membership.role === 'owner',
    access: t(language, `room_page.access_${settings.access}`),
    slow,
    entry: t(language, `room_page.entry_${settings.entry ?? 'open'}`),
    past: t(language, `room_page.past_${settings.past ?? 'all'}`),
    waiting: room.waiting ? String(room.waiting) : '',
  };
}

export function roomPageView(
  context: ViewContext,
  id: RoomId,
  members: readonly Member[],
): TimedView<RoomPageView> {
  const { language, state, fileUrl } = context;
  const room = selectRoom(state, id);
  const shown = members.slice(0, MAX_FACES);
  const face = (member: Member) => ({
    name: member.name,
    avatar: userAvatar(state.users[member.user] ?? member, fileUrl),
  });
  const view: RoomPageView = {
    title: t(language, 'room_page.title'),
    text: pickTexts(language, TEXTS),
    phase: room ? 'there' : state.loaded ? 'missing' : 'loading',
    code: groupedCode(room?.settings.code ?? id),
    pulse: `${room?.online ?? 0}/${room?.members ?? 0}/${context.connection.state === 'online'}`,
    faceIds: shown.map(({ user }) => user),
    faces: Object.fromEntries(shown.map((member) => [member.user, face(member)])),
    ...(room ? roomPart(context, room) : { ...NOTHING, ...NOBODY, avatar: NO_AVATAR }),
  };
  return { view, refreshInMs: whoIsOnline(context.connection, context.phoneNow).refreshInMs };
}
