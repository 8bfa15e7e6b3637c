/**
 * Whom the bot greets by name: whoever comes among few, and nobody while a crowd comes, whose greetings would be all that
 * anybody reads. Counts newcomers and knows no room and no words.
 */
import type { Clock } from '../../miniprogram/core/base/clock';

/** So many newcomers are greeted in a while. */
const GREETED = 3;
const WHILE_MS = 30_000;

/** Counts a newcomer, and says whether they are greeted. Nobody is until there were fewer in the last while. */
export function createGreetingPace(clock: Pick<Clock, 'now'>): () => boolean {
  let last: readonly number[] = [];
  return () => {
    const now = clock.now();
    // A clock that was set back makes nobody wait for the time that it was.
    const recent = last.filter((at) => Math.abs(now - at) < WHILE_MS);
    last = [...recent, now].slice(-GREETED);
    return recent.length < GREETED;
  };
}
