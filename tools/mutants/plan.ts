/**
 * What a run tries: the product files below a path, a sample of their mutants, the copies with the changes in them, and the
 * jest configuration that reads those copies. It starts nothing.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { createSeededRandom } from '../../test/support/seeded-random';
import { instrument, type Mutant } from './instrument';
import { fileIn, type Job } from './job';

const load = createRequire(__filename);
const root = path.join(__dirname, '..', '..');

/** These start whole processes, whose program is not the changed one, and take minutes. */
const APART = ['chaos', 'sim', 'leak', 'process.test', 'whole-file', 'plans.test', 'tools/'];

export interface Wanted {
  readonly paths: readonly string[];
  readonly max: number;
  readonly seed: number;
  readonly projects: readonly string[] | null;
  /** How many test files a mutant meets at most. */
  readonly tests: number;
  /** A test file is asked when its path has one of these in it. */
  readonly within: readonly string[];
}

export interface Plan {
  readonly job: Job;
  readonly mutants: readonly Mutant[];
  /** How many there are of which these are a sample. */
  readonly total: number;
  readonly jestArgs: readonly string[];
}

function filesBelow(given: string): string[] {
  const full = path.resolve(root, given);
  if (!fs.existsSync(full)) throw new Error(`${given} does not exist.`);
  if (fs.statSync(full).isFile()) return [full];
  return fs
    .readdirSync(full, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts') && !name.includes('node_modules'))
    .map((name) => path.join(full, name))
    .sort();
}

/** Every `n`th would follow the habits of the code; so they are drawn. */
export function sample(ids: readonly number[], max: number, seed: number): ReadonlySet<number> {
  const random = createSeededRandom(seed);
  const drawn = ids.map((id) => ({ id, at: random() })).sort((a, b) => a.at - b.at);
  return new Set(drawn.slice(0, max).map(({ id }) => id));
}

const projectsFor = (files: readonly string[]): readonly string[] =>
  files.some((file) => file.startsWith(path.join(root, 'server'))) ? ['unit', 'server'] : ['unit'];

interface JestProject {
  readonly displayName: string;
  readonly testPathIgnorePatterns: readonly string[];
}

function writeConfig(folder: string, names: readonly string[], within: readonly string[]): string {
  const { projects } = load('../../jest.config.js') as { projects: readonly JestProject[] };
  const own = {
    transform: { '^.+\\.ts$': path.join(__dirname, 'jest-transform.cjs') },
    runner: path.join(__dirname, 'jest-runner.cjs'),
    setupFilesAfterEnv: [path.join(__dirname, 'switch.ts')],
  };
  const chosen = projects.filter(({ displayName }) => names.includes(displayName));
  const elsewhere = `^(?!.*(${within.map((text) => text.replaceAll('.', '\\.')).join('|')}))`;
  const ignored = [...APART.map((name) => `/test/.*${name}`), elsewhere];
  const changed = chosen.map((project) => ({
    ...project,
    ...own,
    testPathIgnorePatterns: [...project.testPathIgnorePatterns, ...ignored],
  }));
  const file = path.join(folder, 'jest.config.json');
  fs.writeFileSync(file, JSON.stringify({ projects: changed, reporters: [], rootDir: root }));
  return file;
}

interface Source {
  readonly file: string;
  readonly text: string;
  readonly firstId: number;
  readonly mutants: readonly Mutant[];
}

function readSources(files: readonly string[]): readonly Source[] {
  let nextId = 1;
  return files.map((file) => {
    const text = fs.readFileSync(file, 'utf8');
    const firstId = nextId;
    const { mutants } = instrument(path.relative(root, file), text, firstId);
    nextId += mutants.length;
    return { file, text, firstId, mutants };
  });
}

function writeCopies(
  folder: string,
  sources: readonly Source[],
  wanted: ReadonlySet<number>,
): Record<string, string> {
  const copies: Record<string, string> = {};
  for (const [i, { file, text, firstId }] of sources.entries()) {
    const copy = path.join(folder, `${i}.ts`);
    fs.writeFileSync(copy, instrument(file, text, firstId, (id) => wanted.has(id)).code);
    copies[file] = copy;
  }
  return copies;
}

export function plan({ paths, max, seed, projects, tests, within }: Wanted): Plan {
  const files = [...new Set(paths.flatMap(filesBelow))];
  const sources = readSources(files);
  const all = sources.flatMap(({ mutants }) => mutants);
  const wanted = sample(
    all.map(({ id }) => id),
    max,
    seed,
  );
  const mutants = all.filter(({ id }) => wanted.has(id));
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'minichat-mutants-'));
  const places = Object.fromEntries(mutants.map(({ id, file }) => [id, file]));
  const job: Job = {
    folder,
    copies: writeCopies(folder, sources, wanted),
    places,
    order: [...wanted],
    tests,
  };
  fs.writeFileSync(fileIn(folder, 'job'), JSON.stringify(job));
  const config = writeConfig(folder, projects ?? projectsFor(files), within);
  const jestArgs = ['--config', config, '--runInBand', '--silent', '--findRelatedTests', ...files];
  return { job, mutants, total: all.length, jestArgs };
}
