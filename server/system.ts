/**
 * The real clock and the real dice. Everything else in the server gets them handed in.
 */
import { randomInt } from 'node:crypto';
import type { Clock, Random } from '../miniprogram/core/base/clock';

/** Timers keep the process alive until they are cancelled. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, fn) {
    const timer = setTimeout(fn, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};

const DICE_SIDES = 2 ** 47;

/** Good enough for secrets; the same shape as `Math.random`. */
export const secureRandom: Random = () => randomInt(DICE_SIDES) / DICE_SIDES;
