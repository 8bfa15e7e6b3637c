/**
 * Going: out of a room, or away from those who wait to be let in. Does not know who is removed by others.
 */
import { MAX_WAITING_PAGE } from '../../miniprogram/core/protocol/limits';
import type { UpFrameOf } from '../../miniprogram/core/protocol/up';
import type { Room } from '../rooms/room';
import { inRoomQueue } from '../rooms/room-queue';
import { inTurn, type Request } from './answers';
import type { ServerContext } from './context';
import { endWaiting, findWay } from './entry';
import type { Peer } from './peer';
import { succeed } from './roles';

async function leave(context: ServerContext, peer: Peer, room: Room, frame: Request): Promise<void> {
  const wasMember = await context.rooms.removeMember(room, peer.user);
  for (const each of context.hub.peersOf(peer.user)) {
    const isAsker = each === peer;
    if (!each.seats.delete(room.room) && !isAsker) continue;
    context.rooms.unsubscribe(room, each);
    each.send({ type: 'left', tag: each.tag, ...(isAsker ? { id: frame.id } : {}), room: room.room });
  }
  if (wasMember) context.rooms.noticeComing(room, peer.user, 'left');
  if (wasMember) await succeed(context, room);
}

/** The same reads and the same answer, whether there is such a room or not; only who waits learns something by the time. */
async function takeBack(context: ServerContext, peer: Peer, frame: UpFrameOf<'leave'>): Promise<void> {
  const room = (await findWay(context, frame.room))?.room;
  const waiting = await context.store.admissions.waitingOf(room?.room ?? frame.room, MAX_WAITING_PAGE);
  const isWaiting = waiting.some(({ user }) => user === peer.user);
  if (room && isWaiting) await inRoomQueue(room, () => endWaiting(context, room, peer.user));
  peer.send({ type: 'left', tag: peer.tag, id: frame.id, room: frame.room });
}

/** Whoever is not in the room has left it, whether there is one or not, and does not wait to be let in any more. */
export function handleLeave(context: ServerContext, peer: Peer, frame: UpFrameOf<'leave'>): void {
  inTurn(context, peer, frame, async () => {
    const room = peer.seats.get(frame.room)?.room;
    if (room) await inRoomQueue(room, () => leave(context, peer, room, frame));
    else await takeBack(context, peer, frame);
  });
}
