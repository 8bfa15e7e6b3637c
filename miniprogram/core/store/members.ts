/**
 * What the members of a room are doing: who is typing, who has read how far.
 */
import type { RoomId, UserId } from '../protocol/fields';
import { patchRoom } from './rooms';
import type { ChatState } from './state';

export function setTyping(state: ChatState, id: RoomId, user: UserId, on: boolean): ChatState {
  const typing = state.rooms.byId[id]?.typing ?? [];
  if (typing.includes(user) === on) return state;
  return patchRoom(state, id, { typing: on ? [...typing, user] : typing.filter((other) => other !== user) });
}

/** `user` has read up to `seq`; a marker never moves back. */
export function setMarker(state: ChatState, id: RoomId, user: UserId, seq: number): ChatState {
  const room = state.rooms.byId[id];
  if (!room) return state;
  if (user === state.self?.user) return patchRoom(state, id, { read: Math.max(room.read, seq) });
  if ((room.markers[user] ?? 0) >= seq) return state;
  return patchRoom(state, id, { markers: { ...room.markers, [user]: seq } });
}
