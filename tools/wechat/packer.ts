/**
 * The official packer (`miniprogram-ci`), which is an install of its own: sees to it that it is there, and has it pack
 * projects. Gives back what it says, unread; knows nothing about what is packed.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface PackJob {
  /** The folder with project.config.json. */
  readonly project: string;
  /** What is packed is written below it. */
  readonly outDir: string;
}

export type PackAnswer =
  | { readonly isOk: true; readonly files: number; readonly bytes: number }
  | {
      readonly isOk: false;
      readonly message: string;
      /** The file that is at fault, where it tells it apart. */
      readonly path?: string;
    };

const HOME = path.join(__dirname, '..', 'official-compiler');
const STAMP = path.join('node_modules', '.installed-lock.json');
/** The whole mini program takes it five seconds on a machine that is idle. */
const LIMIT_MS = 600_000;
const ANSWERS = 3;

const textOf = (file: string): string | null => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
};

/**
 * Costs a moment when it is there.
 * @param npm the program that installs
 * @throws Error with one sentence, also without a network
 */
export function ensurePacker(home: string = HOME, npm = 'npm'): void {
  const lock = path.join(home, 'package-lock.json');
  const stamp = path.join(home, STAMP);
  if (textOf(stamp) === textOf(lock)) return;
  console.log('Fetching the official compiler (280 MB); this is done once.');
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const isShell = process.platform === 'win32';
  const { status, stderr, error } = spawnSync(npm, args, { cwd: home, encoding: 'utf8', shell: isShell });
  if (status === 0) {
    copyFileSync(lock, stamp);
    return;
  }
  const said =
    (error?.message ?? stderr).split('\n').find((line) => line.trim() !== '') ?? 'npm ended without a word';
  throw new Error(
    `The official compiler could not be installed in tools/official-compiler (${said.trim()}); it needs the network once.`,
  );
}

/** Packs one after the other. @throws Error where the program itself fails */
export function runPacker(jobs: readonly PackJob[]): PackAnswer[] {
  const args = [path.join(HOME, 'compile.cjs'), ...jobs.map((job) => JSON.stringify(job))];
  const { output, error } = spawnSync(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    timeout: LIMIT_MS,
  });
  const lines = (output?.[ANSWERS] ?? '').split('\n').filter((line) => line !== '');
  if (lines.length === jobs.length) return lines.map((line) => JSON.parse(line) as PackAnswer);
  const said = error?.message ?? output?.[2]?.trim().split('\n').pop() ?? '';
  throw new Error(`The official compiler ended without an answer: ${said}`);
}
