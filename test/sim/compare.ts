/**
 * Is one set of runs worse than another? The same modes and seeds are compared pair by pair, so that what differs between
 * seeds does not count.
 */
import type { SeedResult } from './results';

const COSTS = [
  'connects',
  'maxSockets',
  'framesDown',
  'healthyEnds',
  'offlineMs',
  'pausedMs',
  'waitedMs',
  'repeatMs',
  'publishes',
] as const;
type Cost = (typeof COSTS)[number];

export interface CostChange {
  readonly cost: Cost;
  readonly before: number;
  readonly after: number;
  /** Mean difference of the pairs, in standard errors. */
  readonly score: number;
}

/** Chance alone goes this far once in about 30,000 comparisons; nine costs are compared, as often as there are rounds. */
const MIN_SCORE = 4;
/** Less is not worth calling worse, however certain. */
const MIN_GROWTH = 1.03;

const keyOf = ({ mode, seed }: SeedResult): string => `${mode}/${seed}`;
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

function scoreOf(differences: readonly number[]): number {
  const center = mean(differences);
  const variance = mean(differences.map((value) => (value - center) ** 2));
  if (variance === 0) return center === 0 ? 0 : Infinity;
  return center / Math.sqrt(variance / differences.length);
}

/** Runs without a partner are left out. */
export function compareCosts(
  before: readonly SeedResult[],
  after: readonly SeedResult[],
): readonly CostChange[] {
  const partners = new Map(before.map((result) => [keyOf(result), result]));
  const pairs = after.flatMap((result) => {
    const partner = partners.get(keyOf(result));
    return partner ? [{ partner, result }] : [];
  });
  return COSTS.map((cost) => ({
    cost,
    before: mean(pairs.map(({ partner }) => partner[cost])),
    after: mean(pairs.map(({ result }) => result[cost])),
    score: scoreOf(pairs.map(({ partner, result }) => result[cost] - partner[cost])),
  }));
}

export function isWorse({ before, after, score }: CostChange): boolean {
  return score >= MIN_SCORE && after >= before * MIN_GROWTH;
}
