/**
 * Rooms of which the storage cannot read a part. Such a room stays, says so to its members and to the operator, and takes nothing
 * away from the others. It counts as damaged until the server is started on a database that is whole.
 */
import { describeError, type Logger } from '../../miniprogram/core/base/logger';
import { isUnreadable } from '../storage/unreadable';
import { tellRoom, type Room } from './room';

/** What health tells of it. */
export interface Damage {
  /** Ids of rooms that cannot be read. */
  readonly rooms: readonly string[];
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

export function describeDamage(all: readonly Room[]): Damage {
  const rooms = all.filter(({ isUnreadable: isBad }) => isBad).map(({ room }) => room);
  return { rooms, isTotal: rooms.length > 0 && rooms.length === all.length };
}
