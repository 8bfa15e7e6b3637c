/**
 * A database that counts what is asked of it: how many statements, how many rows come back, and how many statements one turn of
 * the event loop had to wait for.
 */
import type { SqlDatabase } from '../../server/storage/sqlite/driver';

type Statement = ReturnType<SqlDatabase['prepare']>;

export interface Counts {
  readonly statements: number;
  readonly rows: number;
  readonly mostInOneTurn: number;
}

export interface CountingDatabase extends SqlDatabase {
  /** Since it was asked for the last time. */
  take(): Counts;
}

export function countingDatabase(db: SqlDatabase): CountingDatabase {
  let [statements, rows, mostInOneTurn, inThisTurn] = [0, 0, 0, 0];

  function note(read: number): void {
    statements += 1;
    rows += read;
    if (inThisTurn === 0) setImmediate(() => (inThisTurn = 0));
    inThisTurn += 1;
    mostInOneTurn = Math.max(mostInOneTurn, inThisTurn);
  }

  function counting(statement: Statement): Statement {
    return {
      run(...values) {
        note(0);
        return statement.run(...values);
      },
      all(...values) {
        const found = statement.all(...values);
        note(found.length);
        return found;
      },
    };
  }

  return {
    ...db,
    prepare: (sql) => counting(db.prepare(sql)),
    take() {
      const counts = { statements, rows, mostInOneTurn };
      [statements, rows, mostInOneTurn] = [0, 0, 0];
      return counts;
    },
  };
}
