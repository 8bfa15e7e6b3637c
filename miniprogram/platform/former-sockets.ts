/**
 * The last SocketTasks that were told to be over before they had opened. A phone may tell that of a socket that goes on
 * living, and may refuse to close one that has not opened: so each is asked to close at once, and once more before the next
 * socket is opened. One that takes it was there. Knows neither time nor whose they are.
 */
import { callClose, type WxSocketTask } from './wx-socket-api';

export interface FormerTasks {
  /** Asks it to close. `isHeard`: it had opened, so it hears that. `onTaken`: it has heard, so it was not over. */
  leave(task: WxSocketTask, isHeard: boolean, onTaken: () => void): void;
  /** Another socket is about to be opened. */
  askAgain(): void;
}

/** Older ones have been asked at least so often. */
const KEPT = 2;

export function createFormerTasks(): FormerTasks {
  let former: readonly (() => void)[] = [];
  return {
    leave(task, isHeard, onTaken) {
      const ask = (): void => callClose((option) => task.close(option), undefined, undefined, onTaken);
      ask();
      if (!isHeard) former = [...former, ask].slice(-KEPT);
    },
    askAgain: () => former.forEach((ask) => ask()),
  };
}
