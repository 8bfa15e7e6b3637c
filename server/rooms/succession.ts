/**
 * Who owns a room that nobody owns: the admin, else the member, who has been there longest, of those who may use this server.
 * The one place where this is decided, whatever has become of the last owner. Knows no connection.
 */
import type { UserId } from '../../miniprogram/core/protocol/fields';
import type { Role } from '../../miniprogram/core/protocol/governance';
import { isSeeded } from '../seed/seeded-rooms';
import type { NewRole, StoredMember } from '../storage/governance-port';
import type { ChatStore } from '../storage/port';
import type { ChatRooms } from './chat-rooms';
import type { Room } from './room';

/** What is needed to find the next owner and to say so. */
export interface Succession {
  readonly store: Pick<ChatStore, 'admissions' | 'governance' | 'people'>;
  readonly rooms: Pick<ChatRooms, 'noteRole'>;
}

/** Also those that let nobody in already: they must not come back to life with a role that is given again. */
export async function endInvitationsBy(
  { store }: Pick<Succession, 'store'>,
  { room }: Room,
  user: UserId,
): Promise<void> {
  for (const { code, by } of await store.admissions.invitationsOf(room, 0)) {
    if (by === user) await store.admissions.endInvitations(room, code);
  }
}

/** In one transaction: a room never has two owners, nor none, because the server ended in between. */
export async function assignRoles(
  { store, rooms }: Succession,
  room: Room,
  roles: readonly NewRole[],
): Promise<void> {
  const changed = roles.filter(([user, role]) => role === 'member' || !room.staff.has(user));
  for (const [user] of changed) await endInvitationsBy({ store }, room, user);
  await store.governance.setRoles(room.room, roles);
  for (const [user, role] of roles) rooms.noteRole(room, user, role);
}

const hasOwner = ({ staff }: Room): boolean => [...staff.values()].includes('owner');

/**
 * Null when the room has an owner, or nobody may be it. A room that everybody is in from the beginning goes to an admin only:
 * whoever signed up first has not been chosen by anybody. Call in the turn of the room.
 */
export async function appointSuccessor({ store, rooms }: Succession, room: Room): Promise<UserId | null> {
  if (room.members === 0 || hasOwner(room)) return null;
  const successor = await store.governance.successorOf(room.room);
  if (successor === null || (isSeeded(room.room) && !room.staff.has(successor))) return null;
  await assignRoles({ store, rooms }, room, [[successor, 'owner']]);
  return successor;
}

/** Whoever may not use this server any more owns nothing. Without a word: what follows tells who does. */
export async function dismissOwner({ store, rooms }: Succession, room: Room, owner: UserId): Promise<void> {
  if (room.staff.get(owner) !== 'owner') return;
  await assignRoles({ store, rooms }, room, [[owner, 'member']]);
}

/**
 * A server of before may have ended in the middle of a hand-over: of several owners who may use this server, the one who has been
 * there longest stays it, and the others run the room beside them.
 */
export async function settleOwners({ store, rooms }: Succession, room: Room): Promise<void> {
  const owners = [...room.staff].flatMap(([user, role]) => (role === 'owner' ? [user] : []));
  if (owners.length < 2) return;
  const able: StoredMember[] = [];
  for (const member of await store.governance.describeMembers(room.room, owners)) {
    if ((await store.people.bannedSince(member.user)) === 0) able.push(member);
  }
  able.sort((a, b) => a.joinedAt - b.joinedAt || (a.user < b.user ? -1 : 1));
  const [stays] = able;
  if (!stays) return;
  const others = owners.filter((user) => user !== stays.user);
  const roleOf = (user: UserId): Role => (able.some((member) => member.user === user) ? 'admin' : 'member');
  await assignRoles(
    { store, rooms },
    room,
    others.map((user) => [user, roleOf(user)]),
  );
}
