/**
 * Which role stands above which, for what people are offered; the server decides.
 */
import type { UserId } from '../protocol/fields';
import type { Role } from '../protocol/governance';
import type { Room } from './state';

const RANKS: Readonly<Record<Role, number>> = { owner: 2, admin: 1, member: 0 };

/** Whether it makes sense to offer moderation at all. */
export const isModerator = (role: Role): boolean => RANKS[role] > 0;
/** False between equals: an admin cannot remove an admin. */
export const outranks = (role: Role, other: Role): boolean => RANKS[role] > RANKS[other];

/** Somebody's role in the room; who has left, and where the server does not tell, counts as a member. */
export const roleOf = (room: Room | null, user: UserId): Role =>
  room?.staff?.find((each) => each.user === user)?.role ?? 'member';
