/**
 * What those who run a room see of its door, and do there: invitations, people who wait, a new code. Whether they may is asked
 * elsewhere.
 */
import type { Refusal } from '../../miniprogram/core/protocol/content';
import type { DownFrameOf } from '../../miniprogram/core/protocol/down';
import type { UserId } from '../../miniprogram/core/protocol/fields';
import { MAX_INVITATIONS, MAX_ROOMS, MAX_WAITING_PAGE } from '../../miniprogram/core/protocol/limits';
import type { RoomAction } from '../../miniprogram/core/protocol/room-actions';
import type { UpFrameOf } from '../../miniprogram/core/protocol/up';
import { isBacked } from '../rooms/entry-rules';
import { placeOf } from '../rooms/place';
import { createRoomCode } from '../rooms/room-id';
import { tellRoom, type Room } from '../rooms/room';
import { answerLater, keepsSeat, refuse, requireSeat } from './answers';
import type { ServerContext } from './context';
import { admitEverywhere } from './membership';
import type { Peer } from './peer';

export interface Deed {
  readonly context: ServerContext;
  readonly room: Room;
  readonly by: UserId;
}

type Sight = Omit<DownFrameOf<'door'>, 'tag' | 'id'>;

async function standingInvitations({ store, clock }: ServerContext, room: Room) {
  const all = await store.door.invitationsOf(room.room, clock.now());
  return all.filter((invitation) => isBacked(invitation, room));
}

async function lookAt(context: ServerContext, of: Room): Promise<Sight> {
  const { store } = context;
  const { room } = of;
  const invitations = await standingInvitations(context, of);
  const waiting = await store.door.waitingOf(room, MAX_WAITING_PAGE + 1);
  return {
    type: 'door',
    room,
    invitations: invitations.map(({ code, by, at, expiresAt, maxUses, uses }) => ({
      ...{ code, by, at, expiresAt, maxUses, uses },
    })),
    waiting: waiting.slice(0, MAX_WAITING_PAGE),
    more: waiting.length > MAX_WAITING_PAGE,
  };
}

/** Everybody who runs the room learns what has changed at its door. */
export async function tellDoor(context: ServerContext, room: Room): Promise<void> {
  const there = (): Peer[] =>
    [...room.staff.keys()]
      .flatMap((user) => context.hub.peersOf(user))
      .filter((peer) => peer.seats.has(room.room));
  if (there().length === 0) return;
  const sight = await lookAt(context, room);
  // Of now: who runs the room may have changed while it was read.
  for (const peer of there()) peer.send({ ...sight, tag: peer.tag });
}

export function handleDoor(context: ServerContext, peer: Peer, frame: UpFrameOf<'door'>): void {
  const seat = requireSeat(peer, frame);
  if (!seat) return;
  const mayLook = (): boolean => {
    if (!keepsSeat(peer, frame, seat)) return false;
    if (seat.standing.role !== 'member') return true;
    refuse(peer, frame, 'forbidden', 'door needs the role admin, you are member.');
    return false;
  };
  const look = async (): Promise<void> => {
    if (!mayLook()) return;
    const sight = await lookAt(context, seat.room);
    if (mayLook()) peer.send({ ...sight, tag: peer.tag, id: frame.id });
  };
  answerLater(context, peer, frame, () => context.lane.run(peer.budget, look));
}

/** What people knew of the ways into the room is worth nothing any more. */
async function changeLocks({ context, room }: Pick<Deed, 'context' | 'room'>): Promise<void> {
  const { store, rooms, random } = context;
  const code = createRoomCode(random);
  await store.governance.changeRoom(room.room, { code });
  rooms.noteChange(room, { code });
  tellRoom(room);
}

/** A removal: what the removed person knew lets nobody in. */
export async function lockOut(deed: Pick<Deed, 'context' | 'room'>): Promise<void> {
  const { context, room } = deed;
  await changeLocks(deed);
  await context.store.door.endInvitations(room.room);
  await tellDoor(context, room);
}

/** Nobody comes in any more: who waits does not wait, and no invitation stands. */
export async function sendAway({ context, room }: Pick<Deed, 'context' | 'room'>): Promise<void> {
  const { door } = context.store;
  await door.endInvitations(room.room);
  for (const { user } of await door.waitingOf(room.room, MAX_WAITING_PAGE))
    await door.dropWaiting(room.room, user);
  room.waiting = 0;
  await tellDoor(context, room);
}

async function invite(
  { context, room, by }: Deed,
  { forMs, uses }: Extract<RoomAction, { kind: 'invite' }>,
): Promise<Refusal | null> {
  const { store, clock, random } = context;
  const at = clock.now();
  const standing = await standingInvitations(context, room);
  if (standing.length >= MAX_INVITATIONS) {
    return {
      code: 'overload',
      reason: `The room has ${standing.length} invitations, the limit is ${MAX_INVITATIONS}.`,
    };
  }
  const code = createRoomCode(random);
  await store.door.addInvitation({
    ...{ code, room: room.room, by, at, expiresAt: at + forMs, maxUses: uses, uses: 0 },
  });
  await tellDoor(context, room);
  return null;
}

async function endInvitation({ context, room }: Deed, code: string): Promise<null> {
  await context.store.door.endInvitations(room.room, code);
  await tellDoor(context, room);
  return null;
}

const NOBODY_WAITS: Refusal = { code: 'not_joined', reason: 'This person does not wait to be let in.' };

async function letIn({ context, room }: Deed, user: UserId): Promise<Refusal | null> {
  const { store, rooms } = context;
  const isFull = (await store.membershipsOf(user)).length >= MAX_ROOMS;
  if (isFull) return { code: 'too_many_rooms', reason: `This person is in ${MAX_ROOMS} rooms, the limit.` };
  const place = placeOf(room, user, context.clock.now());
  if (!(await store.door.admitWaiting(place))) return NOBODY_WAITS;
  room.waiting -= 1;
  rooms.noteMember(room, user, place.read);
  await admitEverywhere(context, room, user);
  rooms.noticeComing(room, user, 'joined');
  await tellDoor(context, room);
  return null;
}

/** Not told to who waits; for a day they cannot ask again. */
async function turnAway({ context, room }: Deed, user: UserId): Promise<Refusal | null> {
  const { store, clock, limits } = context;
  if (!(await store.door.dropWaiting(room.room, user))) return NOBODY_WAITS;
  await store.governance.setSanctions(room.room, user, { keptOutUntil: clock.now() + limits.keptOutMs });
  room.waiting -= 1;
  await tellDoor(context, room);
  return null;
}

export type DoorAction = Extract<
  RoomAction,
  { kind: 'renew_code' | 'invite' | 'end_invite' | 'admit' | 'deny' }
>;

/** Null when it was done. */
export async function actAtDoor(deed: Deed, action: DoorAction): Promise<Refusal | null> {
  switch (action.kind) {
    case 'renew_code':
      await changeLocks(deed);
      return null;
    case 'invite':
      return invite(deed, action);
    case 'end_invite':
      return endInvitation(deed, action.code);
    case 'admit':
      return letIn(deed, action.user);
    case 'deny':
      return turnAway(deed, action.user);
  }
}
