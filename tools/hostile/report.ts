/**
 * What the figures of an attack say.
 */
import type { Row } from './types';

const MAX_RATIO = 3;
const MAX_GROWTH_MIB = 64;

/** Rounded to hundredths; of nothing it is 0. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return Number(value.toFixed(2));
}

export interface Figures extends Pick<Row, 'ratio' | 'rssGrowthMib' | 'attack'> {
  readonly maxRatio?: number | undefined;
  /** These are no attackers. */
  readonly mustAnswerAll?: boolean;
}

export function verdictOf(figures: Figures): Row['verdict'] {
  const { ratio, rssGrowthMib, attack, maxRatio = MAX_RATIO, mustAnswerAll = false } = figures;
  if (attack.sent === 0) return 'nobody was served';
  if (mustAnswerAll && attack.answered < attack.sent) return 'not all were served';
  if (!(ratio <= maxRatio)) return 'too slow';
  return rssGrowthMib > MAX_GROWTH_MIB ? 'too much memory' : 'holds';
}

const HEAD = [
  'kind',
  'quiet p50/p99 ms',
  'beside as busy a process p99',
  'attacked p50/p99/worst ms',
  'ratio',
  'too late to speak p99',
  'server held ms',
  'RSS + MiB',
  'sent/answered/refused/ended',
  'verdict',
];

function cellsOf(row: Row): readonly (string | number)[] {
  const { kind, quietP50, quietP99, busyP99, p50, p99, worstP99, ratio, lateP99, heldMs, attack } = row;
  const counts = [attack.sent, attack.answered, attack.refused, attack.ended].join('/');
  return [
    ...[kind, `${quietP50}/${quietP99}`, busyP99, `${p50}/${p99}/${worstP99}`, ratio, lateP99, heldMs],
    ...[row.rssGrowthMib, counts, row.verdict],
  ];
}

export function printTable(rows: readonly Row[], tookS: number): void {
  for (const cells of [HEAD, HEAD.map(() => '---'), ...rows.map(cellsOf)])
    console.log(`| ${cells.join(' | ')} |`);
  console.log(
    `\n${rows.filter(({ verdict }) => verdict === 'holds').length} of ${rows.length} hold, ${tookS} s`,
  );
}
