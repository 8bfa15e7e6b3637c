/**
 * Who owns a room that nobody owns: the admin, else the member, who has been there longest, of those who may use this server.
 * The one place where this is decided, whatever has become of the last owner. Knows no connection.
 */
import type { UserId } from '../../miniprogram/core/protocol/fields';
import { isSeeded } from '../seed/seeded-rooms';
import type { ChatStore } from '../storage/port';
import type { ChatRooms } from './chat-rooms';
import type { Room } from './room';

export interface Succession {
  readonly store: Pick<ChatStore, 'governance'>;
  readonly rooms: Pick<ChatRooms, 'noteRole'>;
}

const hasOwner = ({ staff }: Room): boolean => [...staff.values()].includes('owner');

/**
 * Null when the room has an owner, or nobody may be it. A room that everybody is in from the beginning goes to an admin only:
 * whoever signed up first has not been chosen by anybody. Call in the turn of the room.
 */
export async function appointHeir({ store, rooms }: Succession, room: Room): Promise<UserId | null> {
  if (room.members === 0 || hasOwner(room)) return null;
  const heir = await store.governance.heirOf(room.room);
  if (heir === null || (isSeeded(room.room) && !room.staff.has(heir))) return null;
  await store.governance.setRole(room.room, heir, 'owner');
  rooms.noteRole(room, heir, 'owner');
  return heir;
}

/** Whoever may not use this server any more owns nothing. Without a word: what follows tells who does. */
export async function dismissOwner({ store, rooms }: Succession, room: Room, owner: UserId): Promise<void> {
  if (room.staff.get(owner) !== 'owner') return;
  await store.governance.setRole(room.room, owner, 'member');
  rooms.noteRole(room, owner, 'member');
}
