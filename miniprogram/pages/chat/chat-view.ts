/**
 * An open room as view data. Pure but for the row maker it is given, which remembers rows that did not change.
 */
import type { TimedView, ViewContext } from '../../behaviors/view-context';
import type { RoomId } from '../../core/protocol/fields';
import type { ChatState, OlderState, Timeline } from '../../core/store/state';
import { selectItems, selectRoom, selectTimeline } from '../../core/store/selectors';
import { msUntilMidnight } from '../../i18n/time-text';
import { pickTexts, t, type Language } from '../../i18n/translate';
import { connectionLine, type ConnectionLineView } from '../../utils/connection-line-view';
import { typingText } from '../../utils/message-text';
import { sooner } from '../../utils/sooner';
import type { ChatRow, RowMaker } from './chat-rows';

export interface ChatView {
  readonly title: string;
  readonly line: ConnectionLineView;
  /** `missing`: there is no such room for this person. */
  readonly phase: 'loading' | 'missing' | 'empty' | 'list';
  readonly ids: readonly string[];
  readonly rows: Readonly<Record<string, ChatRow>>;
  /** `trimmed`: nothing more can be loaded, and the first row says what is missing. */
  readonly older: OlderState['state'] | 'trimmed';
  readonly typing: string;
  readonly text: Readonly<Record<string, string>>;
  readonly listText: Readonly<Record<string, string>>;
  readonly composerText: Readonly<Record<string, string>>;
}

const TEXTS = {
  loading: 'chat.loading',
  empty: 'chat.empty',
  missing: 'chat.not_member',
  back: 'chat.back_to_rooms',
} as const;

const LIST_TEXTS = {
  beginning: 'chat.beginning',
  failed: 'chat.older_failed',
  loading: 'chat.loading_older',
  newOne: 'chat.new_one',
  newMany: 'chat.new_many',
  toBottom: 'chat.to_bottom',
} as const;

const COMPOSER_TEXTS = { hint: 'composer.hint', send: 'composer.send', label: 'composer.label' } as const;

function titleOf(language: Language, state: ChatState, id: RoomId): string {
  const room = selectRoom(state, id);
  if (!room) return t(language, 'chat.unknown_room');
  return t(language, 'chat.title', { name: room.name, n: room.members });
}

function phaseOf(state: ChatState, id: RoomId, count: number): ChatView['phase'] {
  if (count > 0) return 'list';
  const room = selectRoom(state, id);
  // The page knows which room it is for only after its first view.
  if (!room) return state.loaded && id !== '' ? 'missing' : 'loading';
  // Without a timeline, or with messages that are not here yet, it is too early to call the room empty.
  return selectTimeline(state, id) && room.head === 0 ? 'empty' : 'loading';
}

/** Only a chat that is here from its first message on may say that it begins here. */
function olderOf(timeline: Timeline | null): ChatView['older'] {
  if (!timeline) return 'idle';
  const [first] = timeline.items;
  const isTrimmed = timeline.older.state === 'complete' && first?.kind === 'gap' && first.lost;
  return isTrimmed ? 'trimmed' : timeline.older.state;
}

export function chatView(context: ViewContext, id: RoomId, rowMaker: RowMaker): TimedView<ChatView> {
  const { state, language, now } = context;
  const timeline = selectTimeline(state, id);
  const room = selectRoom(state, id);
  const { ids, rows } = rowMaker.make(context, timeline ? selectItems(timeline) : []);
  const { line, refreshInMs } = connectionLine(context.connection, language, now);
  const view: ChatView = {
    title: titleOf(language, state, id),
    line,
    phase: phaseOf(state, id, ids.length),
    ids,
    rows,
    older: olderOf(timeline),
    typing: room ? typingText(language, state, room) : '',
    text: pickTexts(language, TEXTS),
    listText: { ...pickTexts(language, LIST_TEXTS), code: t(language, 'chat.room_code', { code: id }) },
    composerText: pickTexts(language, COMPOSER_TEXTS),
  };
  return { view, refreshInMs: sooner(refreshInMs, msUntilMidnight(now)) };
}
