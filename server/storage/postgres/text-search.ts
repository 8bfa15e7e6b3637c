/**
 * Texts of a room that hold what is looked for. What is the same to whoever looks is known by the function that phones have too, and
 * by no collation of a database; so texts are read newest first, a bounded number at a time, for as long as whoever asks may look.
 */
import { createFinder } from '../../../miniprogram/core/base/fold';
import { SEARCHED, searchedIn } from '../../../miniprogram/core/protocol/kinds/facts';
import type { GovernanceStore, TextQuery } from '../governance-port';
import type { StoredMessage } from '../port';
import { readMessage } from '../rows/message-rows';
import type { PostgresDatabase } from './database';
import { COLUMNS, maskQuotes } from './message-columns';

const STEP = 500;

/** Of each kind that a search for texts finds. */
const KINDS = SEARCHED.map(([kind]) => kind);

const TEXTS = `
  SELECT ${COLUMNS} FROM messages
  WHERE room = $1 AND seq >= $2::bigint AND seq < $3::bigint AND kind = ANY ($4::text[]) ORDER BY seq DESC LIMIT ${STEP}`;

/** One step; `next` is where the next one begins, null when nothing is left to look at. */
interface Step {
  readonly found: readonly StoredMessage[];
  readonly next: number | null;
}

function lookAt(
  messages: readonly StoredMessage[],
  isFound: (text: string) => boolean,
  { mayLook }: TextQuery,
  limit: number,
): Step {
  const found: StoredMessage[] = [];
  for (const message of messages) {
    if (found.length >= limit || mayLook?.(message.seq) === false) return { found, next: null };
    if (isFound(searchedIn(message.body) ?? '')) found.push(message);
  }
  const last = messages[messages.length - 1];
  return { found, next: messages.length === STEP && last ? last.seq : null };
}

/** Reads only. */
export function createTextSearch({ reads }: PostgresDatabase): Pick<GovernanceStore, 'findTexts'> {
  return {
    async findTexts(query) {
      const isFound = createFinder(query.query);
      const found: StoredMessage[] = [];
      for (let before: number | null = query.before; before !== null;) {
        const rows = await reads.all(TEXTS, query.room, query.from, before, KINDS);
        const step: Step = lookAt(rows.map(readMessage), isFound, query, query.limit - found.length);
        found.push(...step.found);
        before = step.next;
      }
      return maskQuotes(reads, found);
    },
  };
}
