/**
 * What a members page holds beside its data: its list, what of it is loaded, and what it waits for. Forgets a page that is gone.
 */
import { visitPart } from '../../utils/visit';
import type { MemberList } from '../../core/chat/rooms/room-service-types';
import { NOTHING_LOADED, type LoadedMembers } from './loaded-members';

/** Beside the page's data: the view has its own rows, and a list must not be sent twice. */
interface Held {
  readonly list: MemberList;
  loaded: LoadedMembers;
  /** A second look before the newest one comes to nothing. */
  looks: number;
  /** What waits: for the end of typing, and for the end of a crowd's coming and going. */
  pause: () => void;
  gathering: (() => void) | null;
}

/** Null until the page knows its room. */
export const visitOf = visitPart('members', () => ({ held: null as Held | null }));
export const loadedOf = (page: object): LoadedMembers => visitOf(page).held?.loaded ?? NOTHING_LOADED;

export function stopWaiting(held: Held | null): void {
  held?.pause();
  held?.gathering?.();
  if (held) held.gathering = null;
}
