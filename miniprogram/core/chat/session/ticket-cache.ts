/**
 * Gets the ticket for each attempt, asked for when the attempt begins so that `hello` need not wait, and remembers whether
 * a refused one may be replaced: one fresh ticket after a refusal, one immediate renewal per half minute.
 */
import type { Clock } from '../../base/clock';
import type { TicketSource } from '../ports';

const RENEWAL_PAUSE_MS = 30_000;

/** One ticket at a time, which is asked for once however many wait for it. */
export interface TicketCache {
  /** Starts asking; `take` then gets the answer. */
  prepare(): void;
  /** @throws ChatError as the source does */
  take(): Promise<string>;
  /** The server refused the ticket. True when a fresh one may be tried. */
  refuse(): boolean;
  /** The server finds the ticket too old. True when a fresh one may be tried at once. */
  expire(): boolean;
  /** The server accepted the ticket. */
  accept(): void;
  /** What was learned about tickets concerns another server or another time. */
  forget(): void;
  close(): void;
}

/** `source` may ask the platform and the server, and is never asked twice at once. */
export function createTicketCache(source: TicketSource, clock: Clock): TicketCache {
  let asked: Promise<string> | null = null;
  let needsFresh = false;
  let wasRefused = false;
  let hasRenewed = false;
  let cancelPause = (): void => undefined;

  const ask = (): Promise<string> => {
    const answer = source.ticket(needsFresh);
    // Whoever takes it handles the failure; an attempt that fails earlier never takes it.
    answer.catch(() => undefined);
    return answer;
  };
  const reset = (): void => {
    needsFresh = false;
    wasRefused = false;
    asked = null;
  };

  return {
    prepare() {
      asked = ask();
    },
    take() {
      const answer = asked ?? ask();
      asked = null;
      return answer;
    },
    refuse() {
      if (wasRefused) return false;
      wasRefused = true;
      needsFresh = true;
      return true;
    },
    expire() {
      needsFresh = true;
      if (hasRenewed) return false;
      hasRenewed = true;
      cancelPause = clock.after(RENEWAL_PAUSE_MS, () => (hasRenewed = false));
      return true;
    },
    accept: reset,
    forget: reset,
    close: () => cancelPause(),
  };
}
