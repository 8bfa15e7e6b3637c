/**
 * Whose budget something is taken from: a person's, over all of their connections and requests, once they have shown who
 * they are; before that the connection's and the network address's. This machine's own address is not bounded, as every
 * phone behind a proxy that nobody told us about comes from there.
 */
import type { Clock } from '../../miniprogram/core/base/clock';
import type { UserId } from '../../miniprogram/core/protocol/fields';
import { isLoopback, type ClientAddress } from '../client-address';
import type { ServerLimits } from '../limits';
import { createBudget, createBudgets, NO_BOUND, type Budget, type OnWork } from './budget';
import type { Turns } from './turns';

/** The same budget for the same person as long as it is not full again. */
export interface Costs {
  ofPerson(user: UserId): Budget;
  ofAddress(address: ClientAddress): Budget;
  /** A connection that has not said who it is, at an address. */
  ofStranger(address: ClientAddress): Budget;
}

type CostLimits = Pick<
  ServerLimits,
  | 'personBurstWork'
  | 'personWorkPerSecond'
  | 'addressBurstWork'
  | 'addressWorkPerSecond'
  | 'strangerBurstWork'
  | 'strangerWorkPerSecond'
  | 'defianceWork'
>;

/** Counts on both; what either refuses is refused. */
function both(own: Budget, shared: Budget): Budget {
  return {
    take: (price) => own.take(price) || shared.take(price),
    charge(work) {
      own.charge(work);
      shared.charge(work);
    },
    get waitMs() {
      return Math.max(own.waitMs, shared.waitMs);
    },
    get isDefiant() {
      return own.isDefiant || shared.isDefiant;
    },
    payer: shared === NO_BOUND ? own.payer : shared.payer,
  };
}

/** All work counts towards the turns of whoever pays for it, too. */
export function createCosts(clock: Clock, limits: CostLimits, turns: Pick<Turns, 'spend'>): Costs {
  const onWork: OnWork = (payer, work) => turns.spend(payer, work);
  const { defianceWork: defiance } = limits;
  const person = { burst: limits.personBurstWork, perSecond: limits.personWorkPerSecond, defiance };
  const address = { burst: limits.addressBurstWork, perSecond: limits.addressWorkPerSecond, defiance };
  const stranger = { burst: limits.strangerBurstWork, perSecond: limits.strangerWorkPerSecond, defiance };
  const people = createBudgets(clock, person, onWork);
  const addresses = createBudgets(clock, address, onWork);
  const ofAddress = (from: ClientAddress): Budget => (isLoopback(from) ? NO_BOUND : addresses(from));
  return {
    ofPerson: (user) => people(user),
    ofAddress,
    ofStranger: (from) => both(createBudget(clock, stranger, onWork), ofAddress(from)),
  };
}
