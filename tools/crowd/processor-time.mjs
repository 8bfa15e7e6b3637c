/**
 * How long a process ran, and how long it was ready to run while others ran instead, in ms since it began: what else this machine
 * does is no part of what is measured. Both are 0 where that is not told (it is on Linux).
 */
import { readFileSync } from 'node:fs';

/** @param {number | string} pid @returns {{ ranMs: number, waitedMs: number }} */
export function processorTime(pid) {
  try {
    const [ran, waited] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ').map(Number);
    return { ranMs: ran / 1e6, waitedMs: waited / 1e6 };
  } catch {
    return { ranMs: 0, waitedMs: 0 };
  }
}
