/**
 * Who may come into a room, for those who run it: invitations, people who wait, a new code. Whether they may decide it is asked
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

/** Who does something to which room. */
export interface ActionScope {
  readonly context: ServerContext;
  readonly room: Room;
  readonly by: UserId;
}

type Admissions = Omit<DownFrameOf<'door'>, 'tag' | 'id'>;

async function validInvitations({ store, clock }: ServerContext, room: Room) {
  const all = await store.admissions.invitationsOf(room.room, clock.now());
  return all.filter((invitation) => isBacked(invitation, room));
}

async function readAdmissions(context: ServerContext, of: Room): Promise<Admissions> {
  const { store } = context;
  const { room } = of;
  const invitations = await validInvitations(context, of);
  const waiting = await store.admissions.waitingOf(room, MAX_WAITING_PAGE + 1);
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

/** Everybody who runs the room learns what has changed of that. */
export async function sendAdmissions(context: ServerContext, room: Room): Promise<void> {
  const there = (): Peer[] =>
    [...room.staff.keys()]
      .flatMap((user) => context.hub.peersOf(user))
      .filter((peer) => peer.seats.has(room.room));
  if (there().length === 0) return;
  const admissions = await readAdmissions(context, room);
  // Of now: who runs the room may have changed while it was read.
  for (const peer of there()) peer.send({ ...admissions, tag: peer.tag });
}

/** Answers `door`; for those alone who run the room. */
export function handleAdmissions(context: ServerContext, peer: Peer, frame: UpFrameOf<'door'>): void {
  const seat = requireSeat(peer, frame);
  if (!seat) return;
  const mayLook = (): boolean => {
    if (!keepsSeat(peer, frame, seat)) return false;
    if (seat.membership.role !== 'member') return true;
    refuse(peer, frame, 'forbidden', 'door needs the role admin, you are member.');
    return false;
  };
  const look = async (): Promise<void> => {
    if (!mayLook()) return;
    const admissions = await readAdmissions(context, seat.room);
    if (mayLook()) peer.send({ ...admissions, tag: peer.tag, id: frame.id });
  };
  answerLater(context, peer, frame, () => context.lane.run(peer.budget, look));
}

/** What people knew of the ways into the room is worth nothing any more. */
async function renewCode({ context, room }: Pick<ActionScope, 'context' | 'room'>): Promise<void> {
  const { store, rooms, random } = context;
  const code = createRoomCode(random);
  await store.governance.changeRoom(room.room, { code });
  rooms.noteChange(room, { code });
  tellRoom(room);
}

/** A removal: what the removed person knew lets nobody in. */
export async function closeWaysIn(scope: Pick<ActionScope, 'context' | 'room'>): Promise<void> {
  const { context, room } = scope;
  await renewCode(scope);
  await context.store.admissions.endInvitations(room.room);
  await sendAdmissions(context, room);
}

/** Nobody comes in any more: who waits does not wait, and no invitation stands. */
export async function dismissWaiting({
  context,
  room,
}: Pick<ActionScope, 'context' | 'room'>): Promise<void> {
  const { admissions } = context.store;
  await admissions.endInvitations(room.room);
  for (const { user } of await admissions.waitingOf(room.room, MAX_WAITING_PAGE))
    await admissions.dropWaiting(room.room, user);
  room.waiting = 0;
  await sendAdmissions(context, room);
}

async function invite(
  { context, room, by }: ActionScope,
  { forMs, uses }: Extract<RoomAction, { kind: 'invite' }>,
): Promise<Refusal | null> {
  const { store, clock, random } = context;
  const at = clock.now();
  const valid = await validInvitations(context, room);
  if (valid.length >= MAX_INVITATIONS) {
    const reason = `The room has ${valid.length} invitations, the limit is ${MAX_INVITATIONS}.`;
    return { code: 'forbidden', reason, full: 'invitations' };
  }
  const code = createRoomCode(random);
  await store.admissions.addInvitation({
    ...{ code, room: room.room, by, at, expiresAt: at + forMs, maxUses: uses, uses: 0 },
  });
  await sendAdmissions(context, room);
  return null;
}

async function endInvitation({ context, room }: ActionScope, code: string): Promise<null> {
  await context.store.admissions.endInvitations(room.room, code);
  await sendAdmissions(context, room);
  return null;
}

const NOT_WAITING: Refusal = { code: 'not_joined', reason: 'This person does not wait to be let in.' };

async function admitWaiting({ context, room }: ActionScope, user: UserId): Promise<Refusal | null> {
  const { store, rooms } = context;
  const { length } = await store.membershipsOf(user);
  if (length >= MAX_ROOMS) {
    const reason = `This person is in ${length} rooms, the limit is ${MAX_ROOMS}.`;
    // `too_many_rooms` would be about the rooms of whoever asks.
    return { code: 'forbidden', reason, full: 'their_rooms' };
  }
  const place = placeOf(room, user, context.clock.now());
  if (!(await store.admissions.admitWaiting(place))) return NOT_WAITING;
  room.waiting -= 1;
  rooms.noteMember(room, user, place.read);
  await admitEverywhere(context, room, user);
  rooms.noticeComing(room, user, 'joined');
  await sendAdmissions(context, room);
  return null;
}

/** Not told to who waits; for a day they cannot ask again. */
async function denyWaiting({ context, room }: ActionScope, user: UserId): Promise<Refusal | null> {
  const { store, clock, limits } = context;
  if (!(await store.admissions.dropWaiting(room.room, user))) return NOT_WAITING;
  await store.governance.setSanctions(room.room, user, { keptOutUntil: clock.now() + limits.keptOutMs });
  room.waiting -= 1;
  await sendAdmissions(context, room);
  return null;
}

/** The actions that are about how people come in. */
export type AdmissionAction = Extract<
  RoomAction,
  { kind: 'renew_code' | 'invite' | 'end_invite' | 'admit' | 'deny' }
>;

/** Null when it was done. */
export async function runAdmissionAction(
  scope: ActionScope,
  action: AdmissionAction,
): Promise<Refusal | null> {
  switch (action.kind) {
    case 'renew_code':
      await renewCode(scope);
      return null;
    case 'invite':
      return invite(scope, action);
    case 'end_invite':
      return endInvitation(scope, action.code);
    case 'admit':
      return admitWaiting(scope, action.user);
    case 'deny':
      return denyWaiting(scope, action.user);
  }
}
