/**
 * What came in over one connection and waits for its turn, in order. Reading stops while something waits, so what waits is
 * little. Knows no frame.
 */
import type { Budget } from '../cost/budget';
import type { Pace } from '../cost/pace';

export interface Inbox {
  push(serve: () => void): void;
}

export interface InboxOptions {
  readonly pace: Pace;
  /** Who pays: a person's connections share a turn. */
  readonly payer: () => Budget;
  readonly pause: () => void;
  readonly resume: () => void;
}

export function createInbox({ pace, payer, pause, resume }: InboxOptions): Inbox {
  const waiting: (() => void)[] = [];

  function serve(): void {
    while (waiting.length > 0 && pace.mayGoOn(payer())) waiting.shift()?.();
    if (waiting.length > 0) pace.wait(serve);
    else resume();
  }

  return {
    push(one) {
      if (waiting.length === 0 && pace.mayGoOn(payer())) {
        one();
        return;
      }
      if (waiting.length === 0) {
        pause();
        pace.wait(serve);
      }
      waiting.push(one);
    },
  };
}
