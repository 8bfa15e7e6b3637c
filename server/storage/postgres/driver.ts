/**
 * The package `pg`, loaded only by who stores in PostgreSQL, and its settings: by themselves its connections wait for ever, notice
 * no dead network, and end the process when an idle one is lost. Knows no table.
 */
import type * as Pg from 'pg';
import { describeError } from '../../../miniprogram/core/base/logger';
import { assert } from '../../../miniprogram/core/base/assert';
import { StartError } from '../../start-error';
import type { Row } from '../rows/row';
import { asLost, hasNul, type Sql, type SqlParameter } from './sql';

/** The part of `pg` that is used here. */
export type Driver = Pick<typeof Pg, 'Client' | 'Pool' | 'types'>;

/** @throws StartError when the package is not installed */
export async function loadDriver(): Promise<Driver> {
  try {
    return (await import('pg')).default;
  } catch (thrown) {
    throw new StartError(
      `STORE=postgres needs the package "pg", which cannot be loaded (${describeError(thrown)}): run npm install.`,
    );
  }
}

const CONNECT_LIMIT_MS = 5_000;
/** An answer that takes longer is none: the connection is given up. Longer than what the database itself allows. */
const QUERY_LIMIT_MS = 20_000;
const INT8 = 20;

/** For every connection to `url`. Whole numbers of 64 bits come as texts by themselves; those of the protocol fit into a number. */
export function configOf({ types }: Driver, url: string): Pg.ClientConfig {
  const getTypeParser = (oid: number, format?: 'text' | 'binary'): unknown =>
    oid === INT8 && format !== 'binary' ? Number : types.getTypeParser(oid, format ?? 'text');
  return {
    connectionString: url,
    application_name: 'minichat',
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    query_timeout: QUERY_LIMIT_MS,
    keepAlive: true,
    types: { getTypeParser: getTypeParser as typeof types.getTypeParser },
  };
}

type Asking = Pick<Pg.Client | Pg.Pool, 'query'>;

/** Statements without a name, which every pooler in between lets through. */
export function createSql(asking: Asking): Sql {
  async function ask(sql: string, values: readonly SqlParameter[]): Promise<Pg.QueryResult<Row>> {
    assert(!hasNul(values), 'texts hold no U+0000');
    try {
      return await asking.query<Row>(sql, [...values]);
    } catch (thrown) {
      throw asLost(thrown);
    }
  }
  return {
    all: async (sql, ...values) => (await ask(sql, values)).rows,
    run: async (sql, ...values) => (await ask(sql, values)).rowCount ?? 0,
  };
}
