/**
 * Writes all rows of a database into a new file, whose indexes are made anew: the way out when an index cannot be read and what it
 * leads to can. SQLite's own ways read the damaged index first. Nothing is left out: a table that cannot be read whole ends it.
 */
import { rm } from 'node:fs/promises';
import { makePrivateFile } from '../../private-files';
import { PART_ENDING } from '../../whole-file';
import { isUnreadable } from '../unreadable';
import type { Row } from '../rows/row';
import { openDatabase, type SqlDatabase } from './driver';
import { prepareSchema, releaseLock } from './schema';

const TABLES = `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`;

/** The tables of today, empty. Returns how its triggers are made, which must not run while rows are copied. */
async function makeEmpty(path: string): Promise<readonly string[]> {
  await rm(path, { force: true });
  await makePrivateFile(path);
  const db = await openDatabase(path);
  try {
    prepareSchema(db);
    const triggers = db.prepare(`SELECT name, sql FROM sqlite_master WHERE type = 'trigger'`).all();
    for (const { name } of triggers) db.exec(`DROP TRIGGER "${String(name)}"`);
    releaseLock(db);
    return triggers.map(({ sql }) => String(sql));
  } finally {
    db.close();
  }
}

const listNames = (columns: readonly Row[]): string =>
  columns.map(({ name }) => `"${String(name)}"`).join(', ');

/**
 * In the order of its key, which is that of the table itself; when that cannot be read, in any order, because an index may have
 * all columns. The condition keeps SQLite from copying page by page, damaged indexes too.
 */
function copyTable(db: SqlDatabase, name: string): void {
  // Columns that are computed are not among these.
  const columns = db.prepare(`PRAGMA table_info("${name}")`).all();
  const keys = columns.filter(({ pk }) => Number(pk) > 0).sort((a, b) => Number(a['pk']) - Number(b['pk']));
  const list = listNames(columns);
  const copy = `INSERT INTO anew."${name}" (${list}) SELECT ${list} FROM main."${name}" WHERE 1`;
  try {
    db.transact(() => db.exec(`${copy} ORDER BY ${listNames(keys)}`));
  } catch (thrown) {
    if (!isUnreadable(thrown)) throw thrown;
    db.transact(() => db.exec(copy));
  }
}

async function addTriggers(path: string, triggers: readonly string[]): Promise<void> {
  const db = await openDatabase(path);
  try {
    db.transact(() => {
      for (const sql of triggers) db.exec(sql);
    });
    releaseLock(db);
  } finally {
    db.close();
  }
}

/** Path of the whole copy, which whoever calls puts in place; null when that cannot be done. */
export async function copyAnew(db: SqlDatabase, path: string): Promise<string | null> {
  const target = `${path}.anew${PART_ENDING}`;
  try {
    const triggers = await makeEmpty(target);
    db.exec(`ATTACH '${target.replaceAll("'", "''")}' AS anew`);
    try {
      for (const { name } of db.prepare(TABLES).all()) copyTable(db, String(name));
    } finally {
      db.exec('DETACH anew');
    }
    await addTriggers(target, triggers);
    return target;
  } catch {
    // Also of a full disk: what is here can be served as it is.
    await rm(target, { force: true });
    return null;
  }
}
