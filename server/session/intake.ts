/**
 * How much one connection may send: every frame counts, whatever it is, and takes what it costs from the budget of whose
 * connection it is. Whoever is refused and goes on is put out. Knows no answer that a refusal is given.
 */
import type { Budget } from '../cost/budget';
import { priceOfBytes } from '../cost/prices';
import type { ServerLimits } from '../limits';
import type { Clock } from '../../miniprogram/core/base/clock';
import { createTokenBucket } from '../token-bucket';

/** Of one connection; the budget is the person's once they are known. */
export interface Intake {
  /** Something was read: pays for its bytes. */
  receive(bytes: number): void;
  /** Takes the price of a frame: 0, or the ms to wait. */
  take(price: number): number;
  /** They were refused and went on: the connection should be ended. */
  readonly isFlooding: boolean;
  /** Who pays now. */
  readonly payer: Budget;
  /** From now on this person pays. */
  signIn(budget: Budget): void;
}

type IntakeLimits = Pick<ServerLimits, 'frameBurst' | 'framesPerSecond' | 'maxRefusedFrames'>;

/** `stranger` pays until then. */
export function createIntake(
  { clock, limits }: { clock: Clock; limits: IntakeLimits },
  stranger: Budget,
): Intake {
  const frames = createTokenBucket(clock, limits.frameBurst, limits.framesPerSecond);
  let budget = stranger;
  let refusedInRow = 0;
  return {
    receive(bytes) {
      budget.charge(priceOfBytes(bytes));
    },
    take(price) {
      const waitMs = frames.take() || budget.take(price);
      refusedInRow = waitMs === 0 ? 0 : refusedInRow + 1;
      return waitMs;
    },
    get isFlooding() {
      return refusedInRow > limits.maxRefusedFrames || budget.isDefiant;
    },
    get payer() {
      return budget;
    },
    signIn(person) {
      budget = person;
    },
  };
}
