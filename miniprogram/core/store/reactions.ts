/**
 * Who reacted with what: what the server has counted, and the events behind it, in order. Of many who gave one the first are
 * told by name (`users`); who is known to have given it beside those is in `also`, so that everybody knows their own, and who
 * is blocked can be left out. Knows no timeline, and not who reads it.
 */
import type { EventBody, Reaction, User, UserId } from '../protocol/fields';
import { isReaction } from '../protocol/kinds/reaction';
import { MAX_REACTION_NAMES } from '../protocol/limits';
import type { TimelineMessage } from './state';

interface Tally {
  readonly named: Set<UserId>;
  readonly also: Set<UserId>;
  readonly count: number;
}

const tallyOf = ({ users, also, count }: Reaction): Tally => ({
  named: new Set(users),
  also: new Set(also),
  count,
});

/** Returns by how much there are more. */
function give({ named, also }: Tally, user: UserId): number {
  if (named.has(user) || also.has(user)) return 0;
  (named.size < MAX_REACTION_NAMES ? named : also).add(user);
  return 1;
}

const takeOff = ({ named, also }: Tally, user: UserId): number =>
  named.delete(user) || also.delete(user) ? -1 : 0;

/** `events` are in the order of seq and come after what `base` has counted; nobody counts twice. */
export function applyReactions(
  base: readonly Reaction[],
  events: readonly { readonly user: UserId; readonly body: EventBody }[],
): readonly Reaction[] {
  const tallies = new Map(base.map((reaction) => [reaction.emoji, tallyOf(reaction)]));
  for (const { user, body } of events) {
    if (!isReaction(body)) continue;
    const tally = tallies.get(body.emoji) ?? { named: new Set(), also: new Set(), count: 0 };
    const change = body.on ? give(tally, user) : takeOff(tally, user);
    const count = body.count ?? tally.count + change;
    if (count > 0) tallies.set(body.emoji, { ...tally, count: Math.max(count, tally.named.size) });
    else tallies.delete(body.emoji);
  }
  return [...tallies].map(([emoji, { named, also, count }]) => ({
    ...{ emoji, users: [...named], count },
    ...(also.size > 0 ? { also: [...also] } : {}),
  }));
}

/** Everybody who is known to have given it. */
export const reactorsOf = ({ users, also = [] }: Reaction): readonly UserId[] =>
  also.length > 0 ? [...users, ...also] : users;

/** Whether this person is known to have given the emoji; false before sign-in. */
export function hasReacted({ reactions }: TimelineMessage, emoji: string, self: User | null): boolean {
  const given = reactions?.find((reaction) => reaction.emoji === emoji);
  return given !== undefined && self !== null && reactorsOf(given).includes(self.user);
}
