/**
 * What `npm run sim:mutants` says: one line of the table per mutant, and the exit code, which is 0 only when each of them
 * was noticed.
 */
export interface Finding {
  readonly mutant: string;
  readonly expect: 'wrong' | 'worse';
  /** Runs that it took. */
  readonly seeds: number;
  readonly caught: boolean;
  /** What gave it away. */
  readonly by: string;
}

const COLUMNS = [16, 10, 8, 6] as const;

const toRow = (cells: readonly string[], last: string): string =>
  cells.map((cell, i) => cell.padEnd(COLUMNS[i] ?? 0)).join('') + last;

export const TABLE_HEAD = toRow(['mutant', 'verdict', 'expect', 'runs'], 'by');

export function tableRow({ mutant, expect, seeds, caught, by }: Finding): string {
  return toRow([mutant, caught ? 'caught' : 'SURVIVED', expect, String(seeds)], by);
}

export function exitCodeOf(findings: readonly Finding[]): 0 | 1 {
  return findings.length > 0 && findings.every(({ caught }) => caught) ? 0 : 1;
}
