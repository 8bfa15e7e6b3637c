/**
 * Telling people that they were removed from a room: at once on what is connected, after the handshake on a phone that was
 * away and still shows the room.
 */
import type { UserId } from '../../miniprogram/core/protocol/fields';
import type { UpFrameOf } from '../../miniprogram/core/protocol/up';
import type { Room } from '../rooms/room';
import type { MemberRow } from '../storage/port';
import { encodeDown } from '../text-frame';
import type { ServerContext } from './context';
import type { Peer } from './peer';

function encodeRemoval(peer: Peer, { room, name }: Room): Buffer {
  return encodeDown({ type: 'left', tag: peer.tag, room, reason: 'removed', name });
}

/** Takes the seats of a user who is no member any more. */
export function unseat(context: ServerContext, room: Room, user: UserId): void {
  for (const peer of context.hub.peersOf(user)) {
    if (!peer.seats.delete(room.room)) continue;
    context.rooms.unsubscribe(room, peer);
    peer.sendShared(encodeRemoval(peer, room));
  }
}

/** Of the rooms that the phone names and that are not the user's any more: those that somebody removed them from. */
export async function findRemovals(
  context: ServerContext,
  peer: Peer,
  hello: UpFrameOf<'hello'>,
  memberships: readonly MemberRow[],
): Promise<readonly Buffer[]> {
  const mine = new Set(memberships.map(({ room }) => room));
  const frames: Buffer[] = [];
  for (const { room: id } of hello.rooms) {
    if (mine.has(id)) continue;
    // Asked for rooms that are not there too, so that the time it takes says nothing.
    const { keptOutUntil } = await context.store.governance.sanctionsOf(id, peer.user);
    const room = context.rooms.get(id);
    if (room && keptOutUntil > context.clock.now()) frames.push(encodeRemoval(peer, room));
  }
  return frames;
}
