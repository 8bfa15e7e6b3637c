/**
 * Asks for a batch again until it is known what became of it. A connection that is lost before the answer leaves that open: what
 * the next answer calls a repetition is then a message of this batch, and nobody has been told of it. Which of the two it is tells
 * its seq: up to the newest one that this server knew of, it was there before.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { MessageBody, RoomId } from '../../../miniprogram/core/protocol/fields';
import { describeError, type Logger } from '../../../miniprogram/core/base/logger';
import type { Appended, NewMessage } from '../port';
import type { LaneConnection } from './lane';
import { ConnectionLost, mayWorkAgain } from './sql';

/** The newest seq of each room that this server has been told. */
export type KnownHeads = Map<RoomId, number>;

/** For the one lane on which messages are appended. */
export interface Persistence {
  readonly heads: KnownHeads;
  insist(
    connection: LaneConnection,
    batch: readonly NewMessage[],
    attempt: () => Promise<readonly Appended[]>,
  ): Promise<readonly Appended[]>;
  /** Gives up what is still without an answer. */
  close(): void;
}

const MAX_TRIES = 3;
const FIRST_WAIT_MS = 20;
const LONGEST_WAIT_MS = 1_000;

const FIND_BODY = 'SELECT body FROM messages WHERE "user" = $1 AND client_id = $2';

/** A message of this batch that an earlier attempt committed, told as that attempt would have told it. */
async function asCommitted(
  connection: LaneConnection,
  { user, clientId, body }: NewMessage,
  { seq, at }: { readonly seq: number; readonly at: number },
): Promise<Appended> {
  const [row] = await connection.use((sql) => sql.all(FIND_BODY, user, clientId));
  const text = String(row?.['body'] ?? '');
  const isAsSent = !row || text === JSON.stringify(body);
  return { kind: 'committed', seq, at, ...(isAsSent ? {} : { body: JSON.parse(text) as MessageBody }) };
}

/** Told of nothing yet. */
export function createPersistence(logger: Logger): Persistence {
  const heads: KnownHeads = new Map();
  const closing = new AbortController();

  function note(batch: readonly NewMessage[], results: readonly Appended[]): void {
    results.forEach((result, i) => {
      const room = batch[i]?.room;
      if (room === undefined || result.kind !== 'committed') return;
      heads.set(room, Math.max(heads.get(room) ?? 0, result.seq));
    });
  }

  const isNews = (message: NewMessage, result: Appended): boolean =>
    result.kind === 'duplicate' && result.seq > (heads.get(message.room) ?? Infinity);

  /** @throws when it will not become better by itself, or nobody waits any more */
  async function pause(thrown: unknown, tried: number): Promise<void> {
    if (!(thrown instanceof ConnectionLost)) {
      if (tried >= MAX_TRIES || !mayWorkAgain(thrown)) throw thrown;
      return;
    }
    if (closing.signal.aborted) throw thrown;
    logger.warn('append_unanswered', { tried, error: describeError(thrown.cause ?? thrown) });
    const delay = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(tried, 10));
    await wait(delay, undefined, { signal: closing.signal }).catch(() => {
      throw thrown;
    });
  }

  async function answer(attempt: () => Promise<readonly Appended[]>): Promise<{
    readonly results: readonly Appended[];
    readonly wasLost: boolean;
  }> {
    let wasLost = false;
    for (let tried = 1; ; tried += 1) {
      try {
        return { results: await attempt(), wasLost };
      } catch (thrown) {
        wasLost ||= thrown instanceof ConnectionLost;
        await pause(thrown, tried);
      }
    }
  }

  return {
    heads,
    async insist(connection, batch, attempt) {
      const { results, wasLost } = await answer(attempt);
      const outcomes = !wasLost
        ? results
        : await Promise.all(
            results.map((result, i) => {
              const message = batch[i];
              return message && result.kind === 'duplicate' && isNews(message, result)
                ? asCommitted(connection, message, result)
                : result;
            }),
          );
      note(batch, outcomes);
      return outcomes;
    },
    close: () => closing.abort(),
  };
}
