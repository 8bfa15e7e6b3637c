/**
 * An open room as view data. Pure but for the list it is given, which remembers the reader's place.
 */
import { groupedCode } from '../../utils/room-code';
import { roomName } from '../../utils/room-name';
import type { TimedView, ViewContext } from '../../behaviors/view-context';
import type { RoomId } from '../../core/protocol/fields';
import type { ChatState, Room } from '../../core/store/state';
import { knowsRooms, selectRoom, selectTimeline } from '../../core/store/selectors';
import { msUntilMidnight } from '../../i18n/time-text';
import { pickTexts, t, type Language } from '../../i18n/translate';
import { connectionLine, type ConnectionLineView } from '../../utils/connection-line-view';
import { typingText } from '../../utils/message-text';
import { sooner } from '../../utils/sooner';
import type { ChatList, ListView } from './list/chat-list';
import { composerTexts } from './compose/composer-texts';
import { msUntilSpeech, roomLine, type RoomLineView } from './room-line';

export interface ChatView extends RoomLineView {
  readonly title: string;
  readonly line: ConnectionLineView;
  /** `missing`: there is no such room for this person. */
  readonly phase: 'loading' | 'missing' | 'empty' | 'list';
  /** The longest text that can be said, in code points. */
  readonly limit: number;
  readonly list: ListView;
  readonly typing: string;
  readonly text: Readonly<Record<string, string>>;
  readonly listText: Readonly<Record<string, string>>;
  readonly composerText: Readonly<Record<string, string>>;
}

const TEXTS = {
  loading: 'chat.loading',
  empty: 'chat.empty',
  back: 'chat.back_to_rooms',
  menu: 'message.menu',
  closeReader: 'message.close_reader',
  retry: 'common.retry',
} as const;

const LIST_TEXTS = {
  beginning: 'chat.beginning',
  failed: 'chat.older_failed',
  loading: 'chat.loading_older',
  toBottom: 'chat.to_bottom',
  menu: 'message.more',
} as const;

function titleOf(language: Language, state: ChatState, id: RoomId): string {
  const room = selectRoom(state, id);
  if (!room) return t(language, 'chat.unknown_room');
  return t(language, 'chat.title', { name: roomName(language, room), n: room.members });
}

function phaseOf(state: ChatState, id: RoomId, count: number): ChatView['phase'] {
  if (count > 0) return 'list';
  const room = selectRoom(state, id);
  // The page knows which room it is for only after its first view.
  if (!room) return knowsRooms(state) && id !== '' ? 'missing' : 'loading';
  const timeline = selectTimeline(state, id);
  // Without a timeline, or with messages that are on their way, it is too early to call the room empty.
  if (!timeline || timeline.cursor < room.lastSeq)
    return room.lastSeq === 0 && timeline ? 'empty' : 'loading';
  // The newest ones may be reactions and recalls, which nobody sees: then the list asks for what is above them.
  return room.lastSeq === 0 || timeline.older.state === 'complete' ? 'empty' : 'list';
}

/** The code that lets people in today, which may be another than the room's id; nothing where none does. */
function codeLine(language: Language, room: Room | null): string {
  const code = room?.settings.code ?? room?.room;
  if (!room || !code || room.settings.closed || room.settings.entry === 'off') return '';
  return t(language, 'chat.room_code', { code: groupedCode(code) });
}

/** `closed`: the announcement that people have put away. */
export function chatView(
  context: ViewContext,
  id: RoomId,
  chatList: ChatList,
  closed = '',
): TimedView<ChatView> {
  const { state, language, now } = context;
  const room = selectRoom(state, id);
  const list = chatList.make(context, id);
  const { line, refreshInMs } = connectionLine(context.connection, language, context.phoneNow);
  const view: ChatView = {
    title: titleOf(language, state, id),
    line,
    phase: phaseOf(state, id, list.blocks.length),
    limit: state.textCodePoints,
    list,
    typing: room ? typingText(language, state, room) : '',
    text: pickTexts(language, TEXTS),
    listText: { ...pickTexts(language, LIST_TEXTS), code: codeLine(language, room) },
    composerText: composerTexts(language),
    ...roomLine(context, id, closed),
  };
  const due = sooner(msUntilMidnight(now), msUntilSpeech(context, id));
  return { view, refreshInMs: sooner(refreshInMs, due) };
}
