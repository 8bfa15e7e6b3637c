/**
 * Texts that were found in a room, as view data. Pure; what was found is the page's.
 */
import type { TimedView, ViewContext } from '../../behaviors/view-context';
import type { Message, RoomId } from '../../core/protocol/fields';
import { searchedIn } from '../../core/protocol/kinds/facts';
import { shownCopies } from '../../core/store/copies';
import { selectUser } from '../../core/store/selectors';
import { dayOf, listTimeText, msUntilMidnight } from '../../i18n/time-text';
import { pickTexts, t } from '../../i18n/translate';
import { avatarView, userAvatar, type AvatarView } from '../../utils/avatar-view';
import { userName } from '../../utils/message-text';
import { splitAround, type TextPart } from './split-around';

export interface FoundMessages {
  /** What was asked for; '' before anything was. */
  readonly query: string;
  readonly messages: readonly Message[];
  /** Where to go on; 0 at the beginning of the room. */
  readonly before: number;
  readonly state: 'loading' | 'failed' | 'idle';
  /** Nothing was found yet, and the page goes on by itself. */
  readonly isLooking: boolean;
  /** The server could not be asked: these are the ones that this phone has. */
  readonly isLocal: boolean;
}

export const NOTHING_ASKED: FoundMessages = {
  query: '',
  messages: [],
  before: 0,
  state: 'idle',
  isLooking: false,
  isLocal: false,
};

interface HitView {
  readonly seq: number;
  readonly name: string;
  readonly avatar: AvatarView;
  readonly time: string;
  /** Told apart by where they are: the same letters may stand before a hit and behind it. */
  readonly parts: readonly (TextPart & { readonly id: number })[];
  readonly label: string;
}

export interface SearchView {
  readonly title: string;
  readonly text: Readonly<Record<string, string>>;
  /** As date pickers write it. */
  readonly today: string;
  readonly phase: 'idle' | 'loading' | 'failed' | 'none' | 'list';
  readonly none: string;
  /** The list is what this phone has; a tap asks the server again. */
  readonly isLocal: boolean;
  readonly isOnline: boolean;
  /** `looking`: by itself, until a tap stops it. */
  readonly more: 'none' | 'idle' | 'loading' | 'looking';
  readonly moreText: string;
  readonly ids: readonly string[];
  readonly hits: Readonly<Record<string, HitView>>;
}

const TEXTS = {
  hint: 'search.hint',
  clear: 'common.clear',
  failed: 'search.failed',
  loading: 'common.loading',
  local: 'search.local',
  byDate: 'search.by_date',
  album: 'album.title',
} as const;

function hitOf(context: ViewContext, message: Message, query: string): HitView {
  const { language, state, now, fileUrl } = context;
  const user = selectUser(state, message.user);
  const name = userName(language, state, message.user);
  const text = searchedIn(message.body) ?? '';
  const time = listTimeText(language, message.at, now);
  return {
    seq: message.seq,
    name,
    avatar: user ? userAvatar(user, fileUrl) : avatarView(message.user, name, '', fileUrl),
    time,
    parts: splitAround(text, query).map((part, id) => ({ ...part, id })),
    label: t(language, 'search.label', { name, time, text }),
  };
}

function phaseOf({ query, before, state }: FoundMessages, count: number): SearchView['phase'] {
  if (count > 0) return 'list';
  if (query === '') return 'idle';
  if (state === 'loading' && before > 0) return 'list';
  if (state !== 'idle') return state;
  return before > 0 ? 'list' : 'none';
}

/** How many of the newest messages have been looked at without a hit; 0 when there is one. */
function lookedAt({ state }: ViewContext, room: RoomId, { before }: FoundMessages, count: number): number {
  return count > 0 ? 0 : Math.max(0, (state.rooms.byId[room]?.lastSeq ?? 0) - before + 1);
}

function moreOf(
  context: ViewContext,
  room: RoomId,
  found: FoundMessages,
  count: number,
): Pick<SearchView, 'more' | 'moreText'> {
  const { language } = context;
  const { before, state, isLooking, query } = found;
  if (before === 0) return { more: 'none', moreText: '' };
  const n = lookedAt(context, room, found, count);
  if (state === 'loading' && isLooking) {
    return { more: 'looking', moreText: t(language, n > 0 ? 'search.looking' : 'search.looking_on', { n }) };
  }
  if (state === 'loading') return { more: 'loading', moreText: t(language, 'common.loading') };
  const key = n > 0 ? 'search.none_yet' : 'search.earlier';
  return { more: 'idle', moreText: t(language, key, { n, query }) };
}

export function searchView(context: ViewContext, room: RoomId, found: FoundMessages): TimedView<SearchView> {
  const { language, now, state } = context;
  const shown = shownCopies(state, room, found.messages);
  const id = (message: Message): string => `h${message.seq}`;
  const view: SearchView = {
    title: t(language, 'search.title'),
    text: pickTexts(language, TEXTS),
    today: dayOf(now),
    phase: phaseOf(found, shown.length),
    none: t(language, 'search.none', { query: found.query }),
    isLocal: found.isLocal,
    isOnline: context.connection.state === 'online',
    ...moreOf(context, room, found, shown.length),
    ids: shown.map(id),
    hits: Object.fromEntries(shown.map((message) => [id(message), hitOf(context, message, found.query)])),
  };
  return { view, refreshInMs: msUntilMidnight(now) };
}
