/**
 * Which processes of a measurement go before others on this machine, where that is allowed.
 */
import { readdirSync } from 'node:fs';
import { setPriority } from 'node:os';

/** Of the attacker: it stands for another machine, and what it takes to attack should slow nobody down here. */
export const ATTACKER_NICE = 19;
/** Of the server and of who measures, where that is allowed: what else this machine does is no part of it. */
export const MEASURED_NICE = -20;

/** On Linux each thread has a priority of its own, those that collect garbage included. */
function threadsOf(pid: number): readonly number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number);
  } catch {
    return [pid];
  }
}

export function prefer(pid: number | undefined, nice: number): void {
  try {
    for (const thread of pid === undefined ? [] : threadsOf(pid)) setPriority(thread, nice);
  } catch {
    // Only root may go before others.
  }
}
