/**
 * The phone's own time and chance behind the core's ports: the only place that asks the JavaScript runtime for them.
 */
import type { Clock, Random } from '../core/base/clock';

/** The app's timers; they stand still while the phone has suspended the app. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, fn) {
    const timer = setTimeout(fn, ms);
    return () => clearTimeout(timer);
  },
};

/** Good for jitter and ids; a secret is made by the platform (`makeSecret`). */
export const systemRandom: Random = () => Math.random();
