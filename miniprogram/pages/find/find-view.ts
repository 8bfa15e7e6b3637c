/**
 * Public rooms as view data. Pure; what was found is the page's.
 */
import { roomName } from '../../utils/room-name';
import type { TimedView, ViewContext } from '../../behaviors/view-context';
import type { Listing } from '../../core/protocol/down-rooms';
import { pickTexts, t } from '../../i18n/translate';
import { avatarView, type AvatarView } from '../../utils/avatar-view';
import { peopleText, whoIsOnline } from '../../utils/who-is-online';

export interface FoundRooms {
  readonly rooms: readonly Listing[];
  readonly more: boolean;
  /** Where the next page begins, if the server told. */
  readonly next?: string | undefined;
  readonly state: 'loading' | 'failed' | 'idle';
}

export const NOTHING_FOUND: FoundRooms = { rooms: [], more: false, state: 'loading' };

interface FoundRoomView {
  readonly name: string;
  readonly avatar: AvatarView;
  readonly people: string;
  readonly announcement: string;
  /** An admin was asked already; that can be taken back. */
  readonly waits: boolean;
  /** There is nothing to ask for: it is an own room, or an admin was asked already. */
  readonly isQuiet: boolean;
  readonly action: string;
  readonly label: string;
}

export interface FindView {
  readonly title: string;
  readonly text: Readonly<Record<string, string>>;
  readonly phase: 'loading' | 'failed' | 'empty' | 'list';
  readonly more: 'none' | 'idle' | 'loading';
  readonly ids: readonly string[];
  readonly rows: Readonly<Record<string, FoundRoomView>>;
  /** What could not be asked for without a connection is asked for when there is one. */
  readonly isOnline: boolean;
}

const TEXTS = {
  hint: 'find.hint',
  clear: 'common.clear',
  empty: 'find.empty',
  emptyHint: 'find.empty_hint',
  failed: 'find.failed',
  loading: 'common.loading',
  more: 'common.more',
} as const;

function rowOf(context: ViewContext, listing: Listing): FoundRoomView {
  const { state, language, fileUrl, connection, phoneNow } = context;
  const { room, announcement } = listing;
  const name = roomName(language, listing);
  const isMine = state.rooms.byId[room] !== undefined;
  const waits = !isMine && state.knocked.includes(room);
  const people = peopleText(language, listing, whoIsOnline(connection, phoneNow).isKnown);
  const summary = t(language, 'find.label', { name, people });
  return {
    name,
    avatar: avatarView(room, name, '', fileUrl),
    people,
    announcement,
    waits,
    isQuiet: isMine || waits,
    action: t(language, isMine ? 'find.open' : waits ? 'find.asked' : 'find.join'),
    label: [summary, ...(waits ? [t(language, 'find.asked')] : [])].join(t(language, 'join.labels')),
  };
}

function phaseOf({ rooms, state }: FoundRooms): FindView['phase'] {
  if (rooms.length > 0) return 'list';
  if (state === 'idle') return 'empty';
  return state;
}

export function findView(context: ViewContext, found: FoundRooms): TimedView<FindView> {
  const { language } = context;
  const view: FindView = {
    title: t(language, 'find.title'),
    text: pickTexts(language, TEXTS),
    phase: phaseOf(found),
    more: !found.more ? 'none' : found.state === 'loading' ? 'loading' : 'idle',
    ids: found.rooms.map(({ room }) => room),
    rows: Object.fromEntries(found.rooms.map((listing) => [listing.room, rowOf(context, listing)])),
    isOnline: context.connection.state === 'online',
  };
  return { view, refreshInMs: whoIsOnline(context.connection, context.phoneNow).refreshInMs };
}
