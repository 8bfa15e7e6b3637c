/**
 * Who may come into a room, by what they know of it: the one place where this is decided. Pure; whoever asks has looked up
 * what there is.
 */
import type { Refusal } from '../../miniprogram/core/protocol/content';
import type { StoredInvitation } from '../storage/admission-port';
import type { Room } from './room';

/** What a person who is no member of it named. */
export type Way =
  /** Its code. */
  | { readonly by: 'code' }
  /** Its id, as the directory tells it. */
  | { readonly by: 'directory' }
  | { readonly by: 'invitation'; readonly invitation: StoredInvitation };

/** All that the decision depends on. */
export interface Visit {
  readonly room: Pick<Room, 'members' | 'settings' | 'staff'>;
  readonly way: Way;
  /** Server time in ms until which this person was sent away; 0 when they were not. */
  readonly keptOutUntil: number;
  readonly now: number;
}

/** What is to be done with whoever came. */
export type Verdict =
  | { readonly kind: 'enter' }
  /** An admin is asked first. */
  | { readonly kind: 'knock' }
  | { readonly kind: 'refuse'; readonly refusal: Refusal };

/**
 * A wrong code and one that may not be used have the same answer, in the same words: whoever tries codes learns nothing from
 * it.
 */
export const NO_ENTRY: Refusal = {
  code: 'no_room',
  reason: 'There is no such room, or this code does not lead into it.',
};

/** Everybody is told of such a room by the directory. */
export const isListed = ({ settings }: Pick<Room, 'settings'>): boolean =>
  settings.access === 'public' && !settings.closed && settings.entry !== 'off';

const refuse = (refusal: Refusal): Verdict => ({ kind: 'refuse', refusal });

const isSpent = ({ expiresAt, uses, maxUses }: StoredInvitation, now: number): boolean =>
  expiresAt <= now || uses >= maxUses;

/**
 * Whoever made it runs the room: what they gave away while they did is worth nothing afterwards. A room that everybody has left
 * has nobody else who could invite.
 */
export const isBacked = (
  { by }: Pick<StoredInvitation, 'by'>,
  { members, staff }: Pick<Room, 'members' | 'staff'>,
): boolean => members === 0 || staff.has(by);

/** Whoever may not know of the room gets the answer for one that does not exist. */
export function authorizeEntry({ room, way, keptOutUntil, now }: Visit): Verdict {
  const { settings } = room;
  if (settings.closed) return refuse(NO_ENTRY);
  if (keptOutUntil > now) {
    const reason = `You were sent away from this room; try again in ${keptOutUntil - now} ms.`;
    return refuse(isListed(room) ? { code: 'forbidden', reason } : NO_ENTRY);
  }
  if (way.by === 'invitation') {
    const lets = isBacked(way.invitation, room) && !isSpent(way.invitation, now);
    return lets ? { kind: 'enter' } : refuse(NO_ENTRY);
  }
  if (way.by === 'directory' && !isListed(room)) return refuse(NO_ENTRY);
  if (settings.entry === 'off') return refuse(NO_ENTRY);
  // Where nobody is in, nobody would ever open.
  return { kind: settings.entry === 'approval' && room.members > 0 ? 'knock' : 'enter' };
}
