/**
 * Roles and silences of members: changes them in the store, on every connection of the member, and for all to read.
 */
import type { UserId } from '../../miniprogram/core/protocol/fields';
import type { Role } from '../../miniprogram/core/protocol/governance';
import { tellRoom, type Room } from '../rooms/room';
import { isSeeded } from '../seed/seeded-rooms';
import type { ServerContext } from './context';
import type { Peer } from './peer';

/** Every connection of the member learns what holds for them now. */
async function tellStanding(context: ServerContext, room: Room, user: UserId): Promise<void> {
  const standing = await context.store.governance.standingOf(room.room, user);
  if (!standing) return;
  for (const peer of context.hub.peersOf(user)) {
    const seat = peer.seats.get(room.room);
    if (!seat) continue;
    seat.standing = standing;
    peer.send({ type: 'standing', tag: peer.tag, room: room.room, standing });
  }
}

/** `by` made `target` what they are now. */
export async function giveRole(
  context: ServerContext,
  room: Room,
  by: UserId,
  target: UserId,
  role: Role,
): Promise<void> {
  await context.store.governance.setRole(room.room, target, role);
  context.rooms.noteRole(room, target, role);
  await tellStanding(context, room, target);
  tellRoom(room);
  context.rooms.notice(room, by, 'role', { target, role });
}

/** `forMs` 0 lets them speak again. */
export async function silence(
  context: ServerContext,
  room: Room,
  by: UserId,
  target: UserId,
  forMs: number,
): Promise<void> {
  const mutedUntil = forMs === 0 ? 0 : context.clock.now() + forMs;
  await context.store.governance.setSanctions(room.room, target, { mutedUntil });
  await tellStanding(context, room, target);
  context.rooms.notice(room, by, 'muted', { target, forMs });
}

/**
 * Who owns the room once its owner left: the admin, else the member, who has been there longest. Null when no owner leaves. A
 * room that everybody is in from the beginning goes to an admin only: whoever signed up first has not been chosen by anybody.
 */
export async function findHeir(context: ServerContext, room: Room, leaving: Peer): Promise<UserId | null> {
  const { governance } = context.store;
  const standing = await governance.standingOf(room.room, leaving.user);
  if (standing?.role !== 'owner') return null;
  const heir = await governance.heirOf(room.room, leaving.user);
  return heir && isSeeded(room.room) && !room.staff.has(heir) ? null : heir;
}
