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

export function printTable(rows: readonly Row[], tookS: number): void {
  console.log(
    '| kind | quiet p50/p99 ms | attacked p50/p99/worst ms | ratio | RSS + MiB | sent/answered/refused/ended | verdict |',
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  for (const { kind, quietP50, quietP99, p50, p99, worstP99, ratio, rssGrowthMib, attack, verdict } of rows) {
    const counts = [attack.sent, attack.answered, attack.refused, attack.ended].join('/');
    const cells = [
      kind,
      `${quietP50}/${quietP99}`,
      `${p50}/${p99}/${worstP99}`,
      ratio,
      rssGrowthMib,
      counts,
      verdict,
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
  console.log(
    `\n${rows.filter(({ verdict }) => verdict === 'holds').length} of ${rows.length} hold, ${tookS} s`,
  );
}
