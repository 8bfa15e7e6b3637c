/**
 * Runs the compilers themselves over a mini program: wcc, wcsc and the template compiler of glass-easel, and reads what they
 * say. What they take and read differently they do not say; that is the rules' matter.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { TmplGroup } from 'glass-easel-template-compiler';
import type { Fault } from './fault';

type Compiler = 'wcc' | 'wcsc';

interface Said {
  readonly isOk: boolean;
  /** What it made, or what it said. */
  readonly text: string;
}

interface TemplateMessage {
  readonly message: string;
  readonly startLine: number;
  readonly startColumn: number;
}

/** No file of a mini program takes them a second. */
const LIMIT_MS = 60_000;
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
const FOLDERS: Readonly<Partial<Record<NodeJS.Platform, string>>> = { darwin: 'mac', win32: 'windows' };
export const PLAINER = 'Write it in a way that every tool takes.';
const WCC_LINE = /^([^\n]*?):(\d+):(\d+):\s*([\s\S]*)/;
const WCSC_PLACE = /ERR: (.*?)\((\d+):(\d+)\): (.*)/;
const WCSC_MISSING = /ERR: (path .*? not found) from `(.*?)`/;

function binaryOf(compiler: Compiler): string {
  const home = path.dirname(createRequire(__filename).resolve('miniprogram-compiler/package.json'));
  const ending = process.platform === 'win32' ? '.exe' : '';
  const file = path.join(home, 'bin', FOLDERS[process.platform] ?? 'linux', compiler + ending);
  // npm keeps only one of the two executable.
  chmodSync(file, 0o755);
  return file;
}

/** @throws Error where the program of the vendor does not run on this machine */
function runCompiler(compiler: Compiler, root: string, args: readonly string[]): Said {
  const options = { cwd: root, encoding: 'utf8', timeout: LIMIT_MS, maxBuffer: MAX_OUTPUT_BYTES } as const;
  const run = spawnSync(binaryOf(compiler), args, options);
  if (run.error !== undefined) throw new Error(`${compiler} does not run here: ${run.error.message}`);
  return run.status === 0 ? { isOk: true, text: run.stdout } : { isOk: false, text: run.stderr.trim() };
}

/** As DevTools hands them over: only so is `/b.wxss` found from the root. */
const fromRoot = (files: readonly string[]): readonly string[] => files.map((file) => `./${file}`);

export const runWcc = (root: string, files: readonly string[]): Said =>
  runCompiler('wcc', root, ['-d', '-cc', '0', ...fromRoot(files), '-gn', '$gwx']);

export const runWcsc = (root: string, files: readonly string[]): Said =>
  runCompiler('wcsc', root, ['-js', '-pc', String(files.length), ...fromRoot(files)]);

const faultOf = (compiler: string, file: string, line: number, column: number, said: string): Fault => ({
  file: file.replace(/^\.\//, ''),
  line,
  column,
  construct: said.trim().replace(/\s+/g, ' '),
  tool: `${compiler} refuses it`,
  instead: PLAINER,
});

function readWcc(file: string, said: string): Fault {
  const match = WCC_LINE.exec(said);
  if (match === null) return faultOf('wcc', file, 1, 1, said || 'it ended without a word');
  const [, name = file, line, column, message = ''] = match;
  return faultOf('wcc', name, Number(line), Math.max(1, Number(column)), message);
}

function readWcsc(file: string, said: string): Fault {
  const place = WCSC_PLACE.exec(said);
  if (place !== null) {
    const [, name = file, line, column, message = ''] = place;
    return faultOf('wcsc', name, Number(line), Number(column), message);
  }
  const missing = WCSC_MISSING.exec(said);
  return faultOf('wcsc', missing?.[2] ?? file, 1, 1, missing?.[1] ?? said);
}

/** Templates with all scripts of the mini program; a compiler ends at the first fault, so each file is asked when there is one. */
export function wccFaults(root: string, templates: readonly string[], scripts: readonly string[]): Fault[] {
  if (templates.length + scripts.length === 0) return [];
  if (runWcc(root, [...templates, ...scripts]).isOk) return [];
  const inScripts = scripts.flatMap((file) => {
    const { isOk, text } = runWcc(root, [file, ...scripts.filter((other) => other !== file)]);
    return isOk ? [] : [readWcc(file, text)];
  });
  const good = scripts.filter((file) => inScripts.every((fault) => fault.file !== file));
  const inTemplates = templates.flatMap((file) => {
    const { isOk, text } = runWcc(root, [file, ...good]);
    return isOk ? [] : [readWcc(file, text)];
  });
  return [...inScripts, ...inTemplates];
}

/** @param withImports the stylesheets that one brings along, itself first */
export function wcscFaults(
  root: string,
  sheets: readonly string[],
  withImports: (file: string) => readonly string[],
): Fault[] {
  if (sheets.length === 0 || runWcsc(root, sheets).isOk) return [];
  return sheets.flatMap((file) => {
    const { isOk, text } = runWcsc(root, withImports(file));
    return isOk ? [] : [readWcsc(file, text)];
  });
}

/** Also what it only warns about: in our own files a warning is a fault. */
export function glassEaselFaults(file: string, source: string): Fault[] {
  const group = new TmplGroup();
  try {
    const messages = group.addTmpl(file.replace(/\.wxml$/, ''), source) as TemplateMessage[];
    return messages.map(({ message, startLine, startColumn }) =>
      faultOf('glass-easel', file, startLine + 1, startColumn + 1, message),
    );
  } finally {
    group.free();
  }
}
