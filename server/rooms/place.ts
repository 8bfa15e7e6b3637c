/**
 * Where somebody who comes into a room stands in its log. Knows neither how they came in nor the store.
 */
import type { UserId } from '../../miniprogram/core/protocol/fields';
import type { Place } from '../storage/admission-port';
import type { Room } from './room';

/**
 * What was said before counts as read, and is theirs to see only if the room wants so, and if there was somebody to ask where
 * one has to be asked. `at`: server time in ms.
 */
export function placeOf(room: Room, user: UserId, at: number): Place {
  const { past, entry } = room.settings;
  const isUnasked = entry === 'approval' && room.members === 0;
  const since = past === 'none' || isUnasked ? room.lastSeq + 1 : 1;
  return { room: room.room, user, read: room.lastSeq, since, at };
}
