/**
 * The copies of a message that stand outside its room (the quote that is being answered, a draft, what a search found, an
 * album, a screen of its own, a menu, a selection): whether one may still be shown. The one place that knows what empties
 * them; who shows a copy asks here whenever the state has changed. Pure.
 */
import type { RoomId, UserId } from '../protocol/fields';
import { isRecall } from '../protocol/kinds/recall';
import { isRecalled } from '../protocol/kinds/recalled';
import { isBlocked, knowsRooms } from './selectors';
import { messageKey, type ChatState, type TimelineMessage } from './state';
import { targetKey } from './timeline-events';

/**
 * Why a copy is not shown any more: it was taken back, its author is blocked, it was deleted on this phone, or its room is not
 * this person's any more.
 */
export type Absence = 'recalled' | 'blocked' | 'hidden' | 'no_room';

/** More are forgotten, the oldest first: whoever shows a copy was told long before. */
export const MAX_RECALLED = 2_000;

/** A message as a frame, a page or the timeline has it. */
type CopiedMessage = Pick<TimelineMessage, 'user' | 'clientId' | 'body'>;

function recalledKey({ user, clientId, body }: CopiedMessage): string | null {
  if (isRecalled(body)) return messageKey(user, clientId);
  return isRecall(body) ? targetKey(body) : null;
}

/** Keeps in mind what these committed messages take back, or tell to be taken back. */
export function noteRecalled(state: ChatState, messages: readonly CopiedMessage[]): ChatState {
  const keys = messages.flatMap((message) => recalledKey(message) ?? []);
  const news = keys.filter((key) => !state.recalled[key]);
  if (news.length === 0) return state;
  const all = [...Object.keys(state.recalled), ...news].slice(-MAX_RECALLED);
  return { ...state, recalled: Object.fromEntries(all.map((key) => [key, true])) };
}

/** The same for everything that is in the timelines, as after a start from what the phone kept. */
export function noteRecalledItems(state: ChatState): ChatState {
  const items = Object.values(state.timelines).flatMap((timeline) => timeline.items);
  return noteRecalled(
    state,
    items.flatMap((item) => (item.kind === 'message' ? [item] : [])),
  );
}

/** Null while a copy of the message may be shown. `key`: of the message, which names its author. */
export function absenceOf(state: ChatState, room: RoomId, key: string): Absence | null {
  if (state.recalled[key]) return 'recalled';
  if (knowsRooms(state) && !state.rooms.byId[room]) return 'no_room';
  if (isBlocked(state, (key.split('/')[0] ?? '') as UserId)) return 'blocked';
  return state.hidden[key] ? 'hidden' : null;
}

/** What is left of a list of copies. */
export function shownCopies<Copy extends CopiedMessage>(
  state: ChatState,
  room: RoomId,
  copies: readonly Copy[],
): readonly Copy[] {
  return copies.filter(({ user, clientId }) => absenceOf(state, room, messageKey(user, clientId)) === null);
}
