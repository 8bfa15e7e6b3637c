/**
 * What the people who run a room do with it: looks up who is who, asks whether they may, carries it out and tells everybody.
 */
import { checkName, type Refusal } from '../../miniprogram/core/protocol/content';
import type { UserId } from '../../miniprogram/core/protocol/fields';
import { checkAnnouncement, type RoomAction } from '../../miniprogram/core/protocol/room-actions';
import type { UpFrameOf } from '../../miniprogram/core/protocol/up';
import { findObstacle } from '../rooms/permissions';
import { broadcast, type Room } from '../rooms/room';
import type { RoomChange } from '../storage/governance-port';
import type { ServerContext } from './context';
import { inTurn, isTooFast, refuse } from './membership';
import type { Peer } from './peer';
import { unseat } from './removal';
import { giveRole, silence } from './standing';

interface Deed {
  readonly context: ServerContext;
  readonly room: Room;
  readonly by: UserId;
}

/** Stores a change of the room and tells its members. */
async function changeRoom({ context, room }: Deed, change: RoomChange): Promise<Refusal | null> {
  const { name = room.name, ...settings } = change;
  if ((await context.store.governance.changeRoom(room.room, change)) === 'name_taken') {
    return { code: 'name_taken', reason: `A room with the name "${name}" exists already.` };
  }
  room.name = name;
  room.settings = { ...room.settings, ...settings };
  broadcast(room, { type: 'room', room: room.room, name, settings: room.settings });
  return null;
}

async function rename(deed: Deed, wanted: string): Promise<Refusal | null> {
  const name = checkName(wanted);
  if (!name.ok) return name.error;
  if (name.value === deed.room.name) return null;
  const refusal = await changeRoom(deed, { name: name.value });
  if (!refusal) deed.context.rooms.notice(deed.room, deed.by, 'renamed', { name: name.value });
  return refusal;
}

async function announce(deed: Deed, written: string): Promise<Refusal | null> {
  const announcement = checkAnnouncement(written);
  if (!announcement.ok) return announcement.error;
  if (announcement.value === deed.room.settings.announcement) return null;
  const refusal = await changeRoom(deed, { announcement: announcement.value });
  if (!refusal && announcement.value !== '') deed.context.rooms.notice(deed.room, deed.by, 'announcement');
  return refusal;
}

async function remove({ context, room, by }: Deed, target: UserId): Promise<void> {
  const { governance } = context.store;
  const keptOutUntil = context.clock.now() + context.limits.keptOutMs;
  // First, so that who is removed cannot slip in again in between.
  await governance.setSanctions(room.room, target, { keptOutUntil });
  if (!(await context.rooms.removeMember(room, target))) return;
  unseat(context, room, target);
  context.rooms.notice(room, by, 'removed', { target });
}

async function slowDown(deed: Deed, slowMs: number): Promise<Refusal | null> {
  if (slowMs === 0) deed.room.spokeAt.clear();
  return changeRoom(deed, { slowMs });
}

async function close(deed: Deed): Promise<Refusal | null> {
  if (deed.room.settings.closed) return null;
  const refusal = await changeRoom(deed, { closed: true });
  deed.context.rooms.notice(deed.room, deed.by, 'closed');
  return refusal;
}

async function appoint({ context, room, by }: Deed, action: Extract<RoomAction, { kind: 'role' }>) {
  await giveRole(context, room, by, action.user, action.role);
  // A room has one owner.
  if (action.role === 'owner') await giveRole(context, room, by, by, 'admin');
}

/** Null when it was done. */
async function carryOut(deed: Deed, action: RoomAction): Promise<Refusal | null> {
  switch (action.kind) {
    case 'rename':
      return rename(deed, action.name);
    case 'announce':
      return announce(deed, action.text);
    case 'access':
      return changeRoom(deed, { access: action.access });
    case 'slow':
      return slowDown(deed, action.everyMs);
    case 'close':
      return close(deed);
    case 'role':
      await appoint(deed, action);
      return null;
    case 'mute':
      await silence(deed.context, deed.room, deed.by, action.user, action.forMs);
      return null;
    case 'remove':
      await remove(deed, action.user);
      return null;
  }
}

/** Null when the actor may. Roles are read anew: a connection may not have heard of the newest change yet. */
async function judge({ context, room, by }: Deed, action: RoomAction): Promise<Refusal | null> {
  const { governance } = context.store;
  const actor = await governance.standingOf(room.room, by);
  if (!actor) return { code: 'not_joined', reason: `You are not a member of room "${room.room}".` };
  const user = 'user' in action ? action.user : null;
  const target = user === null ? null : await governance.standingOf(room.room, user);
  return findObstacle({ action, actor: actor.role, target: target?.role ?? null, isSelf: user === by });
}

export function handleRoomAction(context: ServerContext, peer: Peer, frame: UpFrameOf<'room_action'>): void {
  inTurn(context, peer, frame, async () => {
    const room = context.rooms.get(frame.room);
    if (!room) {
      refuse(peer, frame, 'no_room', `There is no room "${frame.room}".`);
      return;
    }
    if (isTooFast(peer, frame)) return;
    const deed = { context, room, by: peer.user };
    const refusal = (await judge(deed, frame.action)) ?? (await carryOut(deed, frame.action));
    if (refusal) refuse(peer, frame, refusal.code, refusal.reason);
    else peer.send({ type: 'done', tag: peer.tag, id: frame.id });
  });
}
