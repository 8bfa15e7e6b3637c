/**
 * What came in over one connection and waits for its turn, in order. Reading stops while something waits, and as soon as what
 * was read has used up the turn of whoever pays for it, so what waits is little. Knows no frame.
 */
import type { Turns } from '../cost/turns';

/** Of one connection. */
export interface Inbox {
  push(serve: () => void): void;
  /** Something was read, and paid for. */
  read(): void;
}

export interface InboxOptions {
  readonly turns: Pick<Turns, 'mayGoOn' | 'queue'>;
  /** Who pays: a person's connections share a turn. */
  readonly payer: () => object;
  readonly pause: () => void;
  readonly resume: () => void;
}

/** `pause` and `resume` stop and start the reading of the socket. */
export function createInbox({ turns, payer, pause, resume }: InboxOptions): Inbox {
  const waiting: (() => void)[] = [];
  let isStopped = false;

  function stop(): void {
    if (isStopped) return;
    isStopped = true;
    pause();
    turns.queue(payer(), serve);
  }

  function serve(): void {
    while (waiting.length > 0 && turns.mayGoOn(payer())) waiting.shift()?.();
    if (waiting.length > 0) {
      turns.queue(payer(), serve);
      return;
    }
    isStopped = false;
    resume();
  }

  return {
    push(one) {
      if (!isStopped && turns.mayGoOn(payer())) return one();
      waiting.push(one);
      stop();
    },
    read() {
      if (!turns.mayGoOn(payer())) stop();
    },
  };
}
