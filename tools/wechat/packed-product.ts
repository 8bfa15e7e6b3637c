/**
 * Looks at what the packer made: whether each script of it can be loaded, and whether every file that is named in it was
 * packed. The packer says nothing about either. Knows no source; who asks finds the place in it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import ts from 'typescript';
import type { Advice } from './fault';

export interface ProductFault extends Advice {
  /** Below the product. */
  readonly file: string;
  /** What stands in the product, and most often in the source, too. */
  readonly written: string;
}

const PACKAGES = 'miniprogram_npm';

const missing = (file: string, construct: string, written: string): ProductFault => ({
  file,
  written,
  construct: `${construct} of "${written}"`,
  tool: 'the packer packs no such file and says nothing',
  instead: 'Name a file that is there, by its path, as a string.',
});

export function productFaults(folder: string): ProductFault[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) =>
    file.split(path.sep).join('/'),
  );
  const all = new Set(files);
  return files.flatMap((file) => {
    const read = () => readFileSync(path.join(folder, file), 'utf8');
    if (file.endsWith('.js')) return scriptFaultsOf(file, read(), all);
    if (file.endsWith('.wxml')) return namedIn(file, read(), TEMPLATE_IMPORT, '.wxml', all);
    if (file.endsWith('.wxss')) return namedIn(file, read(), STYLE_IMPORT, '.wxss', all);
    return file.endsWith('.json') ? warnedIn(file, read()) : [];
  });
}

const TEMPLATE_IMPORT = /<(?:import|include|wxs)\b[^>]*?\ssrc=["']([^"'{]+)/g;
const STYLE_IMPORT = /@import\s+["']([^"']+)/g;
const WARNING = /"__warning__":"((?:[^"\\]|\\.)*)"/;

function namedIn(file: string, source: string, pattern: RegExp, ending: string, all: ReadonlySet<string>) {
  return [...source.matchAll(pattern)].flatMap(([, name = '']) => {
    const target = resolve(file, name);
    return all.has(target) || all.has(target + ending) ? [] : [missing(file, 'an import', name)];
  });
}

function warnedIn(file: string, source: string): ProductFault[] {
  const said = WARNING.exec(source)?.[1]?.replace(/\\"/g, '"');
  if (said === undefined) return [];
  const written = /"([^"]+)"/.exec(said)?.[1] ?? '';
  const instead = 'Take the field out, or write it as the documentation of the file has it.';
  return [{ file, written, construct: said, tool: 'the packer packs it with a warning', instead }];
}

function scriptFaultsOf(file: string, source: string, all: ReadonlySet<string>): ProductFault[] {
  const unread = loadFault(file, source);
  if (unread !== null) return [unread];
  return requiresIn(source).flatMap((name) =>
    isPacked(file, name, all) ? [] : [missing(file, 'a require', name)],
  );
}

/** A phone runs each script inside a function. */
function loadFault(file: string, source: string): ProductFault | null {
  try {
    new vm.Script(`(function (require, module, exports) {${source}\n})`);
    return null;
  } catch (thrown) {
    const construct = (thrown as Error).message;
    const tool = 'the packer leaves it as it is, and the file does not load';
    return { file, written: '', construct, tool, instead: 'Write it in a way that can stand in a function.' };
  }
}

function requiresIn(source: string): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'require') {
      const [first] = node.arguments;
      // One that is computed is the rules' matter; without any path nothing can be meant.
      if (first === undefined) names.push('');
      else if (ts.isStringLiteralLike(first)) names.push(first.text);
    }
    node.forEachChild(visit);
  };
  ts.createSourceFile('a.js', source, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS).forEachChild(visit);
  return names;
}

const resolve = (from: string, name: string): string =>
  name.startsWith('/') ? name.slice(1) : path.posix.join(path.posix.dirname(from), name);

/** The helpers of Babel and packages stand at the root, or in the folder of packages of a folder above. */
function isPacked(file: string, name: string, all: ReadonlySet<string>): boolean {
  if (name === '') return false;
  const isBare = !/^[./]/.test(name);
  const above = file.split('/').map((_, index, parts) => parts.slice(0, index).join('/'));
  const places = [
    resolve(file, name),
    ...(isBare ? [name, ...above.map((at) => path.posix.join(at, PACKAGES, name))] : []),
  ];
  return places.some((place) => ['', '.js', '/index.js'].some((ending) => all.has(place + ending)));
}
