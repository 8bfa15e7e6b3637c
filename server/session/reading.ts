/**
 * What a connection asks for and what it hints: pages of history, names, typing, read markers, a sign of life. Nothing
 * here is stored at once.
 */
import { describeError } from '../../miniprogram/core/base/logger';
import type { ErrorCode } from '../../miniprogram/core/protocol/error-codes';
import type { Message, RequestId } from '../../miniprogram/core/protocol/fields';
import { MAX_HISTORY_PAGE_BYTES } from '../../miniprogram/core/protocol/limits';
import { clampPageLimit, type UpFrameOf } from '../../miniprogram/core/protocol/up';
import { broadcast, toMessage } from '../rooms/room';
import type { StoredMessage } from '../storage/port';
import type { ServerContext } from './context';
import type { Peer, Seat } from './peer';

type PageRequest = UpFrameOf<'history'> | UpFrameOf<'pull'>;

/** Hints of one room that come faster than this are dropped. */
const TYPING_INTERVAL_MS = 1_000;

function refuse(peer: Peer, id: RequestId, code: ErrorCode, reason: string): void {
  peer.send({ type: 'error', tag: peer.tag, id, code, reason, fatal: false });
}

function answerLater(context: ServerContext, peer: Peer, id: RequestId, work: Promise<void>): void {
  work.catch((thrown: unknown) => {
    context.logger.error('read_failed', { session: peer.session, error: describeError(thrown) });
    refuse(peer, id, 'storage', 'The messages could not be read; try again.');
  });
}

/** As many as fit into a frame, from the end that the phone asked from; at least one. */
function fitPage(messages: readonly Message[], keepNewest: boolean): readonly Message[] {
  const inOrder = keepNewest ? [...messages].reverse() : messages;
  let bytes = 0;
  const count = inOrder.findIndex((message) => {
    bytes += Buffer.byteLength(JSON.stringify(message));
    return bytes > MAX_HISTORY_PAGE_BYTES;
  });
  const kept = count < 0 ? inOrder : inOrder.slice(0, Math.max(1, count));
  return keepNewest ? [...kept].reverse() : kept;
}

/** One more than asked for, to learn whether there are others beyond. */
function readPage(
  context: ServerContext,
  frame: PageRequest,
  limit: number,
): Promise<readonly StoredMessage[]> {
  return frame.type === 'history'
    ? context.store.messagesBefore(frame.room, frame.before, limit + 1)
    : context.store.messagesAfter(frame.room, frame.after, limit + 1);
}

async function sendPage(context: ServerContext, peer: Peer, seat: Seat, frame: PageRequest): Promise<void> {
  const { epoch, head } = seat.room;
  const isHistory = frame.type === 'history';
  const limit = clampPageLimit(frame.limit);
  // What is committed but not yet fanned out stays out: it comes as a live message.
  const found = (await readPage(context, frame, limit)).filter(({ seq }) => seq <= head);
  const asked = isHistory ? found.slice(-limit) : found.slice(0, limit);
  const messages = fitPage(
    asked.map((message) => toMessage(message, epoch)),
    isHistory,
  );
  const { id, room } = frame;
  const { oldest } = seat.room;
  const more = messages.length < found.length;
  peer.send({ type: 'page', tag: peer.tag, id, room, epoch, messages, more, oldest });
}

export function handlePage(context: ServerContext, peer: Peer, frame: PageRequest): void {
  const seat = peer.seats.get(frame.room);
  if (!seat) {
    const isThere = context.rooms.get(frame.room) !== undefined;
    if (isThere) refuse(peer, frame.id, 'not_joined', `You are not a member of room "${frame.room}".`);
    else refuse(peer, frame.id, 'no_room', `There is no room "${frame.room}".`);
    return;
  }
  if (frame.epoch !== seat.room.epoch) {
    const { room, epoch, head } = seat.room;
    peer.send({ type: 'reset', room, epoch, head });
    refuse(peer, frame.id, 'bad_field', `The epoch of room "${room}" is "${epoch}" now.`);
    return;
  }
  answerLater(context, peer, frame.id, sendPage(context, peer, seat, frame));
}

export function handleUsers(context: ServerContext, peer: Peer, frame: UpFrameOf<'users'>): void {
  const send = async (): Promise<void> => {
    const found = await context.store.findUsers(frame.users);
    const users = found.map(({ user, name, avatar }) => ({ user, name, avatar }));
    peer.send({ type: 'users', tag: peer.tag, id: frame.id, users });
  };
  answerLater(context, peer, frame.id, send());
}

export function handleTyping(context: ServerContext, peer: Peer, frame: UpFrameOf<'typing'>): void {
  const seat = peer.seats.get(frame.room);
  if (!seat) return;
  const now = context.clock.now();
  if (frame.on && Math.abs(now - seat.typingAt) < TYPING_INTERVAL_MS) return;
  seat.typingAt = frame.on ? now : 0;
  broadcast(seat.room, { type: 'typing', room: frame.room, user: peer.user, on: frame.on }, peer.user);
}

export function handleRead(context: ServerContext, peer: Peer, frame: UpFrameOf<'read'>): void {
  const seat = peer.seats.get(frame.room);
  if (!seat) return;
  const seq = Math.min(frame.seq, seat.room.head);
  if (seq <= seat.read) return;
  context.rooms.markRead(seat.room, { room: frame.room, user: peer.user, seq });
  const devices = context.hub.peersOf(peer.user).filter((device) => device.seats.has(frame.room));
  for (const device of devices) {
    const other = device.seats.get(frame.room);
    if (other) other.read = Math.max(other.read, seq);
  }
  const marker = { type: 'marker', room: frame.room, user: peer.user, seq } as const;
  if (seat.room.members <= context.limits.maxMarkerMembers) broadcast(seat.room, marker);
  else for (const device of devices) device.send(marker);
}

export function handlePing(context: ServerContext, peer: Peer, frame: UpFrameOf<'ping'>): void {
  peer.send({ type: 'pong', tag: peer.tag, id: frame.id, now: context.clock.now() });
}
