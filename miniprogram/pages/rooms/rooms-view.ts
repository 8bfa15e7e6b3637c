/**
 * The room list as view data. Pure: the same context gives the same view.
 */
import { isRoomFound, roomName } from '../../utils/room-name';
import type { ViewContext, TimedView } from '../../behaviors/view-context';
import type { LostRoom, Room, TimelineMessage } from '../../core/store/state';
import {
  countTotalUnread,
  countUnread,
  selectMention,
  selectPreview,
  selectRooms,
  selectLostRooms,
  selectUser,
} from '../../core/store/selectors';
import { t, pickTexts, type Language } from '../../i18n/translate';
import { listTimeText, msUntilMidnight } from '../../i18n/time-text';
import type { DraftQuote } from '../../services/client-types';
import { avatarView, userAvatar, type AvatarView } from '../../utils/avatar-view';
import { countText } from '../../utils/count-text';
import { connectionLine, type ConnectionLineView } from '../../utils/connection-line-view';
import { isLine, messageText, shortText, typingText } from '../../utils/message-text';
import { sooner } from '../../utils/sooner';
import { whoIsOnline } from '../../utils/who-is-online';
import { isUnread, swipeActions, type RowActionView } from './row-actions';

const PREVIEW_CHARACTERS = 60;

export interface RoomRowView {
  readonly id: string;
  readonly name: string;
  readonly avatar: AvatarView;
  /** In red before the preview: `[Draft]`, or that somebody mentioned this person. */
  readonly mark: string;
  readonly preview: string;
  readonly tone: 'plain' | 'typing' | 'failed';
  readonly time: string;
  readonly unread: number;
  /** A dot instead of the number: the room is muted, or marked as unread. */
  readonly isDot: boolean;
  readonly isPinned: boolean;
  readonly isMuted: boolean;
  /** '' until the server has told, and without a connection. */
  readonly online: string;
  readonly actions: readonly RowActionView[];
  /** All of it in one sentence, for a screen reader. */
  readonly label: string;
}

export interface RoomsView {
  readonly title: string;
  readonly text: Readonly<Record<string, string>>;
  readonly line: ConnectionLineView;
  readonly me: { readonly name: string; readonly avatar: AvatarView; readonly isKnown: boolean };
  /** Rooms that somebody removed this person from. */
  readonly lost: readonly string[];
  readonly lostTexts: Readonly<Record<string, string>>;
  /** `loading` until the first answer or the cache: an empty list is not yet "no rooms". */
  readonly phase: 'loading' | 'empty' | 'list';
  /** There are rooms, but none that is searched for. */
  readonly hasNoMatch: boolean;
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
  find: 'rooms.find',
  filter: 'rooms.filter',
  noMatch: 'rooms.no_match',
  clear: 'common.clear',
  dismiss: 'rooms.lost_hint',
} as const;

function previewOf(context: ViewContext, last: TimelineMessage): Pick<RoomRowView, 'preview' | 'tone'> {
  const { language, state } = context;
  const text = shortText(messageText(language, state, last), PREVIEW_CHARACTERS);
  const { status } = last.delivery;
  if (status === 'failed') return { preview: t(language, 'room.preview_failed', { text }), tone: 'failed' };
  if (status !== 'sent') return { preview: t(language, 'room.preview_sending', { text }), tone: 'plain' };
  if (isLine(last) || last.user === state.self?.user) return { preview: text, tone: 'plain' };
  const name = selectUser(state, last.user)?.name;
  // The names come after the messages: until then what was said says more than that a member said it.
  return { preview: name ? t(language, 'room.preview', { name, text }) : text, tone: 'plain' };
}

type LineBelowName = Pick<RoomRowView, 'mark' | 'preview' | 'tone'>;

const quoteLine = (language: Language, { name, text, gone }: DraftQuote): string =>
  gone
    ? t(language, 'quote.gone')
    : t(language, 'room.quote_draft', { name, text: shortText(text, PREVIEW_CHARACTERS) });

/** What a person began comes before what others do. It does not move the room: the order is the same on all devices. */
function draftLine({ language, draft }: ViewContext, room: Room): LineBelowName | null {
  const begun = draft(room.room);
  // Nothing can be written any more: that is the news of it.
  if (!begun || room.settings.closed) return null;
  const { quote } = begun;
  const text = shortText(begun.text, PREVIEW_CHARACTERS);
  const preview = text === '' && quote ? quoteLine(language, quote) : text;
  return { mark: t(language, 'room.draft'), preview, tone: 'plain' };
}

function lineBelowName(context: ViewContext, room: Room): LineBelowName {
  const { language, state } = context;
  const news = newsLine(context, room);
  // Somebody waits for an answer: that comes before what this person began.
  if (selectMention(state, room.room) !== null) return { mark: t(language, 'room.mentioned'), ...news };
  return draftLine(context, room) ?? { mark: '', ...news };
}

function newsLine(context: ViewContext, room: Room): Pick<RoomRowView, 'preview' | 'tone'> {
  const typing = typingText(context.language, context.state, room);
  if (typing !== '') return { preview: typing, tone: 'typing' };
  const last = selectPreview(context.state, room.room);
  if (last) return previewOf(context, last);
  // Of a room from the last time, the newest message may not be known.
  const isEmpty = room.lastSeq === 0;
  return { preview: isEmpty ? t(context.language, 'room.no_messages') : '', tone: 'plain' };
}

/** Nobody is told how many messages there are in a muted room by a number, but the line says so. */
function withCount(context: ViewContext, room: Room, unread: number, text: string): string {
  const { language } = context;
  return room.flags.muted && unread > 0 ? t(language, 'room.count', { n: countText(unread), text }) : text;
}

function unreadText({ language }: ViewContext, { flags }: Room, unread: number): string {
  if (unread > 0) return t(language, 'room.unread', { n: countText(unread) });
  return t(language, flags.markedUnread ? 'room.marked_unread' : 'room.all_read');
}

function flagTexts({ language }: ViewContext, { flags }: Room): readonly string[] {
  return [
    ...(flags.pinned ? [t(language, 'room.is_pinned')] : []),
    ...(flags.muted ? [t(language, 'room.is_muted')] : []),
  ];
}

function rowOf(context: ViewContext, room: Room): RoomRowView {
  const { language, state, now } = context;
  const { mark, preview, tone } = lineBelowName(context, room);
  const line = mark === '' ? preview : `${mark} ${preview}`;
  const time = room.last ? listTimeText(language, room.last.at, now) : '';
  const unread = countUnread(state, room.room);
  const { isKnown } = whoIsOnline(context.connection, context.phoneNow);
  const online = isKnown && room.online > 0 ? t(language, 'room.online', { n: room.online }) : '';
  const { pinned, muted } = room.flags;
  const name = roomName(context.language, room);
  const words = { name, preview: line, time, unread: unreadText(context, room, unread) };
  const extra = online === '' ? [] : [online];
  const label = [t(language, 'room.row_label', words), ...extra, ...flagTexts(context, room)];
  return {
    id: room.room,
    name,
    avatar: avatarView(room.room, name, '', context.fileUrl),
    mark,
    preview: withCount(context, room, unread, preview),
    tone,
    time,
    unread,
    isDot: isUnread(state, room) && (muted || unread === 0),
    isPinned: pinned,
    isMuted: muted,
    online,
    actions: swipeActions(language, state, room),
    label: label.join(t(language, 'join.labels')),
  };
}

/** Of a room that one is not in any more: what was not sent there can be read, copied and taken out. */
function lostRow(context: ViewContext, lost: LostRoom): RoomRowView {
  const { room } = lost;
  const name = roomName(context.language, lost);
  const pending = context.state.timelines[room]?.pending ?? [];
  const undelivered = pending.filter(({ delivery }) => delivery.status !== 'sent');
  const last = undelivered[undelivered.length - 1];
  const line = last ? previewOf(context, last) : ({ preview: '', tone: 'failed' } as const);
  const time = last ? listTimeText(context.language, last.at, context.now) : '';
  const words = { name, preview: line.preview, time, unread: '' };
  return {
    ...{ id: room, name, avatar: avatarView(room, name, '', context.fileUrl), mark: '', ...line, time },
    ...{ unread: 0, isDot: false, isPinned: false, isMuted: false, online: '', actions: [] },
    label: t(context.language, 'room.row_label', words),
  };
}

function meOf({ state, profile, language, fileUrl }: ViewContext): RoomsView['me'] {
  if (state.self) return { name: state.self.name, avatar: userAvatar(state.self, fileUrl), isKnown: true };
  if (profile) {
    const avatar = avatarView(profile.name, profile.name, profile.avatar, fileUrl);
    return { name: profile.name, avatar, isKnown: true };
  }
  const name = t(language, 'rooms.signing_in');
  return { name, avatar: { src: '', initial: '', tint: TINT_OF_NOBODY }, isKnown: false };
}

/** The greyest of the tints. */
const TINT_OF_NOBODY = 7;

/** By name, or by the code that people were given. */
function isWanted(room: Room, filter: string): boolean {
  return isRoomFound(room, filter) || room.room === filter.toLowerCase();
}

function titleOf({ language, state }: ViewContext): string {
  const total = countTotalUnread(state);
  if (total === 0) return t(language, 'rooms.title');
  return t(language, 'rooms.title_unread', { n: countText(total) });
}

export function roomsView(context: ViewContext, filter = ''): TimedView<RoomsView> {
  const { state, language, connection, now } = context;
  const rooms = selectRooms(state);
  const wanted = filter.trim();
  const shown = wanted === '' ? rooms : rooms.filter((room) => isWanted(room, wanted));
  const { line, refreshInMs } = connectionLine(connection, language, context.phoneNow);
  const rows: Record<string, RoomRowView> = {};
  for (const room of shown) rows[room.room] = rowOf(context, room);
  const lostRooms = selectLostRooms(state);
  for (const lost of lostRooms) rows[lost.room] = lostRow(context, lost);
  const isTrouble = connection.state === 'reconnecting' || connection.state === 'stopped';
  const view: RoomsView = {
    title: titleOf(context),
    text: pickTexts(language, TEXTS),
    line,
    me: meOf(context),
    lost: state.lost.map(({ room }) => room),
    lostTexts: Object.fromEntries(
      state.lost.map((lost) => [lost.room, t(language, 'rooms.lost', { name: roomName(language, lost) })]),
    ),
    phase: rooms.length + lostRooms.length > 0 ? 'list' : state.loaded ? 'empty' : 'loading',
    hasNoMatch: rooms.length > 0 && shown.length === 0,
    offersServer: !state.loaded && isTrouble,
    ids: [...lostRooms, ...shown].map(({ room }) => room),
    rows,
  };
  return { view, refreshInMs: sooner(refreshInMs, msUntilMidnight(now)) };
}
