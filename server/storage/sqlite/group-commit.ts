/**
 * Small writes of one turn of the event loop share one transaction, because waiting for the disk is what a small write costs, and
 * nobody is served meanwhile. Each has a savepoint of its own, so that one that fails fails alone, and nobody hears of theirs
 * before all are on the disk. Knows no table.
 */
import type { SqlDatabase } from './driver';

/** Promises settle after the commit. */
export interface GroupCommit {
  /** Does `work` in the transaction of this turn, after what was asked for before it. Rejects with what it throws. */
  later<T>(work: () => T): Promise<T>;
  /** The same, and at once: what waits goes with it. */
  now<T>(work: () => T): Promise<T>;
  /** Commits what waits. */
  flush(): void;
}

type Frame = (work: () => void) => void;

interface Write {
  /** May be called again: when the transaction of all is lost, each has one of its own. @throws TransactionLost */
  attempt(frame: Frame): void;
  /** Tells what became of the last attempt. */
  settle(): void;
}

/** SQLite ends a transaction by itself after some errors, a full disk among them. */
class TransactionLost extends Error {}

function createWrite<T>(
  work: () => T,
  resolve: (value: T) => void,
  reject: (thrown: unknown) => void,
): Write {
  let settle: () => void = () => undefined;
  return {
    attempt(frame) {
      try {
        frame(() => {
          const value = work();
          settle = () => resolve(value);
        });
      } catch (thrown) {
        if (thrown instanceof TransactionLost) throw thrown;
        settle = () => reject(thrown);
      }
    },
    settle: () => settle(),
  };
}

/** @throws TransactionLost, or what `work` throws, which is undone then */
function inSavepoint(db: SqlDatabase, work: () => void): void {
  db.exec('SAVEPOINT one_write');
  try {
    work();
  } catch (thrown) {
    try {
      db.exec('ROLLBACK TO one_write; RELEASE one_write');
    } catch (lost) {
      throw new TransactionLost('the transaction is over', { cause: lost });
    }
    throw thrown;
  }
  db.exec('RELEASE one_write');
}

/** False when nothing of it was committed. */
function commitTogether(db: SqlDatabase, batch: readonly Write[]): boolean {
  try {
    db.transact(() => {
      for (const write of batch) write.attempt((work) => inSavepoint(db, work));
    });
    return true;
  } catch {
    // Why is said to those whose own attempt fails, too.
    return false;
  }
}

/** One for each database. */
export function createGroupCommit(db: SqlDatabase): GroupCommit {
  let waiting: Write[] = [];

  function flush(): void {
    const batch = waiting;
    waiting = [];
    if (batch.length < 2 || !commitTogether(db, batch)) {
      for (const write of batch) write.attempt((work) => db.transact(work));
    }
    for (const write of batch) write.settle();
  }

  const queue = <T>(work: () => T): Promise<T> =>
    new Promise((resolve, reject) => waiting.push(createWrite(work, resolve, reject)));

  return {
    later(work) {
      if (waiting.length === 0) setImmediate(flush);
      return queue(work);
    },
    now(work) {
      const done = queue(work);
      flush();
      return done;
    },
    flush,
  };
}
