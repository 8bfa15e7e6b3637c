/**
 * Which comings and goings become a line of the room. A person who comes and goes again has one line each in a while, and a
 * room a bounded number of such lines, however many people pass through: what is said must not drown in them.
 */
import type { Clock } from '../../miniprogram/core/base/clock';
import type { RoomId, UserId } from '../../miniprogram/core/protocol/fields';
import type { ServerLimits } from '../limits';
import { createKeyedBuckets } from '../token-bucket';

/** Who was removed is told by another line. */
export type Coming = 'joined' | 'left';

/** True at most once for each coming: asking takes a line. */
export type IsWorthALine = (room: RoomId, user: UserId, event: Coming) => boolean;

/** The oldest are forgotten; the room's own bound holds all the same. */
const MAX_REMEMBERED = 10_000;

type Limits = Pick<ServerLimits, 'comingAgainMs' | 'comingBurst' | 'comingsPerSecond'>;

/** Remembers in memory only. */
export function createComings(clock: Clock, limits: Limits): IsWorthALine {
  const lastAt = new Map<string, number>();
  const takeLine = createKeyedBuckets(clock, limits.comingBurst, limits.comingsPerSecond);
  return (room, user, event) => {
    const key = `${room}/${user}/${event}`;
    const now = clock.now();
    const before = lastAt.get(key);
    if (before !== undefined && Math.abs(now - before) < limits.comingAgainMs) return false;
    if (takeLine(room) > 0) return false;
    lastAt.delete(key);
    lastAt.set(key, now);
    const oldest = lastAt.keys().next();
    if (lastAt.size > MAX_REMEMBERED && !oldest.done) lastAt.delete(oldest.value);
    return true;
  };
}
