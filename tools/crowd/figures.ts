/**
 * What a row of `npm run crowd` says, and how all of them are shown.
 */
import { percentile } from '../hostile/report';

/** What a person may wait for the server, in ms. */
const TARGET_MS = 100;
/** How long the server may compute at a stretch: everybody else waits for as long. */
const MAX_HELD_MS = 50;

/** What was measured of one thing that people ask for. */
export interface Measured {
  /** One for each request, in ms: from its first byte to its answer. */
  readonly waits: readonly number[];
  /** Whatever else was counted, such as frames. */
  readonly note?: string;
}

export interface Row {
  readonly row: string;
  readonly requests: number;
  readonly median: number;
  readonly p99: number;
  /** The longest time at a stretch for which the server computed. */
  readonly heldMs: number;
  readonly note: string;
  readonly verdict: 'holds' | 'slow';
}

export function rowOf(row: string, { waits, note = '' }: Measured, heldMs: number): Row {
  const median = percentile(waits, 0.5);
  const p99 = percentile(waits, 0.99);
  const isSlow = waits.length === 0 || p99 > TARGET_MS || heldMs > MAX_HELD_MS;
  const held = Number(heldMs.toFixed(1));
  return { row, requests: waits.length, median, p99, heldMs: held, note, verdict: isSlow ? 'slow' : 'holds' };
}

export function printTable(rows: readonly Row[]): void {
  console.log('| what somebody waits for | requests | median ms | p99 ms | longest hold ms | besides |');
  console.log('| --- | --- | --- | --- | --- | --- |');
  for (const { row, requests, median, p99, heldMs, note, verdict } of rows) {
    const mark = verdict === 'holds' ? '' : ' **slow**';
    console.log(`| ${row} | ${requests} | ${median} | ${p99}${mark} | ${heldMs} | ${note} |`);
  }
}
