/**
 * What the people who run a room do with it: looks up who is who, asks whether they may, carries it out and tells everybody.
 */
import type { Refusal } from '../../miniprogram/core/protocol/content';
import type { UserId } from '../../miniprogram/core/protocol/fields';
import type { Access } from '../../miniprogram/core/protocol/governance';
import { MAX_STAFF } from '../../miniprogram/core/protocol/limits';
import { checkAnnouncement, type RoomAction } from '../../miniprogram/core/protocol/room-actions';
import type { UpFrameOf } from '../../miniprogram/core/protocol/up';
import { checkRoomName } from '../names/reserved';
import { findObstacle } from '../rooms/permissions';
import { findClosure } from '../rooms/speech';
import { tellRoom } from '../rooms/room';
import { createRoomCode } from '../rooms/room-id';
import { inRoomTurn } from '../rooms/room-turn';
import type { NewRole, RoomChange } from '../storage/governance-port';
import { inTurn, refuse, requireSeat } from './answers';
import type { ServerContext } from './context';
import { actAtDoor, lockOut, sendAway, type Deed } from './door';
import { isTooFast } from './membership';
import { notJoined, type Peer } from './peer';
import { unseat } from './removal';
import { giveRoles, silence } from './standing';

/** Stores a change of the room and tells its members. */
async function changeRoom({ context, room }: Deed, change: RoomChange): Promise<Refusal | null> {
  const { name = room.name } = change;
  if ((await context.store.governance.changeRoom(room.room, change)) === 'name_taken') {
    return { code: 'name_taken', reason: `A room with the name "${name}" exists already.` };
  }
  context.rooms.noteChange(room, change);
  tellRoom(room);
  return null;
}

async function rename(deed: Deed, wanted: string): Promise<Refusal | null> {
  const name = checkRoomName(wanted);
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

async function remove(deed: Deed, target: UserId): Promise<void> {
  const { context, room, by } = deed;
  const { governance } = context.store;
  const keptOutUntil = context.clock.now() + context.limits.keptOutMs;
  // First, so that who is removed cannot slip in again in between.
  await governance.setSanctions(room.room, target, { keptOutUntil });
  if (!(await context.rooms.removeMember(room, target))) return;
  unseat(context, room, target);
  await lockOut(deed);
  context.rooms.notice(room, by, 'removed', { target });
}

/** While it was public everybody could read the room's id, which may be its code. */
function setAccess(deed: Deed, access: Access): Promise<Refusal | null> {
  const wasPublic = deed.room.settings.access === 'public';
  const code = wasPublic && access === 'invite' ? { code: createRoomCode(deed.context.random) } : {};
  return changeRoom(deed, { access, ...code });
}

async function slowDown(deed: Deed, slowMs: number): Promise<Refusal | null> {
  if (slowMs === 0) deed.room.spokeAt.clear();
  return changeRoom(deed, { slowMs });
}

async function close(deed: Deed): Promise<Refusal | null> {
  if (deed.room.settings.closed) return null;
  await sendAway(deed);
  const refusal = await changeRoom(deed, { closed: true });
  deed.context.rooms.notice(deed.room, deed.by, 'closed');
  return refusal;
}

async function appoint(
  { context, room, by }: Deed,
  action: Extract<RoomAction, { kind: 'role' }>,
): Promise<Refusal | null> {
  if (action.role === 'admin' && !room.staff.has(action.user) && room.staff.size >= MAX_STAFF) {
    return { code: 'overload', reason: `${room.staff.size} people run the room, the limit is ${MAX_STAFF}.` };
  }
  // A room has one owner.
  const former: readonly NewRole[] = action.role === 'owner' ? [[by, 'admin']] : [];
  await giveRoles(context, room, by, [[action.user, action.role], ...former]);
  return null;
}

/** Null when it was done. */
async function carryOut(deed: Deed, action: RoomAction): Promise<Refusal | null> {
  switch (action.kind) {
    case 'rename':
      return rename(deed, action.name);
    case 'announce':
      return announce(deed, action.text);
    case 'access':
      return setAccess(deed, action.access);
    case 'entry':
      return changeRoom(deed, { entry: action.entry });
    case 'past':
      return changeRoom(deed, { past: action.past });
    case 'slow':
      return slowDown(deed, action.everyMs);
    case 'close':
      return close(deed);
    case 'role':
      return appoint(deed, action);
    case 'mute':
      await silence(deed.context, deed.room, deed.by, action.user, action.forMs);
      return null;
    case 'remove':
      await remove(deed, action.user);
      return null;
    default:
      return actAtDoor(deed, action);
  }
}

/** Null when the actor may. Roles are read anew: a connection may not have heard of the newest change yet. */
async function judge({ context, room, by }: Deed, action: RoomAction): Promise<Refusal | null> {
  const { governance } = context.store;
  const actor = await governance.standingOf(room.room, by);
  if (!actor) return { code: 'not_joined', reason: notJoined(room.room) };
  // Closing it once more changes nothing, and is what a phone asks again that heard no answer.
  const closure = action.kind === 'close' ? null : findClosure(room);
  if (closure) return closure;
  const user = 'user' in action ? action.user : null;
  const target = user === null ? null : await governance.standingOf(room.room, user);
  return findObstacle({ action, actor: actor.role, target: target?.role ?? null, isSelf: user === by });
}

export function handleRoomAction(context: ServerContext, peer: Peer, frame: UpFrameOf<'room_action'>): void {
  inTurn(context, peer, frame, async () => {
    const room = requireSeat(peer, frame)?.room;
    if (!room) return;
    if (isTooFast(peer, frame)) return;
    const deed = { context, room, by: peer.user };
    // Nobody's role changes between the question whether they may and the deed.
    const refusal = await inRoomTurn(
      room,
      async () => (await judge(deed, frame.action)) ?? (await carryOut(deed, frame.action)),
    );
    if (refusal) refuse(peer, frame, refusal.code, refusal.reason);
    else peer.send({ type: 'done', tag: peer.tag, id: frame.id });
  });
}
