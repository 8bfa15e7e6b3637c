/**
 * Which room a code leads to. A code that was renewed leads nowhere.
 */
import type { Room } from './room';

/** In memory: rooms are noted when they are loaded. */
export interface RoomCodes {
  find(code: string): Room | undefined;
  /** The room's code is what its settings say now. */
  note(room: Room): void;
  forget(room: Room): void;
}

/** Knows no room yet. */
export function createRoomCodes(): RoomCodes {
  const byCode = new Map<string, Room>();
  const codes = new Map<Room, string>();
  const forget = (room: Room): void => {
    const code = codes.get(room);
    codes.delete(room);
    if (code !== undefined && byCode.get(code) === room) byCode.delete(code);
  };
  return {
    find: (code) => byCode.get(code),
    note(room) {
      forget(room);
      codes.set(room, room.settings.code);
      byCode.set(room.settings.code, room);
    },
    forget,
  };
}
