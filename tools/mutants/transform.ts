/**
 * Compiles for jest, file by file and without types; a file under mutation is compiled from its written copy, so that the
 * working tree stays as it is. It does not know what the changes are.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import ts from 'typescript';
import { readJob } from './job';

const OPTIONS: ts.CompilerOptions = {
  module: ts.ModuleKind.CommonJS,
  target: ts.ScriptTarget.ES2022,
  esModuleInterop: true,
  inlineSourceMap: true,
};
const VERSION = '1';

const { copies } = readJob();

const textOf = (source: string, file: string): string => {
  const copy = copies[file];
  return copy === undefined ? source : fs.readFileSync(copy, 'utf8');
};

export function compile(source: string, file: string): { code: string } {
  const text = textOf(source, file);
  return { code: ts.transpileModule(text, { compilerOptions: OPTIONS, fileName: file }).outputText };
}

export function getCacheKey(source: string, file: string): string {
  return createHash('sha256')
    .update(`${VERSION}\n${file}\n${textOf(source, file)}`)
    .digest('hex');
}
