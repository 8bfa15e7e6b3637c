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
import { findClosedRefusal } from '../rooms/publish-rules';
import { tellRoom } from '../rooms/room';
import { createRoomCode } from '../rooms/room-id';
import { inRoomQueue } from '../rooms/room-queue';
import type { NewRole, RoomChange } from '../storage/governance-port';
import { inTurn, refuseAs, requireSeat } from './answers';
import type { ServerContext } from './context';
import { runAdmissionAction, closeWaysIn, dismissWaiting, type ActionScope } from './admissions';
import { isTooFast } from './membership';
import { notJoined, type Peer } from './peer';
import { unseat } from './removal';
import { giveRoles, silence } from './roles';

/** Stores a change of the room and tells its members. */
async function changeRoom({ context, room }: ActionScope, change: RoomChange): Promise<Refusal | null> {
  const { name = room.name } = change;
  if ((await context.store.governance.changeRoom(room.room, change)) === 'name_taken') {
    return { code: 'name_taken', reason: `A room with the name "${name}" exists already.` };
  }
  context.rooms.noteChange(room, change);
  tellRoom(room);
  return null;
}

async function rename(scope: ActionScope, wanted: string): Promise<Refusal | null> {
  const name = checkRoomName(wanted);
  if (!name.ok) return name.error;
  if (name.value === scope.room.name) return null;
  const refusal = await changeRoom(scope, { name: name.value });
  if (!refusal) scope.context.rooms.notice(scope.room, scope.by, 'renamed', { name: name.value });
  return refusal;
}

async function announce(scope: ActionScope, written: string): Promise<Refusal | null> {
  const announcement = checkAnnouncement(written);
  if (!announcement.ok) return announcement.error;
  if (announcement.value === scope.room.settings.announcement) return null;
  const refusal = await changeRoom(scope, { announcement: announcement.value });
  if (!refusal && announcement.value !== '') scope.context.rooms.notice(scope.room, scope.by, 'announcement');
  return refusal;
}

async function remove(scope: ActionScope, target: UserId): Promise<void> {
  const { context, room, by } = scope;
  const { governance } = context.store;
  const keptOutUntil = context.clock.now() + context.limits.keptOutMs;
  // First, so that who is removed cannot slip in again in between.
  await governance.setSanctions(room.room, target, { keptOutUntil });
  if (!(await context.rooms.removeMember(room, target))) return;
  unseat(context, room, target);
  await closeWaysIn(scope);
  context.rooms.notice(room, by, 'removed', { target });
}

/** While it was public everybody could read the room's id, which may be its code. */
function setAccess(scope: ActionScope, access: Access): Promise<Refusal | null> {
  const wasPublic = scope.room.settings.access === 'public';
  const code = wasPublic && access === 'invite' ? { code: createRoomCode(scope.context.random) } : {};
  return changeRoom(scope, { access, ...code });
}

async function slowDown(scope: ActionScope, slowMs: number): Promise<Refusal | null> {
  if (slowMs === 0) scope.room.spokeAt.clear();
  return changeRoom(scope, { slowMs });
}

async function close(scope: ActionScope): Promise<Refusal | null> {
  if (scope.room.settings.closed) return null;
  await dismissWaiting(scope);
  const refusal = await changeRoom(scope, { closed: true });
  scope.context.rooms.notice(scope.room, scope.by, 'closed');
  return refusal;
}

async function appoint(
  { context, room, by }: ActionScope,
  action: Extract<RoomAction, { kind: 'role' }>,
): Promise<Refusal | null> {
  // The former owner stays an admin: a new one from among the members is one more, too.
  if (action.role !== 'member' && !room.staff.has(action.user) && room.staff.size >= MAX_STAFF) {
    const reason = `${room.staff.size} people run the room, the limit is ${MAX_STAFF}.`;
    return { code: 'forbidden', reason, full: 'staff' };
  }
  // A room has one owner.
  const former: readonly NewRole[] = action.role === 'owner' ? [[by, 'admin']] : [];
  await giveRoles(context, room, by, [[action.user, action.role], ...former]);
  return null;
}

/** Null when it was done. */
async function carryOut(scope: ActionScope, action: RoomAction): Promise<Refusal | null> {
  switch (action.kind) {
    case 'rename':
      return rename(scope, action.name);
    case 'announce':
      return announce(scope, action.text);
    case 'access':
      return setAccess(scope, action.access);
    case 'entry':
      return changeRoom(scope, { entry: action.entry });
    case 'past':
      return changeRoom(scope, { past: action.past });
    case 'slow':
      return slowDown(scope, action.everyMs);
    case 'close':
      return close(scope);
    case 'role':
      return appoint(scope, action);
    case 'mute':
      await silence(scope.context, scope.room, scope.by, action.user, action.forMs);
      return null;
    case 'remove':
      await remove(scope, action.user);
      return null;
    default:
      return runAdmissionAction(scope, action);
  }
}

/** Null when the actor may. Roles are read anew: a connection may not have heard of the newest change yet. */
async function authorize({ context, room, by }: ActionScope, action: RoomAction): Promise<Refusal | null> {
  const { governance } = context.store;
  const actor = await governance.membershipOf(room.room, by);
  if (!actor) return { code: 'not_joined', reason: notJoined(room.room) };
  // Closing it once more changes nothing, and is what a phone asks again that heard no answer.
  const closure = action.kind === 'close' ? null : findClosedRefusal(room);
  if (closure) return closure;
  const user = 'user' in action ? action.user : null;
  const target = user === null ? null : await governance.membershipOf(room.room, user);
  return findObstacle({ action, actor: actor.role, target: target?.role ?? null, isSelf: user === by });
}

/** Answers with `done` once it is stored and everybody was told. */
export function handleRoomAction(context: ServerContext, peer: Peer, frame: UpFrameOf<'room_action'>): void {
  inTurn(context, peer, frame, async () => {
    const room = requireSeat(peer, frame)?.room;
    if (!room) return;
    if (isTooFast(peer, frame)) return;
    const scope = { context, room, by: peer.user };
    // Nobody's role changes between the question whether they may and the deed.
    const refusal = await inRoomQueue(
      room,
      async () => (await authorize(scope, frame.action)) ?? (await carryOut(scope, frame.action)),
    );
    if (refusal) refuseAs(peer, frame, refusal);
    else peer.send({ type: 'done', tag: peer.tag, id: frame.id });
  });
}
