/**
 * One connection whose work runs one after the other, in the order in which it was asked for, so that what was asked first is there
 * first. A connection that was lost is made anew for whoever comes next. Knows no table.
 */
import type { Client } from 'pg';
import { configOf, createSql, type Driver } from './driver';
import { asLost, ConnectionLost, mayWorkAgain, type Sql } from './sql';

export interface LaneOptions {
  readonly driver: Driver;
  readonly url: string;
  /** Asked of each new connection before it is used; what it throws ends the attempt. */
  readonly greet: (sql: Sql) => Promise<void>;
}

/** The connection of whoever has the lane now. */
export interface LaneConnection {
  /** Statements that are committed one by one. @throws ConnectionLost */
  use<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** One transaction, tried once. @throws ConnectionLost */
  transact<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
}

/** Rejections of one piece of work keep no other from its turn. */
export interface Lane {
  /** Nothing else runs on this lane until `job` is done. */
  inOrder<T>(job: (connection: LaneConnection) => Promise<T>): Promise<T>;
  /** Waits for what was asked for. */
  close(): Promise<void>;
}

/** Locks of one transaction are held for so long at most, also when this process is stopped in the middle of it. */
const BEGIN =
  'BEGIN; SET LOCAL statement_timeout = 15000; SET LOCAL lock_timeout = 5000; SET LOCAL idle_in_transaction_session_timeout = 1000';

/** It was lost when its end had been asked for: it may be committed. */
class EndUnknown extends ConnectionLost {}

/** After the first error PostgreSQL refuses every other statement; which came first tells what to do about it. */
function rememberFirst(sql: Sql): {
  readonly sql: Sql;
  readonly first: () => { readonly thrown: unknown } | null;
} {
  let first: { readonly thrown: unknown } | null = null;
  const note = (thrown: unknown): never => {
    first ??= { thrown };
    throw thrown;
  };
  return {
    sql: {
      all: (...asked) => sql.all(...asked).catch(note),
      run: (...asked) => sql.run(...asked).catch(note),
    },
    first: () => first,
  };
}

async function runTransaction<T>(plain: Sql, work: (sql: Sql) => Promise<T>): Promise<T> {
  const { sql, first } = rememberFirst(plain);
  const begun = sql.run(BEGIN);
  // Told by the first statement that is waited for.
  begun.catch(() => undefined);
  let value: T;
  try {
    value = await work(sql);
    await begun;
  } catch (thrown) {
    const cause = first()?.thrown ?? thrown;
    if (!(cause instanceof ConnectionLost)) await sql.run('ROLLBACK');
    throw cause;
  }
  try {
    // After an error PostgreSQL answers COMMIT by ROLLBACK, as if it were well; the marker fails then.
    await Promise.all([sql.run('SELECT 1'), sql.run('COMMIT')]);
    return value;
  } catch (thrown) {
    throw thrown instanceof ConnectionLost ? new EndUnknown('end unknown', { cause: thrown }) : thrown;
  }
}

/** Not connected before it is used. */
export function createLane({ driver, url, greet }: LaneOptions): Lane {
  let current: { readonly client: Client; readonly sql: Sql } | null = null;
  let last: Promise<unknown> = Promise.resolve();

  async function drop(client: Client): Promise<void> {
    if (current?.client === client) current = null;
    await client.end().catch(() => undefined);
  }

  async function connect(): Promise<Sql> {
    if (current) return current.sql;
    const client = new driver.Client({ ...configOf(driver, url), pipeline: true });
    // Also an idle connection that is lost says so, and ends the process when nobody listens.
    client.on('error', () => void drop(client));
    const sql = createSql(client);
    try {
      await client.connect().catch((thrown: unknown) => {
        throw asLost(thrown);
      });
      await greet(sql);
    } catch (thrown) {
      await drop(client);
      throw thrown;
    }
    current = { client, sql };
    return sql;
  }

  async function use<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    const sql = await connect();
    try {
      return await work(sql);
    } catch (thrown) {
      if (thrown instanceof ConnectionLost && current) void drop(current.client);
      throw thrown;
    }
  }

  const connection: LaneConnection = { use, transact: (work) => use((sql) => runTransaction(sql, work)) };
  return {
    inOrder(job) {
      const done = last.then(() => job(connection));
      last = done.catch(() => undefined);
      return done;
    },
    async close() {
      await last;
      if (current) await drop(current.client);
    },
  };
}

const MAX_TRIES = 3;

/** Tried again after deadlocks and the like, and when the connection was lost before the end was asked for. */
export async function transactAgain<T>(
  connection: LaneConnection,
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await connection.transact(work);
    } catch (thrown) {
      const isLost = thrown instanceof ConnectionLost && !(thrown instanceof EndUnknown);
      if (tried >= MAX_TRIES || !(isLost || mayWorkAgain(thrown))) throw thrown;
    }
  }
}
