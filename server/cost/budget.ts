/**
 * How much of the server's time somebody may use: gains so much a second, holds so much at most, and may be overdrawn by one
 * request, because what that really costs is known only when it was done. Counts work, in microseconds of the one thread
 * that serves everybody. Knows no price, no frame and no person.
 */
import type { Clock } from '../../miniprogram/core/base/clock';

/** All in microseconds of work. */
export interface Allowance {
  readonly burst: number;
  readonly perSecond: number;
  /** Work spent on saying no, without a yes in between, after which nothing more is listened to. */
  readonly defiance: number;
}

/** Of one person, address or connection; times are in milliseconds, work in microseconds. */
export interface Budget {
  /** Takes the price and returns 0; or, when there is nothing left, counts a refusal and returns the ms to wait. */
  take(price: number): number;
  /** What was done already: corrects a price, or has no answer to which a refusal could be given. */
  charge(work: number): void;
  /** Ms until something is there again; 0 when something is. Takes nothing. */
  readonly waitMs: number;
  /** Was refused and went on, again and again: whoever serves them should stop. Ends when there is something again. */
  readonly isDefiant: boolean;
  /** Whose part of a turn of the event loop this is: see `Turns`. */
  readonly payer: object;
}

/** Told of all work, that of saying no included. */
export type OnWork = (payer: object, work: number) => void;

/** What a refusal costs, however cheap the request that is refused: somebody had to look at it. */
const REFUSAL_WORK = 25;

/** Begins full; `onWork` hears of all that is taken. */
export function createBudget(
  clock: Clock,
  { burst, perSecond, defiance }: Allowance,
  onWork: OnWork = () => undefined,
): Budget {
  const payer = {};
  let left = burst;
  let refused = 0;
  let updatedAt = clock.now();

  function settle(): void {
    const now = clock.now();
    // A clock that jumps back only makes it stricter for a moment.
    left = Math.min(burst, left + (Math.max(0, now - updatedAt) / 1_000) * perSecond);
    updatedAt = now;
    if (left >= 1) refused = 0;
  }

  const waitMs = (): number => (left >= 1 ? 0 : Math.ceil(((1 - left) / perSecond) * 1_000));

  return {
    take(price) {
      settle();
      if (left >= 1) {
        left -= price;
        onWork(payer, price);
        return 0;
      }
      refused += REFUSAL_WORK;
      onWork(payer, REFUSAL_WORK);
      return waitMs();
    },
    charge(work) {
      settle();
      if (left < 1) refused += work;
      left -= work;
      onWork(payer, work);
    },
    payer,
    get waitMs() {
      settle();
      return waitMs();
    },
    get isDefiant() {
      settle();
      return refused > defiance;
    },
  };
}

const MAX_KEYS = 10_000;

/** A budget per key. Forgets those not asked for longest over `MAX_KEYS`, so that strangers cannot fill the memory. */
export function createBudgets(clock: Clock, allowance: Allowance, onWork?: OnWork): (key: string) => Budget {
  const budgets = new Map<string, Budget>();
  return (key) => {
    const budget = budgets.get(key) ?? createBudget(clock, allowance, onWork);
    // Setting it again moves the key to the end.
    budgets.delete(key);
    budgets.set(key, budget);
    const oldest = budgets.keys().next();
    if (budgets.size > MAX_KEYS && !oldest.done) budgets.delete(oldest.value);
    return budget;
  };
}

/** Nobody counts: for this machine itself, and for tests of other things. */
export const NO_BOUND: Budget = {
  take: () => 0,
  charge: () => undefined,
  waitMs: 0,
  isDefiant: false,
  payer: {},
};
