/**
 * How rooms are run, in SQLite.
 */
import { createFinder } from '../../../miniprogram/core/base/fold';
import type { RoomId, UserId } from '../../../miniprogram/core/protocol/fields';
import { SEARCHED } from '../../../miniprogram/core/protocol/kinds/facts';
import { NO_SANCTIONS, type GovernanceStore, type Hearing, type RoomChange } from '../governance-port';
import { lookThrough } from '../look-through';
import { nameKey } from '../port';
import { createNameLooks } from './name-looks';
import type { SqlValue } from '../rows/row';
import { readReport } from '../rows/user-rows';
import type { SqlDatabase } from './driver';
import { createMask } from './event-tables';
import type { GroupCommit } from './group-commit';
import { createMemberLists } from './member-lists';
import { FLAG_COLUMNS, readFlags, readMember, readRoleAndMute } from '../rows/member-rows';
import { MESSAGE_COLUMNS, readMessage } from '../rows/message-rows';
import { settle } from './settle';

const SANCTIONS = 'LEFT JOIN sanctions ON sanctions.room = members.room AND sanctions.user = members.user';

/** The room that a name leads to: of those that are closed, or that everybody has left, the names are free. */
export const ROOM_OF_NAME = 'SELECT room FROM rooms WHERE name_key = ? AND closed = 0 AND emptied_at = 0';

const toColumn = (on: boolean | undefined): SqlValue => (on === undefined ? null : Number(on));

const readHearing = (muted: SqlValue | undefined, blocked: SqlValue | undefined): Hearing =>
  muted === 1 ? 'muted' : blocked === 1 ? 'blocked' : 'listens';

type Members = Pick<GovernanceStore, 'membersOf' | 'hearingOf' | 'membershipOf' | 'setRoles' | 'setFlags'>;

function createMemberTables(db: SqlDatabase, group: GroupCommit): Members {
  const list = db.prepare(
    `SELECT members.user AS user, users.name AS name, users.avatar AS avatar, members.role AS role,
       members.joined_at AS joined_at, sanctions.muted_until AS muted_until
     FROM members JOIN users ON users.user = members.user ${SANCTIONS} WHERE members.room = ?`,
  );
  const hearing = db.prepare(
    `SELECT muted, EXISTS (SELECT 1 FROM blocks WHERE blocks.user = members.user AND blocked = ?) AS blocked
     FROM members WHERE room = ? AND user = ?`,
  );
  const membership = db.prepare(
    `SELECT members.role AS role, sanctions.muted_until AS muted_until
     FROM members ${SANCTIONS} WHERE members.room = ? AND members.user = ?`,
  );
  const setRole = db.prepare('UPDATE members SET role = ? WHERE room = ? AND user = ?');
  const setFlags = db.prepare(
    `UPDATE members SET pinned = COALESCE(?, pinned), muted = COALESCE(?, muted),
       marked_unread = COALESCE(?, marked_unread) WHERE room = ? AND user = ?`,
  );
  const flags = db.prepare(`SELECT ${FLAG_COLUMNS} FROM members WHERE room = ? AND user = ?`);
  return {
    membersOf: (room) => settle(() => list.all(room).map(readMember)),
    hearingOf: (room, speaker, users) =>
      settle(() =>
        users.flatMap((user) =>
          hearing
            .all(speaker, room, user)
            .map(({ muted, blocked }) => [user, readHearing(muted, blocked)] as const),
        ),
      ),
    membershipOf: (room, user) =>
      settle(() => {
        const row = membership.all(room, user)[0];
        return row ? readRoleAndMute(row) : null;
      }),
    setRoles: (room, roles) =>
      group.later(() => {
        for (const [user, role] of roles) setRole.run(role, room, user);
      }),
    setFlags: (room, user, { pinned, muted, markedUnread }) =>
      group.later(() => {
        setFlags.run(toColumn(pinned), toColumn(muted), toColumn(markedUnread), room, user);
        const row = flags.all(room, user)[0];
        return row ? readFlags(row) : null;
      }),
  };
}

type Rules = Pick<GovernanceStore, 'changeRoom' | 'sanctionsOf' | 'setSanctions'>;

function createRuleTables(db: SqlDatabase, group: GroupCommit): Rules {
  const holder = db.prepare(ROOM_OF_NAME);
  const current = db.prepare('SELECT name, name_key, closed, emptied_at FROM rooms WHERE room = ?');
  const looks = createNameLooks(db, 'room');
  const change = db.prepare(
    `UPDATE rooms SET name = COALESCE(?, name), name_key = COALESCE(?, name_key),
       announcement = COALESCE(?, announcement), access = COALESCE(?, access),
       slow_ms = COALESCE(?, slow_ms), closed = COALESCE(?, closed), code = COALESCE(?, code),
       entry = COALESCE(?, entry), past = COALESCE(?, past) WHERE room = ?`,
  );
  const sanctions = db.prepare(
    'SELECT muted_until, kept_out_until FROM sanctions WHERE room = ? AND user = ?',
  );
  const setSanctions = db.prepare(
    `INSERT INTO sanctions (room, user, muted_until, kept_out_until) VALUES (?, ?, ?, ?)
     ON CONFLICT (room, user) DO UPDATE SET muted_until = excluded.muted_until, kept_out_until = excluded.kept_out_until`,
  );
  const readSanctions = (room: RoomId, user: UserId) => {
    const row = sanctions.all(room, user)[0];
    if (!row) return NO_SANCTIONS;
    return { mutedUntil: Number(row['muted_until']), keptOutUntil: Number(row['kept_out_until']) };
  };
  const changeRoom = (room: RoomId, wanted: RoomChange) => {
    const { name, announcement, access, slowMs, closed, code, entry, past } = wanted;
    const key = name === undefined ? null : nameKey(name);
    const row = current.all(room)[0];
    const isTaken = (): boolean => {
      if (row?.['emptied_at'] !== 0 || (closed ?? row['closed'] === 1)) return false;
      if (holder.all(key ?? row['name_key'] ?? '').some((found) => found['room'] !== room)) return true;
      const isNew = (name !== undefined && row['name'] !== name) || row['closed'] === 1;
      return isNew && looks.isTaken(name ?? String(row['name']), room);
    };
    if (isTaken()) return 'name_taken';
    change.run(
      name ?? null,
      key,
      announcement ?? null,
      access ?? null,
      slowMs ?? null,
      toColumn(closed),
      code ?? null,
      entry ?? null,
      past ?? null,
      room,
    );
    if (name !== undefined) looks.note(room, name);
    return 'changed';
  };
  return {
    changeRoom: (room, wanted) => group.later(() => changeRoom(room, wanted)),
    sanctionsOf: (room, user) => settle(() => readSanctions(room, user)),
    setSanctions: (room, user, wanted) =>
      group.later(() => {
        const { mutedUntil, keptOutUntil } = { ...readSanctions(room, user), ...wanted };
        setSanctions.run(room, user, mutedUntil, keptOutUntil);
      }),
  };
}

type Complaints = Pick<
  GovernanceStore,
  'addReport' | 'listReports' | 'blocksOf' | 'setBlocked' | 'findTexts'
>;

/** Of each kind that a search for texts finds. */
const SEARCHED_KINDS = SEARCHED.map(([kind]) => `'${kind}'`).join(', ');
const SEARCHED_TEXT = SEARCHED.map(
  ([kind, field]) => `WHEN '${kind}' THEN json_extract(body, '$.${field}')`,
).join(' ');

function createComplaintTables(db: SqlDatabase, group: GroupCommit): Complaints {
  const mask = createMask(db);
  const addReport = db.prepare(
    'INSERT INTO reports (at, reporter, room, user, seq, reason) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const reports = db.prepare('SELECT * FROM reports ORDER BY id');
  const blocks = db.prepare('SELECT blocked FROM blocks WHERE user = ? ORDER BY blocked');
  const addBlock = db.prepare('INSERT INTO blocks (user, blocked) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const dropBlock = db.prepare('DELETE FROM blocks WHERE user = ? AND blocked = ?');
  // What is the same to whoever looks for it is known by the function that phones have too, and by no SQL.
  const texts = db.prepare(
    `SELECT seq, CASE kind ${SEARCHED_TEXT} END AS text FROM messages
     WHERE room = ? AND seq >= ? AND seq < ? AND kind IN (${SEARCHED_KINDS}) ORDER BY seq DESC`,
  );
  const read = db.prepare(`SELECT ${MESSAGE_COLUMNS} FROM messages WHERE room = ? AND seq = ?`);
  return {
    addReport: ({ at, reporter, room, user, seq, reason }) =>
      group.later(() => void addReport.run(at, reporter, room, user, seq, reason)),
    listReports: () => settle(() => reports.all().map(readReport)),
    blocksOf: (user) => settle(() => blocks.all(user).map((row) => row['blocked'] as UserId)),
    setBlocked: (user, blocked, on) => group.later(() => void (on ? addBlock : dropBlock).run(user, blocked)),
    findTexts: ({ room, query, from, before, ...looking }) =>
      settle(() => {
        const isFound = createFinder(query);
        const rows = texts
          .all(room, from, before)
          .map((row) => ({ seq: Number(row['seq']), text: String(row['text'] ?? '') }));
        const hits = lookThrough(rows, ({ text }) => isFound(text), looking);
        return hits
          .flatMap(({ seq }) => read.all(room, seq))
          .map(readMessage)
          .map(mask);
      }),
  };
}

/** The port on these tables; writes join the commit of their turn. */
export function createGovernanceTables(db: SqlDatabase, group: GroupCommit): GovernanceStore {
  return {
    ...createMemberTables(db, group),
    ...createMemberLists(db),
    ...createRuleTables(db, group),
    ...createComplaintTables(db, group),
  };
}
