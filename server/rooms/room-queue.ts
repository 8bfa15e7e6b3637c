/**
 * Changes of who is in a room and who runs it happen one after the other, whichever connections they come from: of two that
 * were asked for at once the second sees what the first has done.
 */
import type { Room } from './room';

const queues = new WeakMap<Room, Promise<unknown>>();

/** Settles as `work` does. */
export function inRoomQueue<T>(room: Room, work: () => Promise<T>): Promise<T> {
  const before = queues.get(room) ?? Promise.resolve();
  const done = before.then(work, work);
  queues.set(
    room,
    done.catch(() => undefined),
  );
  return done;
}
