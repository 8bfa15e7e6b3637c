/**
 * The order in which one connection says things in one room. What people say and what they do to messages (recalls,
 * reactions) stand in two lines, so that neither waits for the other. Knows no rights and no rates, only what came before.
 */
import type { MessageBody, RawBody } from '../../miniprogram/core/protocol/fields';
import { isEventKind } from '../../miniprogram/core/protocol/kinds/facts';

/** One order, for one room and connection. */
export interface PublishLane {
  /** After a retryable refusal: no message may overtake the refused one. Until this time the sender should wait. */
  blockedUntil: number | null;
  /** Counts commits that failed, so that later messages of the same turn are not committed before it. */
  failures: number;
  /** The last number that came without a hole before it. */
  turn: number;
}

/** Both orders of one room and connection. */
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
  lines: PublishLanes,
  { kind }: Pick<RawBody | MessageBody, 'kind'>,
): PublishLane {
  return isEventKind(kind) ? lines.event : lines.content;
}

/**
 * Notes that this came. @returns the first number of the line that did not come, or null. A frame without a number is of a
 * client that does not count; a head begins anew.
 */
export function takeTurn(
  line: PublishLane,
  { turn, head }: { turn?: number | undefined; head?: boolean | undefined },
) {
  if (turn === undefined) return null;
  const next = line.turn + 1;
  if (turn > next && head !== true) return next;
  line.turn = head === true ? turn : Math.max(line.turn, turn);
  return null;
}
