/**
 * Own read markers on their way up: only the newest of each room counts, and it is said again after each handshake until
 * the server knows it.
 */
import type { RoomId } from '../../protocol/fields';

export interface ReadMarkers {
  /** Everything up to `seq` has been seen. */
  mark(room: RoomId, seq: number): void;
  /** Said at the last time the app ran; perhaps the server has not heard it. */
  restore(room: RoomId, seq: number): void;
  /** The server knows the own marker up to `seq`. */
  confirmed(room: RoomId, seq: number): void;
  /** After a handshake. */
  sendAll(): void;
  /** Sequence numbers of the room have begun again, or it is gone. */
  forget(room: RoomId): void;
  close(): void;
}

export interface ReadMarkersOptions {
  /** False when there is no connection. */
  readonly send: (room: RoomId, seq: number) => boolean;
  /** A marker could not be sent: it must outlive the app. */
  readonly onUnsent: () => void;
}

export function createReadMarkers({ send, onUnsent }: ReadMarkersOptions): ReadMarkers {
  const wanted = new Map<RoomId, number>();
  return {
    mark(room, seq) {
      if (seq <= (wanted.get(room) ?? 0)) return;
      wanted.set(room, seq);
      if (!send(room, seq)) onUnsent();
    },
    restore: (room, seq) => void wanted.set(room, seq),
    confirmed(room, seq) {
      if (seq >= (wanted.get(room) ?? 0)) wanted.delete(room);
    },
    sendAll() {
      for (const [room, seq] of wanted) send(room, seq);
    },
    forget: (room) => void wanted.delete(room),
    close: () => wanted.clear(),
  };
}
