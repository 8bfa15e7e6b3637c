/**
 * What pages ask of the state. Pure and cheap; nothing is remembered between calls.
 */
import type { RoomId, User, UserId } from '../protocol/fields';
import type { ChatState, LostRoom, Room, Timeline, TimelineItem, TimelineMessage } from './state';
import { isEvent } from './timeline-events';
import { movesRoom } from './rings';
import { countUnread } from './unread';

export {
  isRecallable,
  isIntact,
  quotedToday,
  quoteOf,
  selectMessage,
  selectReaders,
} from './message-selectors';
export { hasReacted, reactorsOf } from './reactions';
export { audible, isBlocked } from './rings';
export { countsNow, countUnread, hasOnlyQuiet, countsAsUnread, unreadAfter, selectMention } from './unread';

/** The rooms, pinned ones first, then newest message first. */
export function selectRooms(state: ChatState): readonly Room[] {
  return state.rooms.ids.flatMap((id) => state.rooms.byId[id] ?? []);
}

/** Whether the server has told: a room that is not among them is not the user's. */
export function knowsRooms({ loaded, cached }: ChatState): boolean {
  return loaded && !cached;
}

/** Null for a room that this person is not in. */
export function selectRoom(state: ChatState, id: RoomId): Room | null {
  return state.rooms.byId[id] ?? null;
}

/** Rooms that this person is not in any more, in which own messages are that were not sent. */
export function selectLostRooms(state: ChatState): readonly LostRoom[] {
  if (!knowsRooms(state)) return [];
  const gone = (Object.keys(state.timelines) as RoomId[]).filter((room) => !state.rooms.byId[room]);
  return gone.flatMap((room) => {
    // What the server has answered for after all waits for nobody.
    const first = state.timelines[room]?.pending.find(({ delivery }) => delivery.status !== 'sent');
    const roomName = first?.delivery.status === 'failed' ? first.delivery.room : undefined;
    return first ? [{ room, name: roomName ?? room }] : [];
  });
}

/** An own room by what people type: its id, or its code in groups or not. */
export function selectRoomByCode(state: ChatState, code: string): Room | null {
  const plain = code.replace(/[-_]/g, '');
  const known = Object.values(state.rooms.byId).find(({ settings }) => settings.code === plain);
  return state.rooms.byId[code] ?? known ?? null;
}

/** Null until something of the room has come. */
export function selectTimeline(state: ChatState, id: RoomId): Timeline | null {
  return state.timelines[id] ?? null;
}

const NOTHING: Readonly<Record<string, true>> = {};

/**
 * All that the room's page shows, in order: committed messages and gaps, then own ones that wait. Without events, and
 * without what people deleted on this phone (`hidden` of the state).
 */
export function selectItems(timeline: Timeline, hidden = NOTHING): readonly TimelineItem[] {
  const isShown = (item: TimelineItem): boolean => !isEvent(item) && hidden[item.key] === undefined;
  const items = timeline.pending.length === 0 ? timeline.items : [...timeline.items, ...timeline.pending];
  return items.every(isShown) ? items : items.filter(isShown);
}

/** What the room list shows of the room: its newest message that is not deleted on this phone. */
export function selectPreview(state: ChatState, id: RoomId): TimelineMessage | null {
  const last = state.rooms.byId[id]?.last ?? null;
  const timeline = state.timelines[id];
  if (!last || !timeline || state.hidden[last.key] === undefined) return last;
  const shown = selectItems(timeline, state.hidden);
  for (let i = shown.length - 1; i >= 0; i -= 1) {
    const item = shown[i];
    if (item?.kind === 'message' && movesRoom(state, item)) return item;
  }
  return null;
}

/** Of all rooms that are not muted. A room that was marked as unread counts as one message. */
export function countTotalUnread(state: ChatState): number {
  return state.rooms.ids.reduce((sum, id) => {
    const flags = state.rooms.byId[id]?.flags;
    if (flags?.muted) return sum;
    return sum + Math.max(countUnread(state, id), Number(flags?.markedUnread ?? false));
  }, 0);
}

/** How many messages the server has told of that are not here yet. */
export function countMissing(state: ChatState): number {
  return state.rooms.ids.reduce((sum, id) => {
    const lastSeq = state.rooms.byId[id]?.lastSeq ?? 0;
    return sum + Math.max(0, lastSeq - (state.timelines[id]?.cursor ?? lastSeq));
  }, 0);
}

/** Null for somebody whose name nobody has told yet. */
export function selectUser(state: ChatState, id: UserId): User | null {
  return state.users[id] ?? null;
}
