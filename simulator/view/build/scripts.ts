/**
 * Bundles the scripts of a mini program with the runtime that runs them. Page and component scripts get one line in front
 * that gives them their own `Page` and `Component`; each script is loaded by a function, so that one that throws does not
 * take the others with it.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { build } from 'esbuild';
import type { BuildFailure, OnLoadArgs, OnLoadResult, OnResolveArgs, OnResolveResult, Plugin } from 'esbuild';
import type { TransformFailure } from 'esbuild';
import type { AppManifest } from '../manifest';
import { isFile, resolveScript, scriptOf } from './paths';
import { toPhoneScript } from './phone-script';
import { BuildError, problemIn } from './problem';

export interface ScriptBundle {
  readonly root: string;
  readonly manifest: AppManifest;
  /** An expression, from `compileTemplates`. */
  readonly templates: string;
  readonly outFile: string;
  /** Source maps, for people who debug in the browser. */
  readonly isDevelopment: boolean;
}

const RUNTIME = path.join(__dirname, '..', 'runtime', 'index.ts');
const ENTRY = 'minichat-preview:entry';
const TEMPLATES = 'minichat-preview:templates';

/** @throws BuildError naming file and line of what esbuild refuses */
export async function bundleScripts(bundle: ScriptBundle): Promise<void> {
  try {
    await build({
      entryPoints: [ENTRY],
      outfile: bundle.outFile,
      bundle: true,
      format: 'iife',
      platform: 'browser',
      target: 'es2022',
      charset: 'utf8',
      sourcemap: bundle.isDevelopment,
      logLevel: 'silent',
      define: { 'process.env.NODE_ENV': bundle.isDevelopment ? '"development"' : '"production"' },
      plugins: [virtualModules(bundle), miniProgramScripts(bundle)],
    });
  } catch (error) {
    throw toBuildError(error as BuildFailure, bundle.root);
  }
}

function toBuildError(failure: BuildFailure, root: string): Error {
  if (!Array.isArray(failure.errors)) return failure;
  const problems = failure.errors.map(({ text, location }) => {
    if (location === null) return problemIn('app', text);
    const file = path.relative(root, path.resolve(location.file));
    return { file, line: location.line, column: location.column + 1, message: text };
  });
  return new BuildError(problems);
}

function virtualModules(bundle: ScriptBundle): Plugin {
  const contents: Record<string, string> = {
    [ENTRY]: entrySource(bundle.root, bundle.manifest),
    [TEMPLATES]: `export const templates = ${bundle.templates};`,
  };
  return {
    name: 'virtual-modules',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^minichat-preview:/ }, ({ path: name }) => ({ path: name, namespace: 'virtual' }));
      onLoad({ filter: /.*/, namespace: 'virtual' }, ({ path: name }) => {
        return { contents: contents[name], loader: 'js', resolveDir: path.dirname(RUNTIME) };
      });
    },
  };
}

function entrySource(root: string, manifest: AppManifest): string {
  const load = (id: string, file: string) => {
    return `${JSON.stringify(id)}: () => require(${JSON.stringify(path.join(root, file))})`;
  };
  const scripts = manifest.units.map(({ id }) => load(id, scriptOf(root, id) ?? `${id}.ts`));
  const app = scriptOf(root, 'app');
  return [
    `import { startPreview } from ${JSON.stringify(RUNTIME)};`,
    `import { templates } from ${JSON.stringify(TEMPLATES)};`,
    `startPreview({`,
    `  manifest: ${JSON.stringify(manifest)},`,
    `  templates,`,
    `  app: ${app === null ? '() => undefined' : `() => require(${JSON.stringify(path.join(root, app))})`},`,
    `  scripts: { ${scripts.join(', ')} },`,
    `});`,
  ].join('\n');
}

/** Finds what scripts name inside of the mini program, and gives each page and component script its own constructors. */
function miniProgramScripts({ root, manifest, isDevelopment }: ScriptBundle): Plugin {
  const ids = new Map(manifest.units.map(({ id }) => [path.join(root, scriptOf(root, id) ?? ''), id]));
  return {
    name: 'mini-program-scripts',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /.*/ }, (args) => resolveInside(root, args));
      onLoad({ filter: /\.[jt]s$/, namespace: 'file' }, ({ path: file }: OnLoadArgs) =>
        file.startsWith(root + path.sep) && isFile(file)
          ? load(file, ids.get(file), isDevelopment)
          : undefined,
      );
    },
  };
}

/** wx: what is not below the mini program's root is on no phone, packages of the machine least of all. */
function resolveInside(
  root: string,
  { path: name, importer, kind }: OnResolveArgs,
): OnResolveResult | undefined {
  const fromFolder = path.relative(root, path.dirname(importer));
  const isOfApp = importer !== '' && !fromFolder.startsWith('..') && !path.isAbsolute(fromFolder);
  if (!isOfApp || kind === 'entry-point') return undefined;
  const file = resolveScript(root, name, fromFolder.split(path.sep).join('/'));
  if (file !== null && !file.startsWith('..')) return { path: path.join(root, file) };
  const reason = /^[./]/.test(name) ? 'is not in the mini program' : 'is not in miniprogram_npm';
  return { errors: [{ text: `"${name}" ${reason}`, location: placeOf(importer, name) }] };
}

/** Where a script names another first: what is bundled has other lines than what was written. */
function placeOf(file: string, name: string): { file: string; line: number; column: number } {
  const source = fs.readFileSync(file, 'utf8');
  const quoted = [`'${name}'`, `"${name}"`].map((text) => source.indexOf(text)).filter((at) => at >= 0);
  const before = source.slice(0, Math.min(...quoted, source.length)).split('\n');
  return { file, line: before.length, column: before.at(-1)?.length ?? 0 };
}

/** The app's timers stop while it is in the background, as on a phone; those of the runtime do not. */
const TIMERS = 'const {setTimeout,clearTimeout,setInterval,clearInterval}=globalThis.__appTimers;';

/** @param id of the page or component whose script it is */
function load(file: string, id: string | undefined, isDevelopment: boolean): OnLoadResult {
  const constructors = `const {Page,Component}=globalThis.__enterScript(${JSON.stringify(id)});`;
  const prefix = id === undefined ? TIMERS : TIMERS + constructors;
  try {
    const code = toPhoneScript(fs.readFileSync(file, 'utf8'), { file, isDevelopment });
    return { contents: prefix + code, loader: 'js', resolveDir: path.dirname(file) };
  } catch (error) {
    return { errors: (error as TransformFailure).errors };
  }
}
