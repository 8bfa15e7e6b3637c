/**
 * What pages ask of the state. Pure and cheap; nothing is remembered between calls.
 */
import type { RoomId, User, UserId } from '../protocol/fields';
import type { ChatState, Room, Timeline, TimelineItem } from './state';
import { seqOf } from './timeline';
import { sectionStart } from './timeline-pages';

/** The rooms, newest message first. */
export function selectRooms(state: ChatState): readonly Room[] {
  return state.rooms.ids.flatMap((id) => state.rooms.byId[id] ?? []);
}

/** Whether the server has told: a room that is not among them is not the user's. */
export function knowsRooms({ loaded, cached }: ChatState): boolean {
  return loaded && !cached;
}

export function selectRoom(state: ChatState, id: RoomId): Room | null {
  return state.rooms.byId[id] ?? null;
}

export function selectTimeline(state: ChatState, id: RoomId): Timeline | null {
  return state.timelines[id] ?? null;
}

/** All that the room's page shows, in order: committed messages and gaps, then own ones that wait. */
export function selectItems(timeline: Timeline): readonly TimelineItem[] {
  return timeline.pending.length === 0 ? timeline.items : [...timeline.items, ...timeline.pending];
}

/** Messages of others after the own read marker. Those that are not loaded count as others'. */
export function countUnread(state: ChatState, id: RoomId): number {
  const room = state.rooms.byId[id];
  const items = state.timelines[id]?.items ?? [];
  if (!room) return 0;
  let unread = Math.max(0, room.head - room.read);
  for (let i = items.length - 1; i >= sectionStart(items); i -= 1) {
    const item = items[i];
    if (item?.kind !== 'message') continue;
    if (seqOf(item) <= room.read) break;
    if (item.user === state.self?.user || item.body.kind === 'notice') unread -= 1;
  }
  return Math.max(0, unread);
}

export function countTotalUnread(state: ChatState): number {
  return state.rooms.ids.reduce((sum, id) => sum + countUnread(state, id), 0);
}

/** How many messages the server has told of that are not here yet. */
export function countMissing(state: ChatState): number {
  return state.rooms.ids.reduce((sum, id) => {
    const head = state.rooms.byId[id]?.head ?? 0;
    return sum + Math.max(0, head - (state.timelines[id]?.cursor ?? head));
  }, 0);
}

export function selectUser(state: ChatState, id: UserId): User | null {
  return state.users[id] ?? null;
}
