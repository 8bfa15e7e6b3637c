/**
 * What the command and the jest process below it hand to each other: the job as a file, and lines back. It does neither's
 * work.
 */
import fs from 'node:fs';
import path from 'node:path';

export interface Job {
  /** Where this run keeps its files; removed at its end. */
  readonly folder: string;
  /** File under mutation -> the copy that holds its changes. */
  readonly copies: Readonly<Record<string, string>>;
  /** Mutant -> its file, from the root of the repository. */
  readonly places: Readonly<Record<number, string>>;
  /** As they were drawn, so that a run which is ended early is a sample of everything too. */
  readonly order: readonly number[];
  /** How many test files a mutant meets at most. */
  readonly tests: number;
}

/** Which tests of a file came past a mutant; `null` when it was outside of any single test. */
export interface Reach {
  readonly test: string;
  readonly names: readonly string[] | null;
}

/** What the first run, without any change, found; a restarted process goes on with it. */
export interface FirstRun {
  readonly durations: Readonly<Record<string, number>>;
  readonly reaches: Readonly<Record<number, readonly Reach[]>>;
  readonly failing: readonly string[];
}

export type Told =
  | { readonly kind: 'first'; readonly found: FirstRun }
  /** A run begins; when it has not ended after so long, it never will. */
  | { readonly kind: 'begin'; readonly id: number; readonly limitMs: number }
  | { readonly kind: 'end'; readonly id: number; readonly killedBy: string | null }
  /** The unchanged program passes still, so what was told since the last time holds. */
  | { readonly kind: 'control'; readonly passes: boolean }
  | { readonly kind: 'done' };

export const ENV = { job: 'MINICHAT_MUTANTS_JOB', active: 'MINICHAT_MUTANT' } as const;

export const fileIn = (folder: string, name: 'job' | 'first' | 'todo' | 'hits'): string =>
  path.join(folder, `${name}.json`);

export const readJson = <T>(file: string): T => JSON.parse(fs.readFileSync(file, 'utf8')) as T;

export function readJob(): Job {
  const folder = process.env[ENV.job];
  if (folder === undefined) throw new Error('mutants: this runs only below `npm run mutants`.');
  return readJson<Job>(fileIn(folder, 'job'));
}
