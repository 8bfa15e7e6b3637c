/**
 * Which tests came past a mutant, and in which order they are asked: the quick ones of its own subject first. It runs nothing.
 */
import path from 'node:path';
import { readJson, type FirstRun, type Reach } from './job';

export function addReaches(path: string, hitsFile: string, reaches: Record<number, Reach[]>): void {
  const names = new Map<number, string[] | null>();
  for (const { name, ids } of readJson<{ name: string; ids: number[] }[]>(hitsFile)) {
    for (const id of ids) {
      const before = names.get(id);
      names.set(id, name === '' || before === null ? null : [...(before ?? []), name]);
    }
  }
  for (const [id, list] of names) (reaches[id] ??= []).push({ test: path, names: list });
}

/** Whether a test is about this file: of the same folder, or named after it. */
export function isNear(place: string, test: string): boolean {
  const folder = path.dirname(place).replace(/^miniprogram\//, '');
  return test.includes(`/test/${folder}/`) || path.basename(test).startsWith(path.basename(place, '.ts'));
}

/** A test far away notices something now and then; but most of them would be asked in vain, for every survivor. */
export function chooseReaches(
  place: string,
  { durations }: Pick<FirstRun, 'durations'>,
  reaches: readonly Reach[],
  max: number,
): readonly Reach[] {
  const msOf = ({ test }: Reach): number => durations[test] ?? 0;
  const near = (reach: Reach): number => (isNear(place, reach.test) ? 0 : 1);
  return [...reaches].sort((a, b) => near(a) - near(b) || msOf(a) - msOf(b)).slice(0, max);
}
