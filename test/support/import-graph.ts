/**
 * Which file of the project imports which, and where that goes round in a circle: between files, and in each folder between
 * what lies in it.
 */
import path from 'node:path';
import { importsOf, listFiles, readText } from './source-files';

/** Each file with those it imports, packages left out. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** @param places folders, or files when `read` is given @param read the text of a file */
export function importGraph(places: readonly string[], read?: (file: string) => string): ImportGraph {
  const files = read ? places : places.flatMap((place) => listFiles(place, ['.ts', '.mts']));
  const known = new Set(files);
  const endings = ['', '.ts', '.mts', '/index.ts'];
  const targetsOf = (file: string): string[] =>
    importsOf(file, (read ?? readText)(file)).flatMap(({ target }) => {
      const found = endings
        .map((ending) => `${target?.replace(/\.m?js$/, '') ?? ''}${ending}`)
        .find((each) => known.has(each));
      return found === undefined ? [] : [found];
    });
  return new Map(files.map((file) => [file, targetsOf(file)]));
}

/** Those that can be reached from `start`, itself only by a circle. */
function reach(graph: ImportGraph, start: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const left = [...(graph.get(start) ?? [])];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    left.push(...(graph.get(next) ?? []));
  }
  return seen;
}

/** Groups of which each member reaches every other, in the order of their names. */
export function findCircles(graph: ImportGraph): string[][] {
  const reached = new Map([...graph.keys()].map((file) => [file, reach(graph, file)]));
  const circles = new Map<string, string[]>();
  for (const [file, from] of reached) {
    if (!from.has(file)) continue;
    const circle = [file, ...from].filter((each) => reached.get(each)?.has(file));
    const names = [...new Set(circle)].sort();
    circles.set(names.join(' '), names);
  }
  return [...circles.values()];
}

const inside = (file: string, folder: string): boolean => file.startsWith(`${folder}/`);

/** What of `folder` a file is or lies in. */
const partOf = (file: string, folder: string): string => file.slice(folder.length + 1).split('/')[0] ?? '';

function levelOf(graph: ImportGraph, folder: string): ImportGraph {
  const level = new Map<string, string[]>();
  for (const [file, targets] of graph) {
    if (!inside(file, folder)) continue;
    const part = partOf(file, folder);
    const parts = targets.filter((each) => inside(each, folder)).map((each) => partOf(each, folder));
    level.set(part, [...(level.get(part) ?? []), ...parts.filter((each) => each !== part)]);
  }
  return level;
}

/** `folder: part, part` for each circle of what lies in one folder, where a folder stands for all that is in it. */
export function findLevelCircles(graph: ImportGraph): string[] {
  const folders = new Set<string>();
  for (const file of graph.keys()) {
    for (let folder = path.posix.dirname(file); folder !== '.'; folder = path.posix.dirname(folder))
      folders.add(folder);
  }
  return [...folders]
    .sort()
    .flatMap((folder) =>
      findCircles(levelOf(graph, folder)).map((circle) => `${folder}: ${circle.join(', ')}`),
    );
}
