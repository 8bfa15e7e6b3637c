/**
 * The single writer: every message of every room goes through this queue, and all that came in one turn of the event loop
 * share one transaction (group commit). A submission outlives the connection it came from; nothing is settled before it
 * is on disk.
 */
import { describeError, type Logger } from '../../miniprogram/core/base/logger';
import type { RoomId } from '../../miniprogram/core/protocol/fields';
import type { Appended, MessageStore, NewMessage } from '../storage/port';
import { isUnreadable } from '../storage/unreadable';

/** What became of one submission. */
export type CommitOutcome =
  | Appended
  /** `isWanted` said no when its turn came. */
  | { readonly kind: 'unwanted' }
  /** The storage failed; nothing of the batch was committed. */
  | { readonly kind: 'failed' };

/** A message that is to be committed, and who wants to know. */
export interface Submission {
  readonly message: NewMessage;
  /** Asked right before the commit: an earlier message of the same sender may have failed meanwhile. */
  isWanted?(): boolean;
  /** Called once, in the order of submission, in the same turn for the whole batch. */
  settle(outcome: CommitOutcome): void;
}

/** Batches are committed one after the other, each in the order of submission. */
export interface Committer {
  submit(submission: Submission): void;
  /** Begins with what was submitted, if nothing of it has begun: its turn has come. */
  begin(): void;
  /** Resolves when everything that was submitted so far is settled; what comes later is not waited for. */
  settled(): Promise<void>;
}

/** Bounds how long one transaction keeps the event loop. */
const MAX_BATCH = 512;

export interface CommitterOptions {
  readonly store: Pick<MessageStore, 'append'>;
  readonly logger: Logger;
  /** Told of each transaction. */
  readonly onCommit?: (isCommitted: boolean) => void;
  /** Nothing can be committed in this room, because of what is damaged there. */
  readonly onDamage?: (room: RoomId, thrown: unknown) => void;
}

type Append = (batch: readonly Submission[]) => Promise<readonly CommitOutcome[]>;

/** What is damaged is one room's: the messages of the others are committed without it. */
async function appendApart(
  batch: readonly Submission[],
  append: Append,
  onDamage: (room: RoomId) => void,
): Promise<readonly CommitOutcome[]> {
  const rooms = [...new Set(batch.map(({ message }) => message.room))];
  const [first] = rooms;
  if (first !== undefined && rooms.length === 1) {
    onDamage(first);
    return batch.map(() => ({ kind: 'failed' }));
  }
  const found = new Map<Submission, CommitOutcome>();
  for (const room of rooms) {
    const own = batch.filter(({ message }) => message.room === room);
    const outcomes = await append(own);
    own.forEach((submission, i) => found.set(submission, outcomes[i] ?? { kind: 'failed' }));
  }
  return batch.map((submission) => found.get(submission) ?? { kind: 'failed' });
}

/** Commits a batch as a whole; of rooms that are damaged, those that are not. */
function createAppend(options: CommitterOptions): Append {
  const { store, logger, onCommit = () => undefined, onDamage = () => undefined } = options;
  async function append(batch: readonly Submission[]): Promise<readonly CommitOutcome[]> {
    if (batch.length === 0) return [];
    try {
      const outcomes = await store.append(batch.map(({ message }) => message));
      onCommit(true);
      return outcomes;
    } catch (thrown) {
      if (isUnreadable(thrown)) {
        return appendApart(batch, append, (room) => onDamage(room, thrown));
      }
      onCommit(false);
      logger.error('commit_failed', { messages: batch.length, error: describeError(thrown) });
      return batch.map(() => ({ kind: 'failed' }));
    }
  }
  return append;
}

/** `begin` is called by whoever has the turn; without it a batch begins at the end of this one. */
export function createCommitter(options: CommitterOptions): Committer {
  const { logger } = options;
  const append = createAppend(options);
  const queue: Submission[] = [];
  let state: 'idle' | 'due' | 'running' = 'idle';
  let submittedCount = 0;
  let settledCount = 0;
  let waiters: { readonly until: number; readonly resolve: () => void }[] = [];

  function settleOne(submission: Submission, outcome: CommitOutcome): void {
    try {
      submission.settle(outcome);
    } catch (thrown) {
      logger.error('settle_threw', { error: describeError(thrown) });
    }
  }

  async function commitNext(): Promise<void> {
    const batch = queue.splice(0, MAX_BATCH);
    const wanted = new Set(batch.filter((submission) => submission.isWanted?.() ?? true));
    const outcomes = (await append([...wanted]))[Symbol.iterator]();
    for (const submission of batch) {
      const outcome = wanted.has(submission) ? outcomes.next().value : undefined;
      settleOne(submission, outcome ?? { kind: 'unwanted' });
    }
    settledCount += batch.length;
    const done = waiters.filter(({ until }) => until <= settledCount);
    waiters = waiters.filter(({ until }) => until > settledCount);
    for (const { resolve } of done) resolve();
  }

  async function run(): Promise<void> {
    while (queue.length > 0) await commitNext();
    state = 'idle';
  }

  function begin(): void {
    if (state !== 'due') return;
    state = 'running';
    void run();
  }

  return {
    submit(submission) {
      queue.push(submission);
      submittedCount += 1;
      if (state !== 'idle') return;
      state = 'due';
      setImmediate(begin);
    },
    begin,
    settled() {
      if (settledCount === submittedCount) return Promise.resolve();
      return new Promise((resolve) => waiters.push({ until: submittedCount, resolve }));
    },
  };
}
