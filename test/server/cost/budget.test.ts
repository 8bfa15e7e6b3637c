/**
 * A budget of work: how it is taken, overdrawn, filled again, and what becomes of somebody who does not take no for an answer.
 */
import { createBudget, createBudgets } from '../../../server/cost/budget';
import { createManualClock } from '../../support/manual-clock';

const ALLOWANCE = { burst: 1_000, perSecond: 100, defiance: 100 };

test('[SV330] {S16} a budget is taken, may be overdrawn once, and says when to come back', async () => {
  const clock = createManualClock();
  const budget = createBudget(clock, ALLOWANCE);
  expect(budget.take(999)).toBe(0);
  expect(budget.take(501)).toBe(0);
  expect(budget.take(1)).toBe(5_010);
  await clock.advance(5_009);
  expect(budget.take(1)).toBeGreaterThan(0);
  await clock.advance(1);
  expect(budget.take(1)).toBe(0);
});

test('[SV330] {S16} what it really cost is taken afterwards, and a long rest gives no more than the burst', async () => {
  const clock = createManualClock();
  const budget = createBudget(clock, ALLOWANCE);
  budget.charge(1_500);
  expect(budget.waitMs).toBe(5_010);
  await clock.advance(3_600_000);
  expect(budget.take(1_000)).toBe(0);
  expect(budget.take(1)).toBeGreaterThan(0);
});

test('[SV331] {S17} who is refused and goes on is defiant, until there is something again', async () => {
  const clock = createManualClock();
  const budget = createBudget(clock, ALLOWANCE);
  budget.charge(1_100);
  expect(budget.isDefiant).toBe(false);
  for (let i = 0; i < 5; i += 1) budget.take(1);
  expect(budget.isDefiant).toBe(true);
  await clock.advance(2_000);
  expect(budget.isDefiant).toBe(false);
  // Bytes have no answer, and count all the same.
  budget.charge(200);
  budget.charge(101);
  expect(budget.isDefiant).toBe(true);
});

test('[SV330] {S16} a clock that is set back gives nothing and takes nothing for good', async () => {
  const clock = createManualClock();
  const budget = createBudget(clock, ALLOWANCE);
  budget.charge(1_000);
  clock.jump(-86_400_000);
  expect(budget.take(1)).toBeGreaterThan(0);
  await clock.advance(1_000);
  expect(budget.take(1)).toBe(0);
});

test('[SV332] {S16} each key has its own, and the memory for them is bounded', () => {
  const budgets = createBudgets(createManualClock(), ALLOWANCE);
  budgets('ann').charge(2_000);
  expect(budgets('ann').waitMs).toBeGreaterThan(0);
  expect(budgets('bob').waitMs).toBe(0);
  for (let i = 0; i < 10_001; i += 1) budgets(`stranger ${i}`);
  expect(budgets('ann').waitMs).toBe(0);
});
