/**
 * Who is typing: hints that are thinned out on the way up, and forgotten by themselves on the way down.
 */
import type { Clock } from '../../base/clock';
import type { RoomId, UserId } from '../../protocol/fields';
import { TYPING_TTL_MS } from '../../protocol/up';

/** At most one hint per room in this time. */
const TYPING_INTERVAL_MS = 3_000;

export interface TypingOptions {
  readonly clock: Clock;
  readonly send: (room: RoomId, on: boolean) => void;
  readonly show: (room: RoomId, user: UserId, on: boolean) => void;
}

/** Nothing of it is kept, and nothing depends on it. */
export interface Typing {
  /** The own text field changed. */
  set(room: RoomId, on: boolean): void;
  /** An own message went out, which ends the hint for everybody by itself. */
  stopped(room: RoomId): void;
  /** Somebody else's hint, or a message of theirs, which ends it. */
  heard(room: RoomId, user: UserId, on: boolean): void;
  close(): void;
}

interface OwnTyping {
  wanted: boolean;
  sent: boolean;
  cancelPause: (() => void) | null;
}

/** `send` may come to nothing; a hint is never repeated. */
export function createTyping(options: TypingOptions): Typing {
  const own = new Map<RoomId, OwnTyping>();
  const others = new Map<string, () => void>();

  const tell = (room: RoomId, mine: OwnTyping): void => {
    mine.sent = mine.wanted;
    options.send(room, mine.wanted);
    mine.cancelPause = options.clock.after(TYPING_INTERVAL_MS, () => {
      mine.cancelPause = null;
      if (mine.wanted !== mine.sent) tell(room, mine);
    });
  };

  return {
    set(room, on) {
      const mine = own.get(room) ?? { wanted: false, sent: false, cancelPause: null };
      own.set(room, mine);
      mine.wanted = on;
      // Going on typing is told again, because the others forget; having stopped is told once.
      if (!mine.cancelPause && (on || mine.sent)) tell(room, mine);
    },
    stopped(room) {
      const mine = own.get(room);
      if (mine) mine.wanted = mine.sent = false;
    },
    heard(room, user, on) {
      const key = `${room}/${user}`;
      const forget = others.get(key);
      forget?.();
      others.delete(key);
      if (on) {
        others.set(
          key,
          options.clock.after(TYPING_TTL_MS, () => {
            others.delete(key);
            options.show(room, user, false);
          }),
        );
      }
      if (on || forget) options.show(room, user, on);
    },
    close() {
      for (const { cancelPause } of own.values()) cancelPause?.();
      for (const forget of others.values()) forget();
      own.clear();
      others.clear();
    },
  };
}
