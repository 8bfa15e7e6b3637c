/**
 * Own read markers on their way up: only the newest of each room counts, and it is said again after each handshake, and a few
 * times on a connection that lives on, until the server knows it: nobody answers a marker, and a phone may lose a frame.
 */
import type { RoomId } from '../../protocol/fields';

/** The server says nothing to one that it knows already. */
const MAX_REMINDERS = 3;

interface Wanted {
  readonly seq: number;
  reminders: number;
}

/** A marker only ever moves up; a smaller one than the last is ignored. */
export interface ReadMarkers {
  /** Everything up to `seq` has been seen. */
  mark(room: RoomId, seq: number): void;
  /** Said at the last time the app ran; perhaps the server has not heard it. */
  restore(room: RoomId, seq: number): void;
  /** The server knows the own marker up to `seq`. */
  confirmed(room: RoomId, seq: number): void;
  /** After a handshake. */
  sendAll(): void;
  /** The server pings: what it has not confirmed may be lost. */
  remind(): void;
  /** Sequence numbers of the room have begun again, or it is gone. */
  forget(room: RoomId): void;
  close(): void;
}

export interface ReadMarkersOptions {
  /** False when there is no connection. */
  readonly send: (room: RoomId, seq: number) => boolean;
  /** A marker could not be sent: it must outlive the app. */
  readonly onNotSent: () => void;
}

/** `send` says false when there is no connection, and `onNotSent` is then told. */
export function createReadMarkers({ send, onNotSent }: ReadMarkersOptions): ReadMarkers {
  const wanted = new Map<RoomId, Wanted>();
  const want = (room: RoomId, seq: number): void => void wanted.set(room, { seq, reminders: 0 });
  const seqOf = (room: RoomId): number => wanted.get(room)?.seq ?? 0;
  return {
    mark(room, seq) {
      if (seq <= seqOf(room)) return;
      want(room, seq);
      if (!send(room, seq)) onNotSent();
    },
    restore: want,
    confirmed(room, seq) {
      if (seq >= seqOf(room)) wanted.delete(room);
    },
    sendAll() {
      for (const [room, { seq }] of wanted) {
        want(room, seq);
        send(room, seq);
      }
    },
    remind() {
      for (const [room, entry] of wanted) {
        if (entry.reminders >= MAX_REMINDERS) continue;
        entry.reminders += 1;
        send(room, entry.seq);
      }
    },
    forget: (room) => void wanted.delete(room),
    close: () => wanted.clear(),
  };
}
