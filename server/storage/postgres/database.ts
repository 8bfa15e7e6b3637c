/**
 * The connections of one server to its database: one on which messages are appended, one for all other changes, and a few that only
 * read. Knows no table but the one of the lineage.
 */
import type { Epoch } from '../../../miniprogram/core/protocol/fields';
import { describeError, type Logger } from '../../../miniprogram/core/base/logger';
import { configOf, createSql, type Driver } from './driver';
import { readLineage, settleLineage } from './greeting';
import { createLane, transactAgain, type Lane, type LaneConnection } from './lane';
import { ConnectionLost, isLockTimeout, type Sql } from './sql';

/** What is changed is changed on one of two lanes; nothing is read that a lane has not committed. */
export interface PostgresDatabase {
  /** Statements that change nothing, each on any connection. */
  readonly reads: Sql;
  /** One transaction after what was asked for before it; tried again where that cannot do it twice. */
  change<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** The lane of appended messages. */
  append<T>(job: (connection: LaneConnection) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly driver: Driver;
  readonly url: string;
  readonly logger: Logger;
  readonly makeEpoch: () => Epoch;
  /** Whether this server is the only one that uses the database. */
  readonly isExclusive: boolean;
}

const MAX_READERS = 4;
const IDLE_READER_MS = 30_000;

/** Held by the server that uses the database, for as long as its connection lives. */
const SERVER_LOCK = [0x6d63, 1] as const;

/** Waits for a server that was killed a moment ago; its connection ends by itself. The lock outlives the transaction. */
const TAKE_LOCK = `
  BEGIN; SET LOCAL lock_timeout = 1000; SELECT pg_advisory_lock(${SERVER_LOCK.join(', ')}); COMMIT`;

/** Another server uses this database; it may stop. */
export class InUse extends ConnectionLost {}

async function takeLock(sql: Sql): Promise<void> {
  await sql.run(TAKE_LOCK).catch((thrown: unknown) => {
    if (!isLockTimeout(thrown)) throw thrown;
    throw new InUse('the database is in use by another server', { cause: thrown });
  });
}

/**
 * Refuses connections to another database than the first one led to: what this server remembers of rooms would not be true there.
 * Begun anew it settles that at its start.
 */
function createGreeting(): { greet(sql: Sql): Promise<void>; lineage(): string } {
  let known: string | null = null;
  return {
    async greet(sql) {
      const lineage = await readLineage(sql);
      known ??= lineage;
      if (lineage !== known) {
        throw new Error(`the database was replaced (${known}, now ${lineage}): start this server again`);
      }
    },
    lineage: () => known ?? '',
  };
}

const MAX_READ_TRIES = 3;

/** A connection that was idle may turn out to be lost when it is used; what only reads may be asked for again. */
function readAgain(sql: Sql): Sql {
  const all: Sql['all'] = async (...asked) => {
    for (let tried = 1; ; tried += 1) {
      try {
        return await sql.all(...asked);
      } catch (thrown) {
        if (tried >= MAX_READ_TRIES || !(thrown instanceof ConnectionLost)) throw thrown;
      }
    }
  };
  return { ...sql, all };
}

function createReaders(
  { driver, url, logger }: DatabaseOptions,
  greet: (sql: Sql) => Promise<void>,
): { readonly sql: Sql; close(): Promise<void> } {
  const pool = new driver.Pool({
    ...configOf(driver, url),
    max: MAX_READERS,
    idleTimeoutMillis: IDLE_READER_MS,
    verify: (client, done) => {
      client.on('error', () => undefined);
      greet(createSql(client)).then(
        () => done(),
        (thrown: unknown) => done(thrown instanceof Error ? thrown : new Error(describeError(thrown))),
      );
    },
  });
  pool.on('error', (thrown) => logger.warn('reader_lost', { error: describeError(thrown) }));
  return { sql: readAgain(createSql(pool)), close: () => pool.end() };
}

/** Not connected before it is used, and without tables: see `schema.ts`. */
export function createDatabase(options: DatabaseOptions): PostgresDatabase & { settle(): Promise<boolean> } {
  const { driver, url, makeEpoch, isExclusive } = options;
  const { greet, lineage } = createGreeting();
  const readers = createReaders(options, greet);
  const appending = createLane({
    driver,
    url,
    greet: async (sql) => {
      await greet(sql);
      if (isExclusive) await takeLock(sql);
    },
  });
  const changing: Lane = createLane({ driver, url, greet });
  return {
    reads: readers.sql,
    change: (work) => changing.inOrder((connection) => transactAgain(connection, work)),
    append: (job) => appending.inOrder(job),
    settle: () =>
      appending.inOrder((connection) =>
        transactAgain(connection, (sql) => settleLineage(sql, lineage(), makeEpoch)),
      ),
    async close() {
      await appending.close();
      await changing.close();
      await readers.close();
    },
  };
}
