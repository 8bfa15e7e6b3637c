/**
 * Sockets that were told to be over. A phone may tell that of one that goes on living, and may refuse to close one that has
 * not opened: so each is asked to close at once, and the last ones that had not opened once more before the next socket is
 * opened. Each counts as living until it refuses; and on a phone where one that had not opened has turned out to live, such a
 * refusal says nothing. Knows neither time nor whose they are.
 */
import { callClose, type WxCloseOption } from './wx-socket-api';

/** One that is to close, in the words of whichever calls it was made by. */
interface FormerSocket {
  close(option: WxCloseOption): unknown;
  /** It had opened, so it hears that it is to close. */
  readonly isHeard: boolean;
  /** Counts it as living; what that gives is called when it surely is not. */
  count(): () => void;
  /** It took the call, so it is there. Returns whether that is sure: it may have been another one's. */
  taken?(): boolean;
}

/** Remembers the last few; a refusal is believed only where nothing has spoken against it. */
export interface FormerSockets {
  /**
   * Asks it to close.
   * @param key the same one for the same socket
   * @returns call it when the socket is surely gone
   */
  leave(key: object, former: FormerSocket): () => void;
  /** Another socket is about to be opened, or one that nobody waits for has opened. */
  askAgain(): void;
}

interface Asked {
  ask(): void;
  gone(): void;
}

/** Older ones have been asked at least so often. */
const KEPT = 2;

/** Begins with none. */
export function createFormerSockets(): FormerSockets {
  const unheard = new Map<object, Asked>();
  /** One that was told to be over before it had opened was there all the same. */
  let hasLied = false;

  const createAsked = (key: object, { close, isHeard, count, taken }: FormerSocket): Asked => {
    let stopCounting: (() => void) | null = null;
    let isClosing = false;
    const gone = (): void => {
      stopCounting?.();
      stopCounting = null;
    };
    const onTaken = (): void => {
      isClosing = true;
      const isSure = taken?.() ?? true;
      if (isSure && !isHeard) hasLied = true;
      unheard.delete(key);
      // A close takes its time from now on.
      gone();
      stopCounting = count();
    };
    const onRefused = (): void => {
      if (!isClosing && (isHeard || !hasLied)) gone();
    };
    const ask = (): void => {
      stopCounting ??= count();
      callClose(close, undefined, undefined, onTaken, onRefused);
    };
    return { ask, gone };
  };

  return {
    leave(key, former) {
      const before = unheard.get(key);
      if (before && former.isHeard) hasLied = true;
      before?.gone();
      unheard.delete(key);
      const own = createAsked(key, former);
      if (!former.isHeard) unheard.set(key, own);
      for (const oldest of [...unheard.keys()].slice(0, -KEPT)) unheard.delete(oldest);
      own.ask();
      return own.gone;
    },
    askAgain: () => [...unheard.values()].forEach(({ ask }) => ask()),
  };
}
