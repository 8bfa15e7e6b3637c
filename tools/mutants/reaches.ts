/**
 * Which tests came past a mutant, and which of them are asked in which order: the quick ones of its own subject first. It
 * runs nothing.
 */
import path from 'node:path';
import { readJson, type FirstRun, type Question, type Reach } from './job';

/** A subject's own tests are asked; of others that happen to come by, a few of each file say as much as all. */
const NEAR = 1;
const MAX_NEAR_NAMES = 40;
const MAX_FAR_NAMES = 5;
/** What is evaluated when a file is loaded costs a whole file each time. */
const MAX_WHOLE_FILES = 8;

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

/** Evenly from the first to the last. */
function spread<T>(all: readonly T[], max: number): readonly T[] {
  const step = Math.max(1, all.length / max);
  return all.filter((_one, i) => i === 0 || Math.floor(i / step) !== Math.floor((i - 1) / step));
}

/** A test far away notices something now and then; but most of them would be asked in vain, for every survivor. */
export function chooseQuestions(
  place: string,
  { durations }: Pick<FirstRun, 'durations'>,
  reaches: readonly Reach[],
  max: number,
): readonly Question[] {
  const msOf = ({ test }: Reach): number => durations[test] ?? 0;
  const far = ({ test }: Reach): number => distanceOf(place, test);
  const files = [...reaches].sort((a, b) => far(a) - far(b) || msOf(a) - msOf(b)).slice(0, max);
  const whole = files.filter(({ names }) => names === null).slice(0, MAX_WHOLE_FILES);
  return files.flatMap((reach): readonly Question[] => {
    const { test, names } = reach;
    if (names === null) return whole.includes(reach) ? [{ test, name: null }] : [];
    const some = spread(names, far(reach) <= NEAR ? MAX_NEAR_NAMES : MAX_FAR_NAMES);
    return some.map((name) => ({ test, name }));
  });
}
