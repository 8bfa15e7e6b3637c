/**
 * The few calls the store makes on SQLite, over whichever driver this Node has: the built-in `node:sqlite`, else the
 * prebuilt `libsql` package. Neither needs a compiler. Knows no table.
 */
import { assert } from '../../../miniprogram/core/base/assert';
import { describeError } from '../../../miniprogram/core/base/logger';
import { NUL } from '../../../miniprogram/core/base/text';
import type { Row, SqlValue } from '../rows/row';

interface Statement {
  /** How many rows changed. */
  run(...values: SqlValue[]): number;
  all(...values: SqlValue[]): readonly Row[];
}

/** Calls are synchronous and throw what SQLite says. */
export interface SqlDatabase {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  /** Runs `work` in one transaction; rolls back and rethrows when it throws. */
  transact<T>(work: () => T): T;
  close(): void;
}

/** What both drivers have in common. */
interface RawStatement {
  run(...values: SqlValue[]): { changes: number | bigint };
  all(...values: SqlValue[]): unknown[];
}
interface RawDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): RawStatement;
  close(): unknown;
}
type RawConstructor = new (path: string) => RawDatabase;

/** First version that has `node:sqlite` without a flag. */
const BUILT_IN_SINCE = [22, 13] as const;

function hasBuiltInSqlite(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > BUILT_IN_SINCE[0] || (major === BUILT_IN_SINCE[0] && minor >= BUILT_IN_SINCE[1]);
}

/** Loads `node:sqlite` without its "experimental" warning, which would be the first line a newcomer sees. */
function loadBuiltIn(): RawConstructor {
  const warn = process.emitWarning;
  process.emitWarning = () => undefined;
  try {
    const module: unknown = process.getBuiltinModule('node:sqlite' as 'node:fs');
    return (module as { DatabaseSync: RawConstructor }).DatabaseSync;
  } finally {
    process.emitWarning = warn;
  }
}

async function loadDriver(): Promise<RawConstructor> {
  if (hasBuiltInSqlite(process.versions.node)) return loadBuiltIn();
  try {
    const module = (await import('libsql')) as unknown as { default: RawConstructor };
    return module.default;
  } catch (thrown) {
    throw new Error(
      `Node ${process.versions.node} needs the package "libsql" for its database, and it did not load: ` +
        `run "npm ci" again, or use Node 22.13 or newer. (${describeError(thrown)})`,
    );
  }
}

/** SQLite has rolled back by itself after some errors, a full disk among them: then there is nothing left to do. */
function rollBack(raw: RawDatabase): void {
  try {
    raw.exec('ROLLBACK');
  } catch (thrown) {
    if (!/no transaction/.test(describeError(thrown))) throw thrown;
  }
}

/** One driver would read such a text back whole, another one only up to there. */
function assertWhole(values: readonly SqlValue[]): readonly SqlValue[] {
  const isWhole = values.every((value) => typeof value !== 'string' || !value.includes(NUL));
  assert(isWhole, 'texts that go to the database hold no U+0000');
  return values;
}

function wrap(raw: RawDatabase): SqlDatabase {
  let isOpen = true;
  return {
    exec(sql) {
      raw.exec(sql);
    },
    prepare(sql) {
      const statement = raw.prepare(sql);
      return {
        run: (...values) => Number(statement.run(...assertWhole(values)).changes),
        all: (...values) => statement.all(...assertWhole(values)) as Row[],
      };
    },
    transact(work) {
      raw.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        raw.exec('COMMIT');
        return result;
      } catch (thrown) {
        rollBack(raw);
        throw thrown;
      }
    },
    close() {
      if (isOpen) raw.close();
      isOpen = false;
    },
  };
}

/** Opens or creates the database file. @throws Error when the file cannot be opened */
export async function openDatabase(path: string): Promise<SqlDatabase> {
  const Driver = await loadDriver();
  return wrap(new Driver(path));
}

/** SQLite's "another process holds the lock", whichever driver said it. */
export function isLocked(thrown: unknown): boolean {
  return /database is locked|SQLITE_BUSY/.test(describeError(thrown));
}
