/**
 * How a request is refused, once for all of them: by a sentence, for want of a seat in the room, or because what it asks for
 * failed later. Knows no request by its name.
 */
import { describeError } from '../../miniprogram/core/base/logger';
import type { ErrorCode } from '../../miniprogram/core/protocol/error-codes';
import type { RequestId, RoomId } from '../../miniprogram/core/protocol/fields';
import type { Refusal } from '../../miniprogram/core/protocol/refusal';
import { UsedUpError } from '../cost/lane';
import type { ServerContext } from './context';
import { notJoined, type Peer, type Seat } from './peer';

/** Any frame that asks: its id is repeated by the answer. */
export type Request = { readonly id: RequestId };
type RoomRequest = Request & { readonly room: RoomId };

/** `afterMs`: for a code that asks to try again. */
export function refuse(peer: Peer, { id }: Request, code: ErrorCode, reason: string, afterMs?: number): void {
  refuseAs(peer, { id }, { code, reason }, afterMs === undefined ? {} : { afterMs });
}

/** `full` and `afterMs` too, where there are some. */
export function refuseAs(
  peer: Peer,
  { id }: Request,
  { code, reason, full }: Refusal,
  wait: { readonly afterMs?: number } = {},
): void {
  const what = full ? { full } : {};
  peer.send({ type: 'error', tag: peer.tag, id, code, reason, fatal: false, ...wait, ...what });
}

/** The same answer for a room that they are not in and for one that does not exist. */
export const refuseOutsider = (peer: Peer, frame: RoomRequest): void =>
  refuse(peer, frame, 'not_joined', notJoined(frame.room));

/** Undefined when the request was refused. */
export function requireSeat(peer: Peer, frame: RoomRequest): Seat | undefined {
  const seat = peer.seats.get(frame.room);
  if (!seat) refuseOutsider(peer, frame);
  return seat;
}

/** For what has waited since it found this seat: false, and refused, when the person lost it meanwhile. */
export function keepsSeat(peer: Peer, frame: RoomRequest, seat: Seat): boolean {
  if (peer.seats.get(frame.room) === seat) return true;
  refuseOutsider(peer, frame);
  return false;
}

interface Failure {
  /** In the log. */
  readonly event: string;
  readonly reason: string;
}

/** A person who may not ask for more, and a storage that does not answer, become an answer. */
function refuseFailure(
  context: ServerContext,
  peer: Peer,
  request: Request,
  thrown: unknown,
  failure: Failure,
): void {
  if (thrown instanceof UsedUpError) {
    refuse(peer, request, 'rate', thrown.message, thrown.waitMs);
    return;
  }
  context.logger.error(failure.event, { session: peer.session, error: describeError(thrown) });
  refuse(peer, request, 'storage', failure.reason);
}

/** For what is only looked up, and may be answered out of order. */
export function answerLater(
  context: ServerContext,
  peer: Peer,
  frame: Request & { readonly room?: RoomId },
  work: () => Promise<void>,
): void {
  const failure = { event: 'room_request_failed', reason: 'The server could not look it up; try again.' };
  work().catch((thrown: unknown) => {
    const isWait = thrown instanceof UsedUpError;
    if (frame.room !== undefined && !isWait) context.rooms.noteDamage(frame.room, thrown);
    refuseFailure(context, peer, frame, thrown, failure);
  });
}

/**
 * Runs `change` after the connection's earlier ones, when this person has a turn: each waits for the disk by itself, and
 * others may want to say something between two of them.
 */
export function inTurn(
  context: ServerContext,
  peer: Peer,
  request: Request,
  change: () => Promise<void>,
): void {
  const failure = { event: 'membership_failed', reason: 'The change could not be stored; try again.' };
  const begin = (): Promise<void> => context.lane.run(peer.budget, change);
  peer.membershipChanges = peer.membershipChanges
    .then(begin)
    .catch((thrown: unknown) => refuseFailure(context, peer, request, thrown, failure));
}
