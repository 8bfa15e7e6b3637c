/**
 * Calls of the phone that answer by a callback, or never: each has its time, after which it is answered here. Knows no call;
 * what comes later than that is nobody's.
 */
import type { Clock } from '../core/base/clock';

/** Calls the phone and settles by its callback; may throw, which rejects. */
export type AskPhone<T> = (resolve: (value: T) => void, reject: (reason: unknown) => void) => void;

/**
 * @param ask starts the call, which may throw like a call that never answers
 * @param otherwise what holds without an answer; it may throw. `thrown`: what the call threw, undefined after a silence
 */
export function answerWithin<T>(
  clock: Clock,
  ms: number,
  ask: AskPhone<T>,
  otherwise: (thrown?: unknown) => T,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = (thrown?: unknown): void => {
      cancel();
      try {
        resolve(otherwise(thrown));
      } catch (refused) {
        reject(refused);
      }
    };
    const cancel = clock.after(ms, () => giveUp());
    const once = <V>(settle: (value: V) => void) => {
      return (value: V): void => {
        cancel();
        settle(value);
      };
    };
    try {
      ask(once(resolve), once(reject));
    } catch (thrown) {
      giveUp(thrown);
    }
  });
}
