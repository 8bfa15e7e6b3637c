/**
 * The order in which one connection says things in one room. What people say and what they do to messages (recalls,
 * reactions) have a lane each, so that neither waits for the other. Knows no rights and no rates, only what came before.
 */
import type { MessageBody, RawBody } from '../../miniprogram/core/protocol/fields';
import { isEventKind } from '../../miniprogram/core/protocol/kinds/facts';

/** One lane, of one room and connection. */
export interface PublishLane {
  /** After a retryable refusal: no message may overtake the refused one. Until this time the sender should wait. */
  blockedUntil: number | null;
  /** Counts commits that failed, so that later messages of the same turn are not committed before it. */
  failures: number;
  /** The last number that came with none missing before it. */
  turn: number;
}

/** Both lanes of one room and connection. */
export interface PublishLanes {
  readonly content: PublishLane;
  readonly event: PublishLane;
}

const createPublishLane = (): PublishLane => ({ blockedUntil: null, failures: 0, turn: 0 });

/** Nothing has been said yet. */
export const createPublishLanes = (): PublishLanes => ({
  content: createPublishLane(),
  event: createPublishLane(),
});

/** An unknown kind stands with the contents. */
export function publishLaneOf(
  lanes: PublishLanes,
  { kind }: Pick<RawBody | MessageBody, 'kind'>,
): PublishLane {
  return isEventKind(kind) ? lanes.event : lanes.content;
}

/**
 * Notes that this came. @returns the first number of the lane that did not come, or null. A frame without a number is of a
 * client that does not count; a restart (`head`) begins anew.
 */
export function takeTurn(
  lane: PublishLane,
  { turn, head }: { turn?: number | undefined; head?: boolean | undefined },
) {
  if (turn === undefined) return null;
  const next = lane.turn + 1;
  if (turn > next && head !== true) return next;
  lane.turn = head === true ? turn : Math.max(lane.turn, turn);
  return null;
}
