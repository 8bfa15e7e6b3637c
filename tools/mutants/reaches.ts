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

/** 0 for a test that is named after the file, 1 for one of the same folder, 2 for any other. */
export function distanceOf(place: string, test: string): number {
  if (path.basename(test).startsWith(`${path.basename(place, '.ts')}.`)) return 0;
  const folder = path.dirname(place).replace(/^miniprogram\//, '');
  return test.includes(`/test/${folder}/`) ? 1 : 2;
}

/** A test far away notices something now and then; but most of them would be asked in vain, for every survivor. */
export function chooseReaches(
  place: string,
  { durations }: Pick<FirstRun, 'durations'>,
  reaches: readonly Reach[],
  max: number,
): readonly Reach[] {
  const msOf = ({ test }: Reach): number => durations[test] ?? 0;
  const far = ({ test }: Reach): number => distanceOf(place, test);
  return [...reaches].sort((a, b) => far(a) - far(b) || msOf(a) - msOf(b)).slice(0, max);
}
