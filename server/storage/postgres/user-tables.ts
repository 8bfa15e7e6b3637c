/**
 * Who people are, in PostgreSQL: name, avatar, and the hash of the key that signs them in.
 */
import type { User } from '../../../miniprogram/core/protocol/fields';
import { nameKey, type FirstRoom, type NewUser, type StoredUser, type UserStore } from '../port';
import { readUser } from '../rows/user-rows';
import type { PostgresDatabase } from './database';
import { enter } from './member-statements';
import { isLookTaken, noteLook } from './name-looks';
import { lockNames, lockRooms, lockRoomsOf } from './room-locks';
import type { Sql } from './sql';

const SELECT = 'SELECT "user", name, avatar, language FROM users';

const INSERT = `
  INSERT INTO users ("user", name, name_key, avatar, key_hash, language, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT DO NOTHING`;

async function createUser(sql: Sql, made: NewUser, rooms: readonly FirstRoom[]) {
  const { user, name, avatar, keyHash, language, at } = made;
  const key = nameKey(name);
  await lockNames(sql, 'user');
  const isFree = !(await isLookTaken(sql, 'user', name));
  if (isFree && (await sql.run(INSERT, user, name, key, avatar, keyHash, language, at)) === 1) {
    await noteLook(sql, 'user', user, name);
    await lockRooms(sql, ...rooms.map(({ room }) => room));
    for (const { room, read } of rooms) await enter(sql, room, user, read, { at });
    return 'created';
  }
  const isKeyTaken =
    keyHash !== null &&
    (await sql.all('SELECT 1 AS found FROM users WHERE key_hash = $1', keyHash)).length > 0;
  return isKeyTaken ? 'key_taken' : 'name_taken';
}

async function updateUser(
  sql: Sql,
  { user, name, avatar }: User,
): Promise<'updated' | 'name_taken' | 'absent'> {
  const key = nameKey(name);
  await lockNames(sql, 'user');
  const [known] = await sql.all(`${SELECT} WHERE "user" = $1`, user);
  const [owner] = await sql.all('SELECT "user" FROM users WHERE name_key = $1', key);
  if (owner && owner['user'] !== user) return 'name_taken';
  const isNew = known?.['name'] !== name;
  // Who has a name may keep it, whoever else has one like it.
  if (isNew && (await isLookTaken(sql, 'user', name, user))) return 'name_taken';
  if (!known) return 'absent';
  if (isNew) await lockRoomsOf(sql, user);
  await sql.run(
    'UPDATE users SET name = $1, name_key = $2, avatar = $3 WHERE "user" = $4',
    name,
    key,
    avatar,
    user,
  );
  if (isNew) {
    await sql.run('UPDATE members SET name_key = $1 WHERE "user" = $2', key, user);
    await noteLook(sql, 'user', user, name);
  }
  return 'updated';
}

/** The port on these tables. */
export function createUserTables(database: PostgresDatabase): UserStore {
  const { reads, change } = database;
  const find = async (condition: string, value: string): Promise<StoredUser | null> =>
    (await reads.all(`${SELECT} WHERE ${condition}`, value)).map(readUser)[0] ?? null;
  return {
    createUser: (user, rooms = []) => change((sql) => createUser(sql, user, rooms)),
    renameKey: (from, to) =>
      change(async (sql) => {
        await sql.run('UPDATE users SET key_hash = $1 WHERE key_hash = $2', to, from);
      }),
    findUserByKey: (keyHash) => find('key_hash = $1', keyHash),
    findUserByName: async (name) => find('name_key = $1', nameKey(name)),
    findUsers: async (users) =>
      (await reads.all(`${SELECT} WHERE "user" = ANY ($1::text[])`, users)).map(readUser),
    isNameFree: async (name) => {
      if ((await find('name_key = $1', nameKey(name))) !== null) return false;
      return !(await isLookTaken(reads, 'user', name));
    },
    updateUser: (user) => change((sql) => updateUser(sql, user)),
  };
}
