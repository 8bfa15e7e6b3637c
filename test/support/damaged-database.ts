/**
 * A database with many people and rooms, and its pages by the table or index that they belong to, for tests that overwrite
 * one. Knows how SQLite's file hangs together, and no server.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { openDatabase, type SqlDatabase } from '../../server/storage/sqlite/driver';
import { guestKeyOf } from '../../server/auth/keys';
import { guestKey } from './test-server';

export const PEOPLE = 300;
const ROOMS = 40;

const number = (count: number): string =>
  `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${count - 1})`;

export const personOf = (i: number): string => `uperson${String(i).padStart(5, '0')}`;
/** The key that signs the person in. */
export const keyOf = (i: number): string => guestKey(`person ${i}`);

function fillPeople(db: SqlDatabase): void {
  const user = db.prepare(
    `INSERT INTO users (user, name, name_key, avatar, key_hash, language, at, tickets_ended_at)
     VALUES (?, ?, ?, ?, ?, 'en', ?, ?)`,
  );
  for (let i = 0; i < PEOPLE; i += 1) {
    user.run(personOf(i), `Person ${i}`, `person ${i}`, `tint-${i % 8}`, guestKeyOf(keyOf(i)).hash, i, i % 2);
  }
}

const person = (term: string): string => `'uperson' || printf('%05d', ${term})`;
const room = (term: string): string => `'room' || printf('%04d', ${term})`;

/** Everybody is in every eighth room; the first of a room owns it. */
const REST = `
  ${number(ROOMS)} INSERT INTO rooms (room, name, name_key, epoch, head, at, last, code, announcement)
    SELECT ${room('i')}, 'Room ' || i, 'room ' || i, 'e1', 20, i, 20, ${room('i')} || 'code', printf('%0200d', i) FROM n;
  ${number(PEOPLE * 8)} INSERT INTO members (room, user, read, role, joined_at)
    SELECT ${room(`(i / ${PEOPLE}) * 5`)}, ${person(`i % ${PEOPLE}`)}, 1,
      CASE i % ${PEOPLE} WHEN 0 THEN 'owner' ELSE 'member' END, i FROM n;
  ${number(ROOMS * 20)} INSERT INTO messages (room, seq, user, client_id, at, body)
    SELECT ${room('i / 20')}, i % 20 + 1, ${person('i % 7')}, 'client-' || printf('%06d', i), i,
      json_object('kind', CASE i % 3 WHEN 0 THEN 'image' ELSE 'text' END, 'text', printf('%0100d', i),
        'url', CASE i % 3 WHEN 0 THEN '/media/' || printf('%032d', i) || '.jpg' END) FROM n;
  ${number(600)} INSERT INTO sanctions (room, user, muted_until) SELECT ${room('i % 5')}, ${person('i')}, 1 FROM n;
  ${number(600)} INSERT INTO blocks (user, blocked) SELECT ${person('i % 20')}, ${person('i + 20')} FROM n;
  ${number(600)} INSERT INTO reports (at, reporter, room, user, reason)
    SELECT i, ${person('1')}, ${room('1')}, ${person('i')}, 'spam' FROM n;
  ${number(600)} INSERT INTO noted_files (path, user) SELECT printf('%032d', i) || '.jpg', ${person('i')} FROM n;
  ${number(600)} INSERT INTO invitations (code, room, by_user, at, expires_at, max_uses, uses)
    SELECT printf('%024d', i), ${room('i % 5')}, ${person('0')}, i, 1, 1, 0 FROM n;
  ${number(600)} INSERT INTO waiting (room, user, at) SELECT ${room('i % 5')}, ${person('i')}, i FROM n;
  ${number(600)} INSERT INTO mentions (room, user, seq) SELECT ${room('i % 40')}, ${person('i % 300')}, i / 40 + 1 FROM n;
  ${number(600)} INSERT INTO reactions (room, seq, emoji, user, at_seq)
    SELECT ${room('i % 40')}, 1, 'thumb', ${person('i')}, 2 FROM n;
  ${number(600)} INSERT INTO reaction_counts (room, seq, emoji, count, first, names)
    SELECT ${room('i % 40')}, i / 40, 'thumb', 1, 2, '[]' FROM n;
  ${number(600)} INSERT INTO quotes (room, of_seq, seq) SELECT ${room('i % 40')}, 1, i / 40 + 2 FROM n;
`;

/** Into the database of a server that was stopped. */
export async function fillDatabase(path: string): Promise<void> {
  const db = await openDatabase(path);
  db.transact(() => {
    fillPeople(db);
    db.exec(REST);
  });
  db.exec('PRAGMA journal_mode = DELETE');
  db.close();
}

/** Names of tables and indexes with the page where each begins. */
export async function rootsOf(path: string): Promise<ReadonlyMap<string, number>> {
  const db = await openDatabase(path);
  const rows = db.prepare('SELECT name, rootpage FROM sqlite_master WHERE rootpage > 0').all();
  db.exec('PRAGMA journal_mode = DELETE');
  db.close();
  return new Map(rows.map(({ name, rootpage }) => [String(name), Number(rootpage)]));
}

const INTERIOR: ReadonlySet<number> = new Set([2, 5]);

/** The pages below a root, without the root, which is itself a leaf when there is no other. */
export function leavesOf(file: Buffer, root: number): readonly number[] {
  const size = file.readUInt16BE(16);
  const at = (root - 1) * size;
  if (!INTERIOR.has(file[at] ?? 0)) return [root];
  const cells = Array.from({ length: file.readUInt16BE(at + 3) }, (_, i) =>
    file.readUInt32BE(at + file.readUInt16BE(at + 12 + 2 * i)),
  );
  return [...cells, file.readUInt32BE(at + 8)].flatMap((page) => leavesOf(file, page));
}

export type Harm = 'zeros' | 'noise';

/** Overwrites one page in the middle of the table or index that begins at `root`. */
export function harm(path: string, root: number, how: Harm = 'zeros'): void {
  const file = readFileSync(path);
  const leaves = leavesOf(file, root);
  const page = leaves[Math.floor(leaves.length / 2)]!;
  const size = file.readUInt16BE(16);
  const bytes = Buffer.alloc(size, how === 'zeros' ? 0 : 0xa7);
  bytes.copy(file, (page - 1) * size);
  writeFileSync(path, file);
}
