/**
 * How much memory a process holds, and held at most, by what Linux tells of it.
 */
import { readFileSync, writeFileSync } from 'node:fs';

function read(pid: number, field: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kib = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1];
  return Number(kib) / 1_024;
}

export const rssMib = (pid: number): number => read(pid, 'VmRSS');
/** Since the start, or since `resetPeak`. */
export const peakMib = (pid: number): number => read(pid, 'VmHWM');
export const resetPeak = (pid: number): void => writeFileSync(`/proc/${pid}/clear_refs`, '5');

/** The process of a server that decodes its pictures. */
export function findDecoder(server: number): number {
  const children = readFileSync(`/proc/${server}/task/${server}/children`, 'utf8').trim().split(' ');
  const found = children.find((pid) =>
    readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('picture-child'),
  );
  if (found === undefined) throw new Error('the server has no process that decodes pictures');
  return Number(found);
}
