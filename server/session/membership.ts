/**
 * Joining, leaving and making rooms. One change at a time per connection; every other device of the same user follows.
 */
import { describeError } from '../../miniprogram/core/base/logger';
import type { Refusal } from '../../miniprogram/core/protocol/content';
import type { ErrorCode } from '../../miniprogram/core/protocol/error-codes';
import type { Cursor, RequestId, RoomState } from '../../miniprogram/core/protocol/fields';
import { MAX_ROOMS } from '../../miniprogram/core/protocol/limits';
import type { UpFrameOf } from '../../miniprogram/core/protocol/up';
import type { Room } from '../rooms/room';
import { NO_FLAGS } from '../storage/governance-port';
import { encodeDown } from '../ws/text-frame';
import type { ServerContext } from './context';
import { countUnread, enterRoom, type MemberView } from './hello';
import { NEWCOMER, type Peer } from './peer';
import { readRun } from './resume';
import { findHeir, giveRole } from './standing';

type Request = { readonly id: RequestId };

/** `afterMs`: for a code that asks to try again. */
export function refuse(peer: Peer, { id }: Request, code: ErrorCode, reason: string, afterMs?: number): void {
  const wait = afterMs === undefined ? {} : { afterMs };
  peer.send({ type: 'error', tag: peer.tag, id, code, reason, fatal: false, ...wait });
}

/** Runs `change` after the connection's earlier ones; a failure of the storage becomes an answer. */
export function inTurn(
  context: ServerContext,
  peer: Peer,
  request: Request,
  change: () => Promise<void>,
): void {
  peer.membership = peer.membership.then(change).catch((thrown: unknown) => {
    context.logger.error('membership_failed', { session: peer.session, error: describeError(thrown) });
    refuse(peer, request, 'storage', 'The change could not be stored; try again.');
  });
}

function encodeJoined(peer: Peer, room: RoomState, id?: RequestId): Buffer {
  return encodeDown({ type: 'joined', tag: peer.tag, ...(id === undefined ? {} : { id }), room });
}

/** Subscribes one connection and answers; live messages wait until what was missed is on its way. */
async function admit(
  context: ServerContext,
  peer: Peer,
  room: Room,
  view: { readonly since: Pick<Cursor, 'epoch' | 'seq'> | null; readonly membership: MemberView },
  id?: RequestId,
): Promise<void> {
  if (peer.isGone) return;
  const since = view.since && { room: room.room, ...view.since };
  peer.hold();
  const { plan, state } = enterRoom(context, peer, room, { ...view, since });
  let ahead: Buffer[] = [];
  try {
    const counted = await countUnread(context, peer.user, state);
    ahead = [encodeJoined(peer, counted, id), ...(await readRun(context.store, room, plan))];
  } finally {
    peer.release(ahead);
  }
}

/** The user is a member now: this connection gets the answer, the others the news. */
async function admitEverywhere(
  context: ServerContext,
  peer: Peer,
  room: Room,
  frame: Request,
): Promise<void> {
  const standing = await context.store.governance.standingOf(room.room, peer.user);
  const membership = { read: room.head, flags: NO_FLAGS, standing: standing ?? NEWCOMER };
  const view = { since: null, membership };
  await admit(context, peer, room, view, frame.id);
  for (const other of context.hub.peersOf(peer.user)) {
    if (other !== peer && !other.seats.has(room.room)) await admit(context, other, room, view);
  }
}

function hasTooMany(peer: Peer, frame: Request): boolean {
  if (peer.seats.size < MAX_ROOMS) return false;
  refuse(peer, frame, 'too_many_rooms', `You are in ${peer.seats.size} rooms, the limit is ${MAX_ROOMS}.`);
  return true;
}

/** Making rooms and coming and going cost as much as a message. */
export function isTooFast(peer: Peer, frame: Request): boolean {
  const waitMs = peer.publishBucket.take();
  if (waitMs > 0)
    refuse(peer, frame, 'rate', `Too many changes of rooms; try again in ${waitMs} ms.`, waitMs);
  return waitMs > 0;
}

/** Why this person may not come in, or null. */
async function findBar(
  context: ServerContext,
  peer: Peer,
  { room, settings }: Room,
): Promise<Refusal | null> {
  if (settings.closed) return { code: 'room_closed', reason: `Room "${room}" was closed by its owner.` };
  const { keptOutUntil } = await context.store.governance.sanctionsOf(room, peer.user);
  const waitMs = keptOutUntil - context.clock.now();
  if (waitMs <= 0) return null;
  return { code: 'forbidden', reason: `You were removed from room "${room}"; try again in ${waitMs} ms.` };
}

export function handleJoin(context: ServerContext, peer: Peer, frame: UpFrameOf<'join'>): void {
  inTurn(context, peer, frame, async () => {
    const room = context.rooms.get(frame.room);
    if (!room) {
      refuse(peer, frame, 'no_room', `There is no room "${frame.room}".`);
      return;
    }
    const { store, rooms } = context;
    const known = (await store.membershipsOf(peer.user)).find((membership) => membership.room === room.room);
    if (known) {
      await admit(context, peer, room, { since: frame.since ?? null, membership: known }, frame.id);
      return;
    }
    const barred = await findBar(context, peer, room);
    if (barred) {
      refuse(peer, frame, barred.code, barred.reason);
      return;
    }
    if (hasTooMany(peer, frame) || isTooFast(peer, frame)) return;
    await rooms.addMember(room, peer.user);
    await admitEverywhere(context, peer, room, frame);
    rooms.notice(room, peer.user, 'joined');
  });
}

export function handleCreate(context: ServerContext, peer: Peer, frame: UpFrameOf<'create'>): void {
  inTurn(context, peer, frame, async () => {
    if (hasTooMany(peer, frame) || isTooFast(peer, frame)) return;
    const room = await context.rooms.create(frame.name, peer.user, frame.access ?? 'public');
    if (!room.ok) {
      refuse(peer, frame, room.error.code, room.error.reason);
      return;
    }
    await admitEverywhere(context, peer, room.value, frame);
    context.rooms.notice(room.value, peer.user, 'created');
  });
}

export function handleLeave(context: ServerContext, peer: Peer, frame: UpFrameOf<'leave'>): void {
  inTurn(context, peer, frame, async () => {
    const room = context.rooms.get(frame.room);
    if (!room) {
      refuse(peer, frame, 'no_room', `There is no room "${frame.room}".`);
      return;
    }
    const heir = await findHeir(context, room, peer);
    const wasMember = await context.rooms.removeMember(room, peer.user);
    for (const each of context.hub.peersOf(peer.user)) {
      const isAsker = each === peer;
      if (!each.seats.delete(room.room) && !isAsker) continue;
      context.rooms.unsubscribe(room, each);
      each.send({ type: 'left', tag: each.tag, ...(isAsker ? { id: frame.id } : {}), room: room.room });
    }
    if (wasMember) context.rooms.notice(room, peer.user, 'left');
    if (wasMember && heir) await giveRole(context, room, peer.user, heir, 'owner');
  });
}
