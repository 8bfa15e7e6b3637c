/**
 * The room list as view data. Pure: the same context gives the same view.
 */
import type { ViewContext, TimedView } from '../../behaviors/view-context';
import type { Room, TimelineMessage } from '../../core/store/state';
import { countUnread, selectPreview, selectRooms } from '../../core/store/selectors';
import { t, pickTexts } from '../../i18n/translate';
import { listTimeText, msUntilMidnight } from '../../i18n/time-text';
import { avatarView, userAvatar, type AvatarView } from '../../utils/avatar-view';
import { connectionLine, type ConnectionLineView } from '../../utils/connection-line-view';
import { isLine, messageText, shortText, typingText, userName } from '../../utils/message-text';
import { sooner } from '../../utils/sooner';

const PREVIEW_CHARACTERS = 60;

export interface RoomRowView {
  readonly id: string;
  readonly name: string;
  readonly avatar: AvatarView;
  /** In red before the preview: `[Draft]`. */
  readonly mark: string;
  readonly preview: string;
  readonly tone: 'plain' | 'typing' | 'failed';
  readonly time: string;
  readonly unread: number;
  /** '' until the server has told. */
  readonly online: string;
  /** All of it in one sentence, for a screen reader. */
  readonly label: string;
}

export interface RoomsView {
  readonly title: string;
  readonly text: Readonly<Record<string, string>>;
  readonly line: ConnectionLineView;
  readonly me: { readonly name: string; readonly avatar: AvatarView; readonly isKnown: boolean };
  /** `loading` until the first answer or the cache: an empty list is not yet "no rooms". */
  readonly phase: 'loading' | 'empty' | 'list';
  /** The server was not reached yet: perhaps its address is wrong. */
  readonly offersServer: boolean;
  readonly ids: readonly string[];
  readonly rows: Readonly<Record<string, RoomRowView>>;
}

const TEXTS = {
  add: 'rooms.add',
  create: 'rooms.create',
  join: 'rooms.join',
  empty: 'rooms.empty',
  emptyHint: 'rooms.empty_hint',
  loading: 'rooms.loading',
  me: 'rooms.me',
  meHint: 'rooms.me_hint',
  server: 'rooms.server',
} as const;

function previewOf(context: ViewContext, last: TimelineMessage): Pick<RoomRowView, 'preview' | 'tone'> {
  const { language, state } = context;
  const text = shortText(messageText(language, state, last), PREVIEW_CHARACTERS);
  const { status } = last.delivery;
  if (status === 'failed') return { preview: t(language, 'room.preview_failed', { text }), tone: 'failed' };
  if (status !== 'sent') return { preview: t(language, 'room.preview_sending', { text }), tone: 'plain' };
  if (isLine(last) || last.user === state.self?.user) return { preview: text, tone: 'plain' };
  const name = userName(language, state, last.user);
  return { preview: t(language, 'room.preview', { name, text }), tone: 'plain' };
}

type LineBelowName = Pick<RoomRowView, 'mark' | 'preview' | 'tone'>;

/** What a person began comes before what others do. It does not move the room: the order is the same on all devices. */
function draftLine({ language, draft }: ViewContext, room: Room): LineBelowName | null {
  const begun = draft(room.room);
  if (!begun) return null;
  const { quote } = begun;
  const text = shortText(begun.text, PREVIEW_CHARACTERS);
  const preview =
    text === '' && quote
      ? t(language, 'room.quote_draft', { name: quote.name, text: shortText(quote.text, PREVIEW_CHARACTERS) })
      : text;
  return { mark: t(language, 'room.draft'), preview, tone: 'plain' };
}

function lineBelowName(context: ViewContext, room: Room): LineBelowName {
  return draftLine(context, room) ?? { mark: '', ...newsLine(context, room) };
}

function newsLine(context: ViewContext, room: Room): Pick<RoomRowView, 'preview' | 'tone'> {
  const typing = typingText(context.language, context.state, room);
  if (typing !== '') return { preview: typing, tone: 'typing' };
  const last = selectPreview(context.state, room.room);
  if (last) return previewOf(context, last);
  // Of a room from the last time, the newest message may not be known.
  const isEmpty = room.head === 0;
  return { preview: isEmpty ? t(context.language, 'room.no_messages') : '', tone: 'plain' };
}

function rowOf(context: ViewContext, room: Room): RoomRowView {
  const { language, state, now } = context;
  const { mark, preview, tone } = lineBelowName(context, room);
  const line = mark === '' ? preview : `${mark} ${preview}`;
  const time = room.last ? listTimeText(language, room.last.at, now) : '';
  const unread = countUnread(state, room.room);
  const online = room.online > 0 ? t(language, 'room.online', { n: room.online }) : '';
  const unreadText = unread > 0 ? t(language, 'room.unread', { n: unread }) : t(language, 'room.all_read');
  return {
    id: room.room,
    name: room.name,
    avatar: avatarView(room.room, room.name, '', context.avatarUrl),
    mark,
    preview,
    tone,
    time,
    unread,
    online,
    label: t(language, 'room.row_label', {
      name: room.name,
      preview: line,
      time,
      unread: unreadText,
      online,
    }),
  };
}

function meOf({ state, profile, language, avatarUrl }: ViewContext): RoomsView['me'] {
  if (state.self) return { name: state.self.name, avatar: userAvatar(state.self, avatarUrl), isKnown: true };
  if (profile) {
    const avatar = avatarView(profile.name, profile.name, profile.avatar, avatarUrl);
    return { name: profile.name, avatar, isKnown: true };
  }
  const name = t(language, 'rooms.signing_in');
  return { name, avatar: { src: '', initial: '', tint: TINT_OF_NOBODY }, isKnown: false };
}

/** The greyest of the tints. */
const TINT_OF_NOBODY = 7;

export function roomsView(context: ViewContext): TimedView<RoomsView> {
  const { state, language, connection, now } = context;
  const rooms = selectRooms(state);
  const { line, refreshInMs } = connectionLine(connection, language, now);
  const rows: Record<string, RoomRowView> = {};
  for (const room of rooms) rows[room.room] = rowOf(context, room);
  const isTrouble = connection.state === 'reconnecting' || connection.state === 'stopped';
  const view: RoomsView = {
    title: t(language, 'rooms.title'),
    text: pickTexts(language, TEXTS),
    line,
    me: meOf(context),
    phase: rooms.length > 0 ? 'list' : state.loaded ? 'empty' : 'loading',
    offersServer: !state.loaded && isTrouble,
    ids: rooms.map((room) => room.room),
    rows,
  };
  return { view, refreshInMs: sooner(refreshInMs, msUntilMidnight(now)) };
}
