/**
 * Which rooms somebody is in, and what holds for them there. A membership that cannot be read is one all the same: the room is
 * told as damaged, and the others are as ever.
 */
import type { RoomId, UserId } from '../../../miniprogram/core/protocol/fields';
import { NO_FLAGS } from '../governance-port';
import type { MemberRow, RoomStore } from '../port';
import { isUnreadable } from '../unreadable';
import { readMembership } from '../rows/room-rows';
import type { SqlDatabase } from './driver';
import { FLAG_COLUMNS } from '../rows/member-rows';
import { settle } from './settle';

const SELECT = `
  SELECT members.room AS room, read, role, since, joined_at, sanctions.muted_until AS muted_until, ${FLAG_COLUMNS}
  FROM members LEFT JOIN sanctions ON sanctions.room = members.room AND sanctions.user = members.user`;

/** The year 2100. */
const FAR_FUTURE = 4_102_444_800_000;

/** They see what is said from now on, and nothing of before: who may see that is not known. */
const unreadableMembership = (room: RoomId, mutedUntil: number, damage: unknown): MemberRow => ({
  room,
  read: 0,
  flags: NO_FLAGS,
  membership: { role: 'member', mutedUntil },
  since: Number.MAX_SAFE_INTEGER,
  joinedAt: 0,
  damage,
});

/** Whoever may be silenced is silent. */
function createSilenceReader(db: SqlDatabase): (room: RoomId, user: UserId) => number {
  const silence = db.prepare('SELECT muted_until FROM sanctions WHERE room = ? AND user = ?');
  return (room, user) => {
    try {
      return Number(silence.all(room, user)[0]?.['muted_until'] ?? 0);
    } catch (thrown) {
      if (isUnreadable(thrown)) return FAR_FUTURE;
      throw thrown;
    }
  };
}

/** Reads only. */
export function createMembershipTables(db: SqlDatabase): Pick<RoomStore, 'membershipsOf'> {
  const memberships = db.prepare(`${SELECT} WHERE members.user = ? ORDER BY members.room`);
  const roomsOf = db.prepare(
    'SELECT room FROM members INDEXED BY members_by_user WHERE user = ? ORDER BY room',
  );
  const membership = db.prepare(`${SELECT} WHERE members.room = ? AND members.user = ?`);
  const readSilence = createSilenceReader(db);
  const readEach = (user: UserId): MemberRow[] =>
    roomsOf.all(user).flatMap((row) => {
      const room = row['room'] as RoomId;
      try {
        return membership.all(room, user).map(readMembership);
      } catch (thrown) {
        if (isUnreadable(thrown)) return [unreadableMembership(room, readSilence(room, user), thrown)];
        throw thrown;
      }
    });
  const readAll = (user: UserId): readonly MemberRow[] => {
    try {
      return memberships.all(user).map(readMembership);
    } catch (thrown) {
      if (isUnreadable(thrown)) return readEach(user);
      throw thrown;
    }
  };
  // Each by itself only when all at once cannot be read: it costs more.
  return { membershipsOf: (user) => settle(() => readAll(user)) };
}
