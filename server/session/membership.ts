/**
 * Making rooms, and what a person's connections are told when they are in one. One change at a time per
 * connection; every other device of the same user follows. Who may come in is decided in `entry.ts`,
 * and `leaving.ts` is how they go.
 */
import type { Cursor, RequestId, RoomState, UserId } from '../../miniprogram/core/protocol/fields';
import { MAX_ROOMS } from '../../miniprogram/core/protocol/limits';
import type { UpFrameOf } from '../../miniprogram/core/protocol/up';
import { giveWay } from '../cost/lane';
import { EACH } from '../cost/prices';
import type { Room } from '../rooms/room';
import { inRoomQueue } from '../rooms/room-queue';
import { encodeDown } from '../text-frame';
import { inTurn, refuse, type Request } from './answers';
import { readMissed } from './catch-up';
import type { ServerContext } from './context';
import { enterRoom, readerOf, withMissed, type MemberView } from './hello';
import { addUnread } from './unread';
import { inSeating, type Peer } from './peer';

function encodeJoined(peer: Peer, room: RoomState, id?: RequestId): Buffer {
  return encodeDown({ type: 'joined', tag: peer.tag, ...(id === undefined ? {} : { id }), room });
}

type Since = Pick<Cursor, 'epoch' | 'seq'> | null;

/** Takes the seat and answers; live messages wait until what was missed is on its way. */
async function seat(
  context: ServerContext,
  peer: Peer,
  room: Room,
  view: { readonly since: Since; readonly row: MemberView },
  id?: RequestId,
): Promise<void> {
  const since = view.since && { room: room.room, ...view.since };
  peer.hold();
  const { plan, state } = enterRoom(context, peer, room, { ...view, since });
  let ahead: Buffer[] = [];
  try {
    const blocked = context.store.governance.blocksOf(peer.user);
    const counted = await addUnread(context, peer.user, state, blocked);
    const reader = readerOf(context, peer, giveWay);
    const missed = await readMissed(room, plan, context.limits.maxResumeBytes, reader);
    ahead = [encodeJoined(peer, withMissed(context, counted, missed), id), ...missed.frames];
    peer.budget.charge(((ahead[0]?.length ?? 0) / 1_024) * EACH.kib);
  } finally {
    peer.release(ahead);
  }
}

/**
 * Subscribes one connection and answers. What the store says of the member is read when the seat is taken. Call in the turn of
 * the room, so that nobody is removed in between. False for who is no member.
 */
export function admit(
  context: ServerContext,
  peer: Peer,
  room: Room,
  { since = null, id }: { readonly since?: Since | undefined; readonly id?: RequestId } = {},
): Promise<boolean> {
  return inSeating(peer, async () => {
    const memberships = await context.store.membershipsOf(peer.user);
    const row = memberships.find((each) => each.room === room.room);
    if (row && !peer.isGone) await seat(context, peer, room, { since, row }, id);
    return row !== undefined;
  });
}

/**
 * The user is a member now: the connection that asked gets the answer, the others the news. Whose hello still waits hears of
 * the room by its welcome. Call in the turn of the room.
 */
export async function admitEverywhere(
  context: ServerContext,
  room: Room,
  user: UserId,
  asker?: { readonly peer: Peer; readonly request: Request },
): Promise<void> {
  if (asker) await admit(context, asker.peer, room, { id: asker.request.id });
  const others = context.hub.peersOf(user).filter((peer) => peer !== asker?.peer && peer.seating !== null);
  for (const other of others) {
    await other.seating;
    if (!other.seats.has(room.room)) await admit(context, other, room);
  }
}

/** True, and refused, when they are in as many rooms as anybody may be. */
export function hasTooMany(peer: Peer, frame: Request): boolean {
  if (peer.seats.size < MAX_ROOMS) return false;
  refuse(peer, frame, 'too_many_rooms', `You are in ${peer.seats.size} rooms, the limit is ${MAX_ROOMS}.`);
  return true;
}

/** True, and refused, when there is something to wait for. */
export function refuseTooFast(peer: Peer, frame: Request, waitMs: number): boolean {
  if (waitMs > 0)
    refuse(peer, frame, 'rate', `Too many changes of rooms; try again in ${waitMs} ms.`, waitMs);
  return waitMs > 0;
}

/** Making rooms and coming and going cost as much as a message. */
export const isTooFast = (peer: Peer, frame: Request): boolean =>
  refuseTooFast(peer, frame, peer.publishBucket.take());

/** Answers with the room, which is stored and has its maker as owner. */
export function handleCreate(context: ServerContext, peer: Peer, frame: UpFrameOf<'create'>): void {
  inTurn(context, peer, frame, async () => {
    if (hasTooMany(peer, frame) || isTooFast(peer, frame)) return;
    if (refuseTooFast(peer, frame, context.budgets.takeRoom(peer))) return;
    const room = await context.rooms.create(frame.name, peer.user, frame.access ?? 'public');
    if (!room.ok) {
      refuse(peer, frame, room.error.code, room.error.reason);
      return;
    }
    const made = room.value;
    await inRoomQueue(made, () => admitEverywhere(context, made, peer.user, { peer, request: frame }));
    context.rooms.notice(room.value, peer.user, 'created');
  });
}
