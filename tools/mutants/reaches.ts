/**
 * Which tests came past a mutant, and which of them are asked in which order: those of its own subject first, and of these
 * the ones that come past the most of its file. It runs nothing.
 */
import fs from 'node:fs';
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

/** Folders of tests mirror those of the product this deep. */
const MIRRORED = 2;

const textOf = (file: string): string => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '');

/** 0 for a test that is named after the file or imports it, 1 for one of the same folder, 2 for any other. */
export function distanceOf(place: string, test: string, text = textOf(test)): number {
  const name = path.basename(place, '.ts');
  if (path.basename(test).startsWith(`${name}.`) || text.includes(`/${name}';`)) return 0;
  const folders = path
    .dirname(place)
    .replace(/^miniprogram\//, '')
    .split('/');
  return test.includes(`/test/${folders.slice(0, MIRRORED).join('/')}/`) ? 1 : 2;
}

/** How many of a file's mutants a test comes past: one that walks through all of it is about it, more than one that starts up. */
export type Depth = (place: string, test: string, name: string) => number;

export function depthsOf(
  places: Readonly<Record<number, string>>,
  reaches: Readonly<Record<number, readonly Reach[]>>,
): Depth {
  const counts = new Map<string, number>();
  const keyOf = (place: string, test: string, name: string): string => `${place}\n${test}\n${name}`;
  for (const [id, list] of Object.entries(reaches)) {
    const place = places[Number(id)] ?? '';
    for (const { test, names } of list)
      for (const name of names ?? []) {
        const key = keyOf(place, test, name);
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
  }
  return (place, test, name) => counts.get(keyOf(place, test, name)) ?? 0;
}

/** A test far away notices something now and then; but most of them would be asked in vain, for every survivor. */
export function chooseQuestions(
  place: string,
  { durations }: Pick<FirstRun, 'durations'>,
  reaches: readonly Reach[],
  max: number,
  depthOf: Depth,
): readonly Question[] {
  const deepest = ({ test, names }: Reach): number =>
    Math.max(0, ...(names ?? []).map((name) => depthOf(place, test, name)));
  const ranked = reaches.map((reach) => ({
    ...reach,
    ms: durations[reach.test] ?? 0,
    far: distanceOf(place, reach.test),
    depth: deepest(reach),
  }));
  ranked.sort((a, b) => a.far - b.far || b.depth - a.depth || a.ms - b.ms);
  const files = ranked.slice(0, max);
  const whole = files.filter(({ names }) => names === null).slice(0, MAX_WHOLE_FILES);
  return files.flatMap((reach): readonly Question[] => {
    const { test, names, far } = reach;
    if (names === null) return whole.includes(reach) ? [{ test, name: null }] : [];
    const nearest = [...names].sort((a, b) => depthOf(place, test, b) - depthOf(place, test, a));
    return nearest.slice(0, far <= NEAR ? MAX_NEAR_NAMES : MAX_FAR_NAMES).map((name) => ({ test, name }));
  });
}
