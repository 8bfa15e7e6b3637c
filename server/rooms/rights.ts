/**
 * What a member may do with messages, by their role in the room.
 */
import type { MessageBody, UserId } from '../../miniprogram/core/protocol/fields';
import { mentionsIn, quoteIn } from '../../miniprogram/core/protocol/kinds/facts';
import { isRecall } from '../../miniprogram/core/protocol/kinds/recall';
import { isReaction } from '../../miniprogram/core/protocol/kinds/reaction';
import type { Role } from '../../miniprogram/core/protocol/governance';
import { MAX_REACTIONS_PER_MESSAGE, RECALL_WINDOW_MS } from '../../miniprogram/core/protocol/limits';
import type { Condition } from '../storage/port';
import { rolesBelow } from './permissions';

/** A recall that a person saw offered until the last second may still be on its way. */
const RECALL_GRACE_MS = 10_000;

/** What the role allows; what is theirs alone is not in here. */
export interface Rights {
  /** Whose messages may be recalled beside the own ones, by their role in the room, at any time; null: nobody's. */
  readonly mayRecallOf: readonly Role[] | null;
  readonly mayCallAll: boolean;
}

/** The same for all rooms. */
export function rightsOf(role: Role): Rights {
  const runsRoom = role !== 'member';
  return { mayRecallOf: runsRoom ? rolesBelow(role) : null, mayCallAll: runsRoom };
}

/** Who says something, as the storage has to know it. */
export interface Sender {
  readonly user: UserId;
  readonly rights: Rights;
  /** The first seq that they see. */
  readonly seenFrom: number;
}

/** What must hold for this message, beyond being well formed; `now` is server time in ms. */
export function conditionOf(
  { user, rights, seenFrom }: Sender,
  body: MessageBody,
  now: number,
): { readonly condition?: Condition } {
  if (quoteIn(body)) return { condition: { seenFrom } };
  if (isReaction(body)) return { condition: { seenFrom, maxReactions: MAX_REACTIONS_PER_MESSAGE } };
  if (!isRecall(body)) return {};
  if (rights.mayRecallOf) return { condition: { author: null, authorRoles: rights.mayRecallOf } };
  return { condition: { author: user, since: now - RECALL_WINDOW_MS - RECALL_GRACE_MS } };
}

/** Whether the message calls everybody without the right to. */
export function callsTooMany(rights: Rights, body: MessageBody): boolean {
  return mentionsIn(body)?.all === true && !rights.mayCallAll;
}
