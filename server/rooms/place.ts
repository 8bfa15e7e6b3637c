/**
 * Where somebody who comes into a room stands in its log. Knows neither how they came in nor the store.
 */
import type { UserId } from '../../miniprogram/core/protocol/fields';
import type { Place } from '../storage/door-port';
import type { Room } from './room';

/** What was said before counts as read, and is theirs to see only if the room wants so. `at`: server time in ms. */
export function placeOf(room: Room, user: UserId, at: number): Place {
  const since = room.settings.past === 'none' ? room.head + 1 : 1;
  return { room: room.room, user, read: room.head, since, at };
}
