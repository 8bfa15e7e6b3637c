/**
 * What a connection asks for and what it hints: pages of history, names, typing, read markers, a sign of life. Nothing
 * here is stored at once.
 */
import type { UpFrameOf } from '../../miniprogram/core/protocol/up';
import type { Turn } from '../cost/lane';
import { EACH } from '../cost/prices';
import { broadcast, describeComing, firstSeen } from '../rooms/room';
import { findMuteRefusal } from '../rooms/publish-rules';
import { encodeAround } from '../text-frame';
import { answerLater, keepsSeat, refuse, requireSeat } from './answers';
import type { ServerContext } from './context';
import { readPage, type PageRequest } from './page-reading';
import type { Peer, Seat } from './peer';

/** Hints of one room that come faster than this are dropped. */
const TYPING_INTERVAL_MS = 1_000;

async function sendPage(
  context: ServerContext,
  peer: Peer,
  seat: Seat,
  frame: PageRequest,
  turn: Turn,
): Promise<void> {
  const { messages, more } = await readPage(context.store, seat, peer, frame, turn);
  const { id, room } = frame;
  // Whoever was removed meanwhile reads no more.
  if (!keepsSeat(peer, frame, seat)) return;
  const { epoch } = seat.room;
  const oldest = firstSeen(seat.room, seat.since);
  const page = { type: 'page', tag: peer.tag, id, room, epoch, messages: [], more, oldest } as const;
  peer.sendShared(encodeAround(page, 'messages', messages));
}

/** Answers `history` and `pull` with a page, or `reset` when the epoch is another one. */
export function handlePage(context: ServerContext, peer: Peer, frame: PageRequest): void {
  const seat = requireSeat(peer, frame);
  if (!seat) return;
  if (frame.epoch !== seat.room.epoch) {
    const { room, epoch, lastSeq: head } = seat.room;
    peer.send({ type: 'reset', room, epoch, head });
    refuse(peer, frame, 'bad_field', `The epoch of room "${room}" is "${epoch}" now.`);
    return;
  }
  const work = context.lane.run(peer.budget, (turn) => sendPage(context, peer, seat, frame, turn));
  answerLater(context, peer, frame, () => work);
}

/** Answers with those who are there; unknown ids are left out. */
export function handleUsers(context: ServerContext, peer: Peer, frame: UpFrameOf<'users'>): void {
  const named = [...new Set(frame.users)];
  peer.budget.charge(named.length * EACH.lookup);
  const send = async (): Promise<void> => {
    const found = await context.store.findUsers(named);
    const users = found.map(({ user, name, avatar }) => ({ user, name, avatar }));
    peer.send({ type: 'users', tag: peer.tag, id: frame.id, users });
  };
  answerLater(context, peer, frame, () => context.lane.run(peer.budget, send));
}

/**
 * One person's hints of one room count together, over all of their connections. Who may not speak writes nothing that anybody
 * could wait for.
 */
function mayHint({ room, membership, isTyping, typingAt }: Seat, on: boolean, now: number): boolean {
  if (!on) return isTyping;
  return findMuteRefusal(room, membership, now) === null && Math.abs(now - typingAt) >= TYPING_INTERVAL_MS;
}

/** Never answered, and told to those who are here now. */
export function handleTyping(context: ServerContext, peer: Peer, frame: UpFrameOf<'typing'>): void {
  const seat = peer.seats.get(frame.room);
  const now = context.clock.now();
  if (!seat || !mayHint(seat, frame.on, now)) return;
  for (const device of context.hub.peersOf(peer.user)) {
    const other = device.seats.get(frame.room);
    if (!other) continue;
    other.isTyping = frame.on;
    if (frame.on) other.typingAt = now;
  }
  peer.budget.charge(seat.room.subscribers.size * EACH.listener);
  broadcast(seat.room, { type: 'typing', room: frame.room, user: peer.user, on: frame.on }, peer.user);
}

/** Never answered; a smaller marker than the last does nothing. */
export function handleRead(context: ServerContext, peer: Peer, frame: UpFrameOf<'read'>): void {
  const seat = peer.seats.get(frame.room);
  if (!seat) return;
  const seq = Math.min(frame.seq, seat.room.lastSeq);
  if (seq <= seat.read) return;
  context.rooms.markRead(seat.room, { room: frame.room, user: peer.user, seq });
  const devices = context.hub.peersOf(peer.user).filter((device) => device.seats.has(frame.room));
  for (const device of devices) {
    const other = device.seats.get(frame.room);
    if (other) other.read = Math.max(other.read, seq);
  }
  const came = describeComing(seat.room, peer.user);
  const marker = { type: 'marker', room: frame.room, user: peer.user, seq, ...came } as const;
  const isShared = seat.room.members <= context.limits.maxMarkerMembers;
  peer.budget.charge((isShared ? seat.room.subscribers.size : devices.length) * EACH.listener);
  if (isShared) broadcast(seat.room, marker);
  else for (const device of devices) device.send(marker);
}

/** Answers with what time it is here. */
export function handlePing(context: ServerContext, peer: Peer, frame: UpFrameOf<'ping'>): void {
  peer.send({ type: 'pong', tag: peer.tag, id: frame.id, now: context.clock.now() });
}
