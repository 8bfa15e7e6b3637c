/**
 * Tells those who look at the members of a room who has come or gone, and everybody in it how many are online, at most once per interval and room, always with the newest
 * numbers: a reconnect storm costs one frame per second, not one per connection.
 */
import type { Clock } from '../../miniprogram/core/base/clock';
import type { UserId } from '../../miniprogram/core/protocol/fields';
import { noteFollowed, type MemberChange } from './follower';
import { broadcast, type Room } from './room';

/** Numbers only: who came is told to those alone who look at the members. */
export interface Presence {
  /** The number of members or of those online changed, by `user`. */
  changed(room: Room, user?: UserId, change?: MemberChange): void;
  /** Drops what waits. */
  close(): void;
}

/** `intervalMs` is for each room. */
export function createPresence(options: { clock: Clock; intervalMs: number }): Presence {
  const { clock, intervalMs } = options;
  /** Rooms inside an interval: whether there is news for its end, and how to cancel it. */
  const resting = new Map<Room, { hasNews: boolean; cancel: () => void }>();

  function tell(room: Room): void {
    broadcast(room, { type: 'presence', room: room.room, online: room.online.size, members: room.members });
    rest(room);
  }

  function rest(room: Room): void {
    const entry = { hasNews: false, cancel: clock.after(intervalMs, () => wake(room)) };
    resting.set(room, entry);
  }

  function wake(room: Room): void {
    const hasNews = resting.get(room)?.hasNews ?? false;
    resting.delete(room);
    if (hasNews) tell(room);
  }

  return {
    changed(room, user, change = 'place') {
      if (user !== undefined) noteFollowed(room, user, change);
      const entry = resting.get(room);
      if (entry) entry.hasNews = true;
      else tell(room);
    },
    close() {
      for (const { cancel } of resting.values()) cancel();
      resting.clear();
    },
  };
}
