/**
 * Members of a room by what somebody types of their name: those whose name begins with it first, each group by name. Looks along
 * the index of names in slices, and at so many people at most, however large the room is.
 */
import { fold } from '../../miniprogram/core/base/fold';
import type { UserId } from '../../miniprogram/core/protocol/fields';
import { MAX_MEMBERS_PAGE } from '../../miniprogram/core/protocol/limits';
import type { Turn } from '../cost/lane';
import { EACH } from '../cost/prices';
import type { MemberPlace } from '../storage/governance-port';
import type { ServerContext } from './context';
import type { Peer, Seat } from './peer';

const SLICE = 250;
const MAX_LOOKED_AT = 20_000;
/** Folding a name and looking into it, beside reading it. */
const LOOKED_AT = 2 * EACH.scanned;

export interface FoundMembers {
  readonly users: readonly UserId[];
  readonly more: boolean;
}

/** `query`: folded, and not empty. */
export async function findMembers(
  context: ServerContext,
  peer: Peer,
  { room }: Seat,
  { query, skip }: { readonly query: string; readonly skip: number },
  turn: Turn,
): Promise<FoundMembers> {
  const { governance } = context.store;
  const begin: UserId[] = [];
  const contain: UserId[] = [];
  let after: MemberPlace | null = null;
  for (let looked = 0; looked < MAX_LOOKED_AT; looked += SLICE) {
    const places: readonly MemberPlace[] = await governance.membersByName(room.room, after, SLICE);
    peer.budget.charge(places.length * LOOKED_AT);
    for (const { user, nameKey } of places) {
      const at = fold(nameKey).indexOf(query);
      if (at === 0) begin.push(user);
      else if (at > 0) contain.push(user);
    }
    after = places[places.length - 1] ?? null;
    if (places.length < SLICE) break;
    await turn();
  }
  const found = [...begin, ...contain];
  const end = skip + MAX_MEMBERS_PAGE;
  return { users: found.slice(skip, end), more: found.length > end };
}
