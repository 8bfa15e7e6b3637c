/**
 * Of many who gave one reaction a message names the first. Whoever reads it is told beside those whether they gave it too, and
 * who of the others whom they block did: so they can take it off, and count without those. Looked up only where names are left
 * out, and for a slice of messages at once. Each kind of reaction is a row that was read, and paid for here.
 */
import type { Reaction, UserId } from '../../miniprogram/core/protocol/fields';
import type { Budget } from '../cost/budget';
import { EACH } from '../cost/prices';
import type { MessageStore, StoredMessage } from '../storage/port';

/** What reading reactions needs of the server and of the person. */
export interface ReactionReader {
  readonly store: Pick<MessageStore, 'reactedOf'>;
  readonly user: UserId;
  readonly budget: Pick<Budget, 'charge'>;
}

const isCut = ({ users, count }: Reaction): boolean => count > users.length;

const isMeant = ({ reactions }: StoredMessage): boolean => reactions?.some(isCut) ?? false;

/** `messages`: of one room, and next to each other in any order. */
export async function tellReactors(
  { store, user, budget }: ReactionReader,
  messages: readonly StoredMessage[],
): Promise<readonly StoredMessage[]> {
  const kinds = messages.reduce((sum, { reactions }) => sum + (reactions?.length ?? 0), 0);
  budget.charge(kinds * EACH.lookup);
  const meant = messages.filter(isMeant);
  const room = meant[0]?.room;
  if (room === undefined) return messages;
  const seqs = meant.map(({ seq }) => seq);
  const reacted = await store.reactedOf(room, user, Math.min(...seqs), Math.max(...seqs));
  budget.charge((1 + reacted.length) * EACH.row);
  const tell = (seq: number, reaction: Reaction): Reaction => {
    const given = reacted.filter((each) => each.seq === seq && each.emoji === reaction.emoji);
    const also = given.map((each) => each.user).filter((each) => !reaction.users.includes(each));
    return also.length > 0 && isCut(reaction) ? { ...reaction, also } : reaction;
  };
  return messages.map((message) =>
    isMeant(message)
      ? { ...message, reactions: message.reactions?.map((reaction) => tell(message.seq, reaction)) ?? [] }
      : message,
  );
}
