/**
 * A message from a person: who may say it, what may be said, how fast and in which order. Permanent refusals concern one
 * message; after a retryable one the room is blocked on this connection until the sender starts again with `head`, so no
 * message can overtake another.
 */
import { checkBody, type Refusal } from '../../miniprogram/core/protocol/content';
import { isRetryable } from '../../miniprogram/core/protocol/error-codes';
import type { MessageBody } from '../../miniprogram/core/protocol/fields';
import { MAX_IN_FLIGHT, RECALL_WINDOW_MS } from '../../miniprogram/core/protocol/limits';
import type { UpFrameOf } from '../../miniprogram/core/protocol/up';
import type { CommitOutcome } from '../rooms/committer';
import { callsTooMany, conditionOf, rightsOf } from '../rooms/rights';
import {
  findSlowModeRefusal,
  findModerationRefusal,
  findMuteRefusal,
  forgetPublication,
  notePublication,
} from '../rooms/publish-rules';
import type { Unmet } from '../storage/port';
import type { ServerContext } from './context';
import { publishLaneOf, takeTurn, type PublishLane } from './publish-lanes';
import { notJoined, type Peer, type Seat } from './peer';

type Publish = UpFrameOf<'publish'>;

const OVERLOAD_WAIT_MS = 250;
const STORAGE_WAIT_MS = 1_000;

interface Refused extends Refusal {
  readonly afterMs?: number;
  readonly until?: number;
  readonly missing?: number;
}

function nack(peer: Peer, frame: Publish, refused: Refused): void {
  const { tag } = peer;
  const { id, room, clientId } = frame;
  peer.send({ type: 'nack', tag, id, room, clientId, ...refused });
}

function refuseOrder(context: ServerContext, lane: PublishLane): Refused {
  const afterMs = Math.max(0, (lane.blockedUntil ?? 0) - context.clock.now());
  return {
    code: 'order',
    reason: 'An earlier message of this room was refused; start again with it.',
    afterMs,
  };
}

/** Null when nothing that was sent before this one is missing, and nothing before it was refused. */
function findDisorder(context: ServerContext, lane: PublishLane, frame: Publish): Refused | null {
  const missing = takeTurn(lane, frame);
  if (missing !== null) {
    // Each later one says the same until the sender begins again: what was lost must not be overtaken.
    lane.blockedUntil ??= context.clock.now();
    const reason = `Number ${missing} of this connection did not come; start again with it.`;
    return { ...refuseOrder(context, lane), reason, missing };
  }
  return lane.blockedUntil !== null && frame.head !== true ? refuseOrder(context, lane) : null;
}

function findCallOfAll({ membership }: Seat, body: MessageBody): Refused | null {
  if (!callsTooMany(rightsOf(membership.role), body)) return null;
  return { code: 'forbidden', reason: `Calling everybody needs the role admin, you are ${membership.role}.` };
}

/** Null when the sender may say this now. What asks for a token of the rate comes last, so that a refusal costs none. */
function findObstacle(
  context: ServerContext,
  peer: Peer,
  seat: Seat,
  { room, clientId }: Publish,
  body: MessageBody,
): Refused | null {
  const now = context.clock.now();
  const where = { room, user: peer.user };
  const publication = { user: peer.user, clientId, body, now };
  return (
    findMuteRefusal(seat.room, seat.membership, now) ??
    findCallOfAll(seat, body) ??
    findModerationRefusal(context.moderate, body, where, context.logger) ??
    findSlowModeRefusal(seat.room, seat.membership, publication) ??
    findWait(context, peer)
  );
}

/** Null when the sender may go on now. */
function findWait(context: ServerContext, peer: Peer): Refused | null {
  if (peer.inFlight >= MAX_IN_FLIGHT) {
    const reason = `${peer.inFlight} messages wait for their commit, the limit is ${MAX_IN_FLIGHT}.`;
    return { code: 'overload', reason, afterMs: OVERLOAD_WAIT_MS };
  }
  const afterMs = peer.publishBucket.take();
  if (afterMs === 0) return null;
  const { publishPerSecond } = context.limits;
  return { code: 'rate', reason: `More than ${publishPerSecond} messages per second.`, afterMs };
}

function refuse(
  context: ServerContext,
  peer: Peer,
  lane: PublishLane,
  frame: Publish,
  refused: Refused,
): void {
  if (isRetryable(refused.code) && refused.code !== 'order') {
    lane.blockedUntil = context.clock.now() + (refused.afterMs ?? 0);
  }
  nack(peer, frame, refused);
}

const UNMET_REASONS: { readonly [Why in Unmet]: string } = {
  no_message: 'The room has no such message, or it was recalled.',
  forbidden: 'Only own messages can be recalled, and those of people with a lower role.',
  too_late: `The message is older than ${RECALL_WINDOW_MS} ms.`,
  too_many_reactions: 'The message has as many different reactions as it can have.',
  not_yours: 'The file was sent by somebody else, and no room of yours has it.',
  no_picture: 'The file is no picture.',
  no_voice: 'The file is no voice message.',
  no_video: 'The file is no video.',
  bad_size: 'It says that it is larger than a picture can be.',
  file_gone: 'The file is not here any more; it has to be sent anew.',
};

/** What the sender is told. */
const UNMET_CODES = {
  no_message: 'no_message',
  forbidden: 'forbidden',
  too_late: 'too_late',
  too_many_reactions: 'too_many_reactions',
  not_yours: 'forbidden',
  no_picture: 'bad_kind',
  no_voice: 'bad_kind',
  no_video: 'bad_kind',
  bad_size: 'bad_field',
  file_gone: 'refused',
} as const satisfies { readonly [Why in Unmet]: Refusal['code'] };

function answer(
  context: ServerContext,
  peer: Peer,
  seat: Seat,
  frame: Publish,
  outcome: CommitOutcome,
): void {
  const { tag } = peer;
  const { id, room, clientId } = frame;
  const lane = publishLaneOf(seat.lanes, frame.body);
  switch (outcome.kind) {
    case 'committed':
    case 'duplicate': {
      const { seq, at } = outcome;
      const duplicate = outcome.kind === 'duplicate' ? { duplicate: true } : {};
      peer.send({ type: 'ack', tag, id, room, clientId, epoch: seat.room.epoch, seq, at, ...duplicate });
      return;
    }
    case 'conflict': {
      const reason = `The client id "${clientId}" belongs to a message of room "${outcome.room}".`;
      nack(peer, frame, { code: 'bad_field', reason });
      return;
    }
    case 'unmet':
      nack(peer, frame, { code: UNMET_CODES[outcome.why], reason: UNMET_REASONS[outcome.why] });
      return;
    case 'no_room':
      nack(peer, frame, { code: 'no_room', reason: `There is no room "${room}".` });
      return;
    case 'unwanted':
      nack(peer, frame, refuseOrder(context, lane));
      return;
    case 'failed': {
      lane.failures += 1;
      const reason = 'The message could not be stored; try again.';
      refuse(context, peer, lane, frame, { code: 'storage', reason, afterMs: STORAGE_WAIT_MS });
    }
  }
}

function submit(context: ServerContext, peer: Peer, seat: Seat, frame: Publish, body: MessageBody): void {
  const { room, clientId } = frame;
  const lane = publishLaneOf(seat.lanes, body);
  const { failures } = lane;
  const at = context.clock.now();
  const sender = { user: peer.user, rights: rightsOf(seat.membership.role), seenFrom: seat.since };
  peer.inFlight += 1;
  context.rooms.publish({
    message: {
      ...{ room, user: peer.user, clientId, at, body },
      ...conditionOf(sender, body, at),
      ...('url' in body && context.isFileGone ? { isFileGone: context.isFileGone } : {}),
    },
    isWanted: () => lane.failures === failures,
    settle(outcome) {
      peer.inFlight -= 1;
      if (outcome.kind === 'unmet' || outcome.kind === 'conflict')
        forgetPublication(seat.room, peer.user, clientId);
      answer(context, peer, seat, frame, outcome);
    },
  });
}

/** Answers with `ack` once it is on the disk, or with `nack`. */
export function handlePublish(context: ServerContext, peer: Peer, frame: Publish): void {
  const seat = peer.seats.get(frame.room);
  if (!seat) {
    nack(peer, frame, { code: 'not_joined', reason: notJoined(frame.room) });
    return;
  }
  const lane = publishLaneOf(seat.lanes, frame.body);
  const disorder = findDisorder(context, lane, frame);
  if (disorder) {
    nack(peer, frame, disorder);
    return;
  }
  const body = checkBody(frame.body);
  if (!body.ok) {
    nack(peer, frame, body.error);
    return;
  }
  const obstacle = findObstacle(context, peer, seat, frame, body.value);
  if (obstacle) {
    refuse(context, peer, lane, frame, obstacle);
    return;
  }
  lane.blockedUntil = null;
  const { clientId } = frame;
  notePublication(seat.room, { user: peer.user, clientId, body: body.value, now: context.clock.now() });
  submit(context, peer, seat, frame, body.value);
}
