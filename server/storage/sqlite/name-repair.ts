/**
 * Names that an older server wrote and that drivers of SQLite cannot read whole.
 */
import { cutCodePoints } from '../../../miniprogram/core/base/text';
import { MAX_NAME_CODE_POINTS } from '../../../miniprogram/core/protocol/limits';
import { nameKey } from '../port';
import { readName } from '../rows/stored-text';
import type { SqlDatabase } from './driver';

/** `id`: the column that names the bearer. */
type Named = { readonly table: 'users' | 'rooms'; readonly id: 'user' | 'room' };

function repairTable(db: SqlDatabase, { table, id }: Named): void {
  const bad = db.prepare(
    `SELECT ${id} AS id, hex(name) AS name FROM ${table} WHERE name = '' OR instr(name, char(0)) > 0`,
  );
  const holds = table === 'rooms' ? 'closed = 0 AND emptied_at = 0 AND' : '';
  const holder = db.prepare(`SELECT 1 AS found FROM ${table} WHERE ${holds} name_key = ? AND ${id} <> ?`);
  const rename = db.prepare(`UPDATE ${table} SET name = ?, name_key = ? WHERE ${id} = ?`);
  for (const row of bad.all()) {
    const whole = Buffer.from(String(row['name']), 'hex').toString('utf8');
    const bearer = String(row['id']);
    const name = readName(whole, bearer);
    const isTaken = holder.all(nameKey(name), bearer).length > 0;
    const unique = isTaken ? cutCodePoints(bearer, MAX_NAME_CODE_POINTS) : name;
    rename.run(unique, nameKey(unique), bearer);
  }
}

/**
 * Drivers read a text up to its first U+0000, so that two different names look like one: such names are written anew, with U+FFFD
 * in its place, before anybody reads them.
 */
export function repairNames(db: SqlDatabase): void {
  db.transact(() => {
    repairTable(db, { table: 'users', id: 'user' });
    repairTable(db, { table: 'rooms', id: 'room' });
  });
}
