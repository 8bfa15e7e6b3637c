/**
 * Rooms of which the storage cannot read a part. Such a room stays, says so to its members and to the operator, and takes nothing
 * away from the others. It counts as damaged until all of it could be read again, see `mending.ts`.
 */
import type { Clock } from '../../miniprogram/core/base/clock';
import { describeError, type Logger } from '../../miniprogram/core/base/logger';
import { isUnreadable } from '../storage/unreadable';
import { tellRoom, type Room } from './room';

/** What health tells of it. */
export interface Damage {
  /** Ids of rooms that cannot be read. */
  readonly rooms: readonly string[];
  /** Tables of the storage that cannot be read whole, which concerns whoever needs what is there. */
  readonly tables: readonly string[];
  /** No room can be read: the storage as a whole is of no use. */
  readonly isTotal: boolean;
}

/** False when what was thrown says nothing about the room. */
export function noteDamage(room: Room | undefined, thrown: unknown, logger: Logger): boolean {
  if (!room || !isUnreadable(thrown)) return false;
  if (room.isUnreadable) return true;
  room.isUnreadable = true;
  logger.error('room_unreadable', { room: room.room, error: describeError(thrown) });
  tellRoom(room);
  return true;
}

/** With the rooms that were met, the table of their logs needs no mention. */
function describeDamage(all: readonly Room[], damaged: readonly string[]): Damage {
  const rooms = all.filter(({ isUnreadable: isBad }) => isBad).map(({ room }) => room);
  const tables = damaged.filter((table) => table !== 'messages' || rooms.length === 0);
  return { rooms, tables, isTotal: rooms.length > 0 && rooms.length === all.length };
}

/** Looks through the rooms at most once in `everyMs`: there may be thousands of them, and anybody may ask. */
export function createDamageReport(
  clock: Clock,
  everyMs: number,
  look: () => { readonly rooms: readonly Room[]; readonly damaged: readonly string[] },
): () => Damage {
  let last: { readonly at: number; readonly damage: Damage } | null = null;
  return () => {
    const at = clock.now();
    if (last && Math.abs(at - last.at) < everyMs) return last.damage;
    const { rooms, damaged } = look();
    last = { at, damage: describeDamage(rooms, damaged) };
    return last.damage;
  };
}
