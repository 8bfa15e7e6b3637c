/**
 * What the members of a room are doing: who is typing, who has read how far.
 */
import type { Message, RoomId, UserId } from '../protocol/fields';
import { isNotice } from '../protocol/kinds/notice';
import { MAX_MARKERS } from '../protocol/limits';
import { patchRoom } from './rooms';
import type { ChatState } from './state';

/** The same state when it was known; the order is that in which they began. */
export function setTyping(state: ChatState, id: RoomId, user: UserId, on: boolean): ChatState {
  const typing = state.rooms.byId[id]?.typing ?? [];
  if (typing.includes(user) === on) return state;
  return patchRoom(state, id, { typing: on ? [...typing, user] : typing.filter((other) => other !== user) });
}

/** `user` has read up to `seq`, and came in before `from` was said; a marker never moves back. */
export function setMarker(state: ChatState, id: RoomId, user: UserId, seq: number, from = 0): ChatState {
  const room = state.rooms.byId[id];
  if (!room) return state;
  if (user === state.self?.user) return patchRoom(state, id, { read: Math.max(room.read, seq) });
  const came = room.cameAt ?? {};
  const cameAt = from > (came[user] ?? 1) ? { ...came, [user]: from } : came;
  const before = room.markers[user];
  if (before !== undefined && before >= seq && cameAt === came) return state;
  const markers = { ...room.markers, [user]: Math.max(before ?? 0, seq) };
  return patchRoom(state, id, cameAt === came ? { markers } : { markers, cameAt });
}

/** `user` is no member any more, so they are no reader either. */
export function dropMarker(state: ChatState, id: RoomId, user: UserId): ChatState {
  const room = state.rooms.byId[id];
  if (room?.markers[user] === undefined) return state;
  const without = (values: Readonly<Record<string, number>>): Record<string, number> =>
    Object.fromEntries(Object.entries(values).filter(([other]) => other !== user));
  return patchRoom(state, id, { markers: without(room.markers), cameAt: without(room.cameAt ?? {}) });
}

/** The lines of a room say it too, where the server tells nothing else. */
export function noteComing(state: ChatState, { room: id, seq, user, at, body }: Message): ChatState {
  const room = state.rooms.byId[id];
  if (!isNotice(body) || !room) return state;
  const isNewer = (who: UserId): boolean => (room.cameAt?.[who] ?? 1) <= seq;
  if (body.event === 'joined') {
    if (user === state.self?.user) return patchRoom(state, id, { joined: Math.max(room.joined ?? 0, at) });
    const isKnown = room.cameAt?.[user] !== undefined || room.members > MAX_MARKERS;
    return isKnown ? state : patchRoom(state, id, { cameAt: { ...room.cameAt, [user]: seq } });
  }
  const gone = body.event === 'left' ? user : body.event === 'removed' ? body.target : undefined;
  return gone !== undefined && isNewer(gone) ? dropMarker(state, id, gone) : state;
}
