/**
 * Changes of who is in a room and who runs it happen one after the other, whichever connections they come from: of two that
 * were asked for at once the second sees what the first has done.
 */
import type { Room } from './room';

const turns = new WeakMap<Room, Promise<unknown>>();

/** Settles as `work` does. */
export function inRoomTurn<T>(room: Room, work: () => Promise<T>): Promise<T> {
  const before = turns.get(room) ?? Promise.resolve();
  const turn = before.then(work, work);
  turns.set(
    room,
    turn.catch(() => undefined),
  );
  return turn;
}
