/**
 * The last SocketTasks that were told to be over before they had opened. A phone may tell that of a socket that goes on
 * living, and may refuse to close one that has not opened: so each is asked to close at once, and once more before the next
 * socket is opened. Knows neither time nor whose they are.
 */
import { callClose, type WxSocketTask } from './wx-socket-api';

export interface FormerTasks {
  /** Asks it to close. `isHeard`: it had opened, so it hears that. */
  leave(task: WxSocketTask, isHeard: boolean): void;
  /** Another socket is about to be opened. */
  askAgain(): void;
}

/** Older ones have been asked at least so often. */
const KEPT = 2;

const ask = (task: WxSocketTask): void => callClose((option) => task.close(option), undefined, undefined);

export function createFormerTasks(): FormerTasks {
  let former: readonly WxSocketTask[] = [];
  return {
    leave(task, isHeard) {
      ask(task);
      if (!isHeard) former = [...former, task].slice(-KEPT);
    },
    askAgain: () => former.forEach(ask),
  };
}
