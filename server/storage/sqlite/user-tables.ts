/**
 * Who people are: name, avatar, and the hash of the key that signs them in.
 */
import { nameKey, type UserStore } from '../port';
import { readUser } from '../rows/user-rows';
import type { SqlDatabase } from './driver';
import type { GroupCommit } from './group-commit';
import { settle } from './settle';
import { createNameLooks } from './name-looks';

const COLUMNS = 'user, name, avatar, language';

/** The port on these tables; writes join the commit of their turn. */
export function createUserTables(db: SqlDatabase, group: GroupCommit): UserStore {
  const insert = db.prepare(
    `INSERT INTO users (user, name, name_key, avatar, key_hash, language, at)
     VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const join = db.prepare(
    `INSERT INTO members (room, user, read, role, joined_at) VALUES (?, ?, ?, 'member', ?) ON CONFLICT DO NOTHING`,
  );
  const renameKey = db.prepare('UPDATE users SET key_hash = ? WHERE key_hash = ?');
  const byKey = db.prepare(`SELECT ${COLUMNS} FROM users WHERE key_hash = ?`);
  const byName = db.prepare(`SELECT ${COLUMNS} FROM users WHERE name_key = ?`);
  const byId = db.prepare(`SELECT ${COLUMNS} FROM users WHERE user = ?`);
  const holder = db.prepare('SELECT user FROM users WHERE name_key = ?');
  const looks = createNameLooks(db, 'user');
  const update = db.prepare('UPDATE users SET name = ?, name_key = ?, avatar = ? WHERE user = ?');

  return {
    createUser: ({ user, name, avatar, keyHash, language, at }, rooms = []) =>
      group.later(() => {
        const isFree = !looks.isTaken(name);
        if (isFree && insert.run(user, name, nameKey(name), avatar, keyHash, language, at) === 1) {
          looks.note(user, name);
          for (const { room, read } of rooms) join.run(room, user, read, at);
          return 'created';
        }
        const isKeyTaken = keyHash !== null && byKey.all(keyHash).length > 0;
        return isKeyTaken ? 'key_taken' : 'name_taken';
      }),
    renameKey: (from, to) => group.later(() => void renameKey.run(to, from)),
    findUserByKey: (keyHash) => settle(() => byKey.all(keyHash).map(readUser)[0] ?? null),
    findUsers: (users) => settle(() => users.flatMap((user) => byId.all(user).map(readUser))),
    findUserByName: (name) => settle(() => byName.all(nameKey(name)).map(readUser)[0] ?? null),
    isNameFree: (name) => settle(() => holder.all(nameKey(name)).length === 0 && !looks.isTaken(name)),
    updateUser: ({ user, name, avatar }) =>
      group.later(() => {
        const known = byId.all(user).map(readUser)[0];
        const owner = holder.all(nameKey(name))[0]?.['user'];
        if (owner !== undefined && owner !== user) return 'name_taken';
        // Who has a name may keep it, whoever else has one like it.
        if (known?.name !== name && looks.isTaken(name, user)) return 'name_taken';
        if (update.run(name, nameKey(name), avatar, user) !== 1) return 'absent';
        looks.note(user, name);
        return 'updated';
      }),
  };
}
