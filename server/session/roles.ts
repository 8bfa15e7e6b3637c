/**
 * Roles and silences of members: changes them in the store, on every connection of the member, and for all to read.
 */
import type { RoomId, UserId } from '../../miniprogram/core/protocol/fields';
import { describeError } from '../../miniprogram/core/base/logger';
import { isUnreadable } from '../storage/unreadable';
import { noteFollowed } from '../rooms/follower';
import { tellRoom, type Room } from '../rooms/room';
import { inRoomQueue } from '../rooms/room-queue';
import {
  appointSuccessor,
  assignRoles,
  dismissOwner,
  endInvitationsBy,
  settleOwners,
} from '../rooms/succession';
import type { NewRole } from '../storage/governance-port';
import type { ServerContext } from './context';

/** Rooms whose owners are found together: those share the wait for the disk. */
const MENDED_AT_ONCE = 200;

/** Every connection of the member learns what holds for them now. */
async function sendMembership(context: ServerContext, room: Room, user: UserId): Promise<void> {
  const membership = await context.store.governance.membershipOf(room.room, user);
  if (!membership) return;
  for (const peer of context.hub.peersOf(user)) {
    const seat = peer.seats.get(room.room);
    if (!seat) continue;
    seat.membership = membership;
    peer.send({ type: 'standing', tag: peer.tag, room: room.room, standing: membership });
  }
}

/** `by` made these what they are now. Everybody hears of it when all of it is stored. */
export async function giveRoles(
  context: ServerContext,
  room: Room,
  by: UserId,
  roles: readonly NewRole[],
): Promise<void> {
  await assignRoles(context, room, roles);
  for (const [target] of roles) await sendMembership(context, room, target);
  tellRoom(room);
  for (const [target, role] of roles) context.rooms.notice(room, by, 'role', { target, role });
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
  noteFollowed(room, target, 'standing');
  await sendMembership(context, room, target);
  context.rooms.notice(room, by, 'muted', { target, forMs });
}

/** The room has an owner again; a line of the room says who. Null when there was nothing to do. */
export async function announceNewOwner(
  context: ServerContext,
  room: Room,
  newOwner: UserId | null,
): Promise<void> {
  if (newOwner === null) return;
  await sendMembership(context, room, newOwner);
  tellRoom(room);
  context.rooms.notice(room, newOwner, 'role', { target: newOwner, role: 'owner' });
}

/** After somebody left. Call in the turn of the room. */
export async function succeed(context: ServerContext, room: Room): Promise<void> {
  await announceNewOwner(context, room, await appointSuccessor(context, room));
}

/** Whoever is shut out of the server owns no room, until they are let in again and nobody else does. */
export async function followBan(context: ServerContext, user: UserId, isBanned: boolean): Promise<void> {
  for (const { room: id } of await context.store.membershipsOf(user)) {
    const room = context.rooms.get(id);
    if (!room) continue;
    await inRoomQueue(room, async () => {
      if (isBanned) await endInvitationsBy(context, room, user);
      if (isBanned) await dismissOwner(context, room, user);
      await succeed(context, room);
    });
  }
}

async function mendOwner(context: ServerContext, id: RoomId): Promise<void> {
  const room = context.rooms.get(id);
  if (!room) return;
  for (const owner of [...room.staff.keys()]) await dismissOwner(context, room, owner);
  await succeed(context, room);
}

/** Rooms of an older version, or of a crash, that nobody owns, or more than one. Call before anybody connects. */
export async function mendOwners(context: ServerContext): Promise<void> {
  try {
    await mendAllOwners(context);
  } catch (thrown) {
    if (!isUnreadable(thrown)) throw thrown;
    // Who owns what is decided when it can be read.
    context.logger.error('owners_unreadable', { error: describeError(thrown) });
  }
}

async function mendAllOwners(context: ServerContext): Promise<void> {
  for (const room of context.rooms.all()) await settleOwners(context, room);
  const unowned = await context.store.governance.unownedRooms();
  for (let i = 0; i < unowned.length; i += MENDED_AT_ONCE) {
    const some = unowned.slice(i, i + MENDED_AT_ONCE);
    await Promise.all(some.map((id) => mendOwner(context, id)));
  }
}
