/**
 * Coming into a room: by its code, by an invitation, from the directory. Whoever is no member learns nothing about rooms that
 * they cannot come into: the same reads are done and the same answer is given, whether there is one or not.
 */
import type { RoomId, UserId } from '../../miniprogram/core/protocol/fields';
import { MAX_WAITING_PAGE } from '../../miniprogram/core/protocol/limits';
import type { UpFrameOf } from '../../miniprogram/core/protocol/up';
import { authorizeEntry, NO_ENTRY, type Verdict, type Way } from '../rooms/entry-rules';
import { placeOf } from '../rooms/place';
import type { Room } from '../rooms/room';
import { readRoomCode } from '../rooms/room-id';
import { inRoomQueue } from '../rooms/room-queue';
import { appointSuccessor } from '../rooms/succession';
import { inTurn, refuse, refuseAs } from './answers';
import type { ServerContext } from './context';
import { sendAdmissions } from './admissions';
import { admit, admitEverywhere, hasTooMany, isTooFast, refuseTooFast } from './membership';
import type { Peer } from './peer';
import { announceNewOwner } from './roles';

type Join = UpFrameOf<'join'>;

/**
 * Somebody has to look at those who wait first. So long that no phone asks again by itself; one that knows no `full` says that
 * it is to be tried later, while `forbidden` would say there that the room sent this person away.
 */
const FULL_ROOM_WAIT_MS = 60_000;

/** What a code leads to. */
type Found =
  | { readonly kind: 'member'; readonly room: Room }
  | { readonly kind: 'visitor'; readonly room: Room; readonly way: Way; readonly verdict: Verdict }
  | { readonly kind: 'nothing' };

/** Null when the code leads nowhere; the reads are the same. */
export async function findWay(
  context: ServerContext,
  asked: RoomId,
): Promise<{ readonly room: Room; readonly way: Way } | null> {
  const { rooms, store } = context;
  const code = readRoomCode(asked);
  const invitation = await store.admissions.findInvitation(code);
  const [byId, byCode] = [rooms.get(asked), rooms.findByCode(code)];
  const invited = invitation ? rooms.get(invitation.room) : undefined;
  if (byCode) return { room: byCode, way: { by: 'code' } };
  if (invitation && invited) return { room: invited, way: { by: 'invitation', invitation } };
  return byId ? { room: byId, way: { by: 'directory' } } : null;
}

async function lookUp(context: ServerContext, user: UserId, asked: RoomId): Promise<Found> {
  const { governance } = context.store;
  const found = await findWay(context, asked);
  // Read for a room that is not there, too: the time it takes says nothing.
  const id = found?.room.room ?? asked;
  const { keptOutUntil } = await governance.sanctionsOf(id, user);
  const membership = await governance.membershipOf(id, user);
  if (!found) return { kind: 'nothing' };
  if (membership) return { kind: 'member', room: found.room };
  const verdict = authorizeEntry({ ...found, keptOutUntil, now: context.clock.now() });
  return { kind: 'visitor', ...found, verdict };
}

async function takePlace(context: ServerContext, peer: Peer, room: Room, way: Way): Promise<boolean> {
  const { rooms, store } = context;
  if (way.by !== 'invitation') return rooms.addMember(room, peer.user);
  const place = placeOf(room, peer.user, context.clock.now());
  const outcome = await store.admissions.admitInvited(way.invitation.code, place);
  if (outcome !== 'admitted') return false;
  rooms.noteMember(room, peer.user, place.read);
  await rooms.reopen(room, peer.user);
  return true;
}

/** They need not wait any more, if they did. */
export async function endWaiting(context: ServerContext, room: Room, user: UserId): Promise<void> {
  if (!(await context.store.admissions.dropWaiting(room.room, user))) return;
  room.waiting -= 1;
  await sendAdmissions(context, room);
}

async function enter(
  context: ServerContext,
  peer: Peer,
  room: Room,
  way: Way,
  frame: Join,
): Promise<boolean> {
  if (!(await takePlace(context, peer, room, way))) {
    refuse(peer, frame, NO_ENTRY.code, NO_ENTRY.reason);
    return false;
  }
  // Whoever comes first into a room that everybody had left owns it, or nobody ever would.
  const newOwner = await appointSuccessor(context, room);
  await admitEverywhere(context, room, peer.user, { peer, request: frame });
  context.rooms.noticeComing(room, peer.user, 'joined');
  await announceNewOwner(context, room, newOwner);
  await endWaiting(context, room, peer.user);
  // Who used an invitation changed what is told of it.
  if (way.by === 'invitation') await sendAdmissions(context, room);
  return true;
}

async function knock(context: ServerContext, peer: Peer, room: Room, frame: Join): Promise<void> {
  const at = context.clock.now();
  const outcome = await context.store.admissions.addWaiting(room.room, peer.user, at, MAX_WAITING_PAGE);
  if (outcome === 'full') {
    const reason = `${MAX_WAITING_PAGE} people wait to be let in, the limit is ${MAX_WAITING_PAGE}.`;
    refuseAs(peer, frame, { code: 'overload', reason, full: 'waiting' }, { afterMs: FULL_ROOM_WAIT_MS });
    return;
  }
  if (outcome === 'added') {
    room.waiting += 1;
    await sendAdmissions(context, room);
  }
  if (frame.knock === true) peer.send({ type: 'knocked', tag: peer.tag, id: frame.id });
  // Older clients know no such answer; they are let in all the same.
  else refuse(peer, frame, 'forbidden', 'An admin has to let you in, and was told that you wait.');
}

async function admitMember(context: ServerContext, peer: Peer, room: Room, frame: Join): Promise<void> {
  const isMember = await admit(context, peer, room, { since: frame.since, id: frame.id });
  if (!isMember) refuse(peer, frame, NO_ENTRY.code, NO_ENTRY.reason);
}

/** What was found is looked up again once it is this connection's turn: others may have come first. */
async function visit(context: ServerContext, peer: Peer, frame: Join, first: Room): Promise<boolean> {
  const found = await lookUp(context, peer.user, frame.room);
  if (found.kind === 'nothing' || found.room !== first) {
    refuse(peer, frame, NO_ENTRY.code, NO_ENTRY.reason);
    return false;
  }
  if (found.kind === 'member') {
    await admitMember(context, peer, found.room, frame);
    return true;
  }
  const { room, way, verdict } = found;
  if (verdict.kind === 'refuse') {
    refuse(peer, frame, verdict.refusal.code, verdict.refusal.reason);
    return false;
  }
  if (verdict.kind === 'enter') return enter(context, peer, room, way, frame);
  await knock(context, peer, room, frame);
  return true;
}

/** Answers with the room, `knocked`, or a refusal that says nothing about rooms they may not know of. */
export function handleJoin(context: ServerContext, peer: Peer, frame: Join): void {
  inTurn(context, peer, frame, async () => {
    const seat = peer.seats.get(frame.room);
    if (seat) {
      await inRoomQueue(seat.room, () => admitMember(context, peer, seat.room, frame));
      return;
    }
    // All that may be refused for what this person did comes before anything that depends on the room.
    if (hasTooMany(peer, frame) || isTooFast(peer, frame)) return;
    const { budgets } = context;
    const waitMs = budgets.takeTry(peer, frame.room) || budgets.takeJoin(peer);
    if (refuseTooFast(peer, frame, waitMs)) return;
    const found = await lookUp(context, peer.user, frame.room);
    const refusal =
      found.kind === 'nothing'
        ? NO_ENTRY
        : found.kind === 'visitor' && found.verdict.kind === 'refuse'
          ? found.verdict.refusal
          : null;
    if (refusal || found.kind === 'nothing') {
      refuse(peer, frame, (refusal ?? NO_ENTRY).code, (refusal ?? NO_ENTRY).reason);
      return;
    }
    const isIn = await inRoomQueue(found.room, () => visit(context, peer, frame, found.room));
    if (isIn) budgets.returnTry(peer, frame.room);
  });
}
