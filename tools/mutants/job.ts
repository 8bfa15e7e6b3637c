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

/** One test of a file, or with `null` all of them. */
export interface Question {
  readonly test: string;
  readonly name: string | null;
}

/** What the first run, without any change, found; a restarted process goes on with it. */
export interface FirstRun {
  readonly durations: Readonly<Record<string, number>>;
  readonly reaches: Readonly<Record<number, readonly Reach[]>>;
  readonly failing: readonly string[];
}

export type Told =
  | { readonly kind: 'first'; readonly found: FirstRun }
  /** A run begins, of one mutant or, with `null`, of several by turns; what shows nothing for so long never ends. */
  | { readonly kind: 'begin'; readonly id: number | null; readonly limitMs: number }
  | { readonly kind: 'end'; readonly id: number; readonly killedBy: string | null }
  /** The unchanged program passes still, so what was told since the last time holds. */
  | { readonly kind: 'control'; readonly passes: boolean }
  | { readonly kind: 'done' };

export const ENV = {
  job: 'MINICHAT_MUTANTS_JOB',
  /** The mutant that is on, or `BY_TURNS`. */
  active: 'MINICHAT_MUTANT',
  /** How long one test may take. */
  limitMs: 'MINICHAT_MUTANT_LIMIT_MS',
} as const;

/** Each test has the mutant that the file `turns` gives to its name. */
export const BY_TURNS = 'turns';

/** `at` is the mutant whose turn it is; `asked` keeps the questions that were answered, for a restarted process. */
export type JobFile = 'job' | 'first' | 'todo' | 'hits' | 'turns' | 'at' | 'asked';

export const fileIn = (folder: string, name: JobFile): string => path.join(folder, `${name}.json`);

export const readJson = <T>(file: string): T => JSON.parse(fs.readFileSync(file, 'utf8')) as T;

export function readJob(): Job {
  const folder = process.env[ENV.job];
  if (folder === undefined) throw new Error('mutants: this runs only below `npm run mutants`.');
  return readJson<Job>(fileIn(folder, 'job'));
}
