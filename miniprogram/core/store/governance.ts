/**
 * How rooms are run, in the state: own flags, settings, standing, rooms that were lost, and those that were asked.
 */
import type { RoomId } from '../protocol/fields';
import type { RoomFlags } from '../protocol/governance';
import { closeRoom, patchRoom } from './rooms';
import type { ChatState } from './state';

/** The same state when nothing differs, or the room is not known (BA12). */
export function patchFlags(state: ChatState, id: RoomId, change: Partial<RoomFlags>): ChatState {
  const flags = state.rooms.byId[id]?.flags;
  if (!flags) return state;
  const names = Object.keys(change) as (keyof RoomFlags)[];
  if (names.every((name) => flags[name] === change[name])) return state;
  return patchRoom(state, id, { flags: { ...flags, ...change } });
}

/** Takes the room away and remembers its name, for the sentence that says so. */
export function loseRoom(state: ChatState, id: RoomId, name: string): ChatState {
  const names = state.rooms.byId[id]?.names;
  const others = state.lost.filter(({ room }) => room !== id);
  return { ...closeRoom(state, id), lost: [...others, { room: id, name, ...(names ? { names } : {}) }] };
}

/** People have read that the room is lost, or are in it again. */
export function forgetLost(state: ChatState, id: RoomId): ChatState {
  const lost = state.lost.filter(({ room }) => room !== id);
  return lost.length === state.lost.length ? state : { ...state, lost };
}

/** An admin was asked to let this person in, or the server has said that nobody is. */
export function noteKnock(state: ChatState, code: RoomId, waits: boolean): ChatState {
  if (state.knocked.includes(code) === waits) return state;
  return {
    ...state,
    knocked: waits ? [...state.knocked, code] : state.knocked.filter((one) => one !== code),
  };
}

/** Those of the last time, but for the rooms that this person is in by now. */
export function restoreKnocks(state: ChatState, codes: readonly RoomId[]): ChatState {
  const own = Object.values(state.rooms.byId).flatMap(({ room, settings }) => [room, settings.code]);
  const known = new Set<string | undefined>([...own, ...state.knocked]);
  const added = codes.filter((code) => !known.has(code));
  return added.length === 0 ? state : { ...state, knocked: [...added, ...state.knocked] };
}

export { isModerator, outranks } from './ranks';
