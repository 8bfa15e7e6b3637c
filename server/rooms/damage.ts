/**
 * Rooms of which the storage cannot read a part. Such a room stays, says so to its members and to the operator, and takes nothing
 * away from the others. It counts as damaged until all of it could be read again, see `mending.ts`.
 */
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
export function describeDamage(all: readonly Room[], damaged: readonly string[]): Damage {
  const rooms = all.filter(({ isUnreadable: isBad }) => isBad).map(({ room }) => room);
  const tables = damaged.filter((table) => table !== 'messages' || rooms.length === 0);
  return { rooms, tables, isTotal: rooms.length > 0 && rooms.length === all.length };
}
