/**
 * Names and texts as rows hold them. What an older server, or somebody's own hand, wrote may be what the protocol does not
 * carry: a name that is empty, too long or cut off by U+0000 would shut its bearer out, so another one takes its place. Knows no
 * rule of what may be written.
 */
import { cutCodePoints, toStorable } from '../../../miniprogram/core/base/text';
import { isVisible } from '../../../miniprogram/core/base/visible';
import {
  MAX_ANNOUNCEMENT_CODE_POINTS,
  MAX_AVATAR_CHARS,
  MAX_NAME_CODE_POINTS,
} from '../../../miniprogram/core/protocol/limits';
import { nameKey } from '../port';
import type { SqlDatabase, SqlValue } from './driver';

const read = (value: SqlValue | undefined, max: number): string =>
  cutCodePoints(toStorable(String(value ?? '')), max);

/** A name that nobody sees is as good as none: the id of its bearer stands for it. */
export function readName(value: SqlValue | undefined, id: string): string {
  const name = read(value, MAX_NAME_CODE_POINTS);
  return isVisible(name) ? name : cutCodePoints(id, MAX_NAME_CODE_POINTS);
}

/** '' for one that is too long. */
export const readAvatar = (value: SqlValue | undefined): string => {
  const avatar = toStorable(String(value ?? ''));
  return avatar.length > MAX_AVATAR_CHARS ? '' : avatar;
};

/** Cut at the limit of the protocol. */
export const readAnnouncement = (value: SqlValue | undefined): string =>
  read(value, MAX_ANNOUNCEMENT_CODE_POINTS);

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
