/**
 * Whether a process was kept from working by others: on a machine that is busy with other things the clock goes on while nothing is
 * done, and that time counts against nobody.
 */
import fs from 'node:fs';

const NS_PER_MS = 1e6;
/** This part of the time that was given, and more, without a processor, and it is given again. */
const STARVED_SHARE = 3;
/** So often, and then it ends all the same. */
export const MAX_WAITS = 10;

/** How long the process had work, but no processor, in milliseconds since its start; 0 where nobody tells. One that only waits has none. */
export function starvedMs(pid: number | undefined): number {
  try {
    return Number(fs.readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[1]) / NS_PER_MS;
  } catch {
    return 0;
  }
}

/** Whether `starved` milliseconds of `limitMs` are so many that the process could not show what it does. */
export const wasStarved = (starved: number, limitMs: number): boolean => starved > limitMs / STARVED_SHARE;
