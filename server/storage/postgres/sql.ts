/**
 * What the tables ask of PostgreSQL: statements with values, and what their errors mean. Knows no table and no connection.
 */
import { NUL } from '../../../miniprogram/core/base/text';
import type { Row } from '../rows/row';

type SqlScalar = string | number | boolean | null;
/** What a parameter may be. */
export type SqlParameter = SqlScalar | readonly SqlScalar[];

/** Statements of one transaction, or each of its own; they are sent in the order of the calls. */
export interface Sql {
  all(sql: string, ...values: SqlParameter[]): Promise<readonly Row[]>;
  /** How many rows changed. */
  run(sql: string, ...values: SqlParameter[]): Promise<number>;
}

/** The connection is over; whether its last statement was committed is not known. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown && 'severity' in thrown ? String(thrown.code) : '';

/** Deadlock, serialisation, a key that somebody else took meanwhile, a lock that was not to be had. */
const AGAIN = new Set(['40P01', '40001', '23505', '55P03']);

/** Somebody else had the lock for as long as was waited. */
export const isLockTimeout = (thrown: unknown): boolean => codeOf(thrown) === '55P03';

/** Nothing was committed, and the same may work now. */
export const mayWorkAgain = (thrown: unknown): boolean => AGAIN.has(codeOf(thrown));

/** The database is going down, coming up, full of others or has ended this connection, as it says itself. */
const ENDED = /^(08|57P0|25P03|53300)/;

/** What the driver threw, as far as it matters to those who asked: the same error, or `ConnectionLost`. */
export function asLost(thrown: unknown): unknown {
  const code = codeOf(thrown);
  if (code !== '' && !ENDED.test(code)) return thrown;
  return thrown instanceof ConnectionLost ? thrown : new ConnectionLost('connection lost', { cause: thrown });
}

/** U+0000 has no place in a text of PostgreSQL and would fail the whole batch. */
export function hasNul(values: readonly SqlParameter[]): boolean {
  return values.some((value) =>
    Array.isArray(value) ? hasNul(value) : typeof value === 'string' && value.includes(NUL),
  );
}
