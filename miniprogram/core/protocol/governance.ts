/**
 * How a room is run, in the words of the wire: roles, what is set for the room, and what each member set for themself.
 */
import { MAX_ANNOUNCEMENT_CODE_POINTS } from './limits';
import { roomCode, userId } from './ids';
import { boolean, integer, object, optional, text, word, type Infer } from './schema';

/** What a member may do in a room, from most to least; there is one owner. */
export type Role = 'owner' | 'admin' | 'member';
/** A role of a newer server has at least the rights of a member. */
export const role = word<Role>('member', 'owner', 'admin', 'member');

/** Who finds the room: everybody in the directory, or whoever was given its code. */
export type Access = 'public' | 'invite';
/** A newer way in is no open door. */
export const access = word<Access>('invite', 'public', 'invite');

/** What the code of a room does: lets people in, has an admin asked first, or nothing (invitations still let people in). */
export type Entry = 'open' | 'approval' | 'off';
/** A newer rule at least has somebody asked. */
export const entry = word<Entry>('approval', 'open', 'approval', 'off');

/** What newcomers see of what was said before they came. */
export type Past = 'all' | 'none';
/** How much of what was said before they came a new member may read; a word of a newer server counts as `none`. */
export const past = word<Past>('none', 'all', 'none');

/** Who runs a room: its owner and admins. */
export const staffMember = object({ user: userId, role });
export type StaffMember = Infer<typeof staffMember>;

/** What one member set for themself; the same on all of their devices. */
export const roomFlags = object({ pinned: boolean(), muted: boolean(), markedUnread: boolean() });
export type RoomFlags = Infer<typeof roomFlags>;

/**
 * What holds for everybody. `slowMs`: least time between two messages of one member, 0 for none. `code`: what people type to
 * join, which is the room's id where it is absent. `entry`: `open` where it is absent, `past`: `all`.
 */
export const roomSettings = object({
  announcement: text({ max: MAX_ANNOUNCEMENT_CODE_POINTS }),
  access,
  slowMs: integer(),
  closed: boolean(),
  code: optional(roomCode),
  entry: optional(entry),
  past: optional(past),
});
export type RoomSettings = Infer<typeof roomSettings>;

/** The reader's own place in the room. `mutedUntil`: server time in ms, 0 when they may speak. */
export const standing = object({ role, mutedUntil: integer() });
export type Membership = Infer<typeof standing>;
