/**
 * Builds the package `minichat-socket` from the sources of the mini program, in every form in which it is taken: ES module,
 * CommonJS, `miniprogram_dist` for "构建 npm", and one file of types for each. Publishes nothing.
 */
import fs from 'node:fs';
import path from 'node:path';
import { build, type Format } from 'esbuild';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';

const ROOT = path.join(__dirname, '..');
export const SOCKET_PACKAGE = path.join(ROOT, 'packages/minichat-socket');
const ENTRY = path.join(SOCKET_PACKAGE, 'src/index.ts');

interface Form {
  readonly file: string;
  readonly format: Format;
  readonly target: string;
  readonly minify?: boolean;
}

/** Phones below ES2017 exist, and DevTools does not translate what comes from npm unless told. */
export const SOCKET_FORMS: readonly Form[] = [
  { file: 'dist/index.mjs', format: 'esm', target: 'es2020' },
  { file: 'dist/index.cjs', format: 'cjs', target: 'es2020' },
  { file: 'miniprogram_dist/index.js', format: 'cjs', target: 'es2015', minify: true },
];
const TYPES = ['dist/index.d.mts', 'dist/index.d.cts', 'miniprogram_dist/index.d.ts'];

async function buildForm(folder: string, { file, format, target, minify = false }: Form): Promise<void> {
  await build({
    entryPoints: [ENTRY],
    outfile: path.join(folder, file),
    bundle: true,
    format,
    target,
    minify,
    platform: 'neutral',
    logLevel: 'error',
    tsconfig: path.join(ROOT, 'tsconfig.packages.json'),
  });
}

async function buildTypes(folder: string): Promise<void> {
  const bundle = await rollup({
    input: ENTRY,
    plugins: [dts({ tsconfig: path.join(ROOT, 'tsconfig.packages.json') })],
  });
  for (const file of TYPES) await bundle.write({ file: path.join(folder, file), format: 'es' });
  await bundle.close();
}

/** Everything that `npm pack` would take, in `folder`. */
export async function buildSocket(folder: string): Promise<void> {
  for (const form of SOCKET_FORMS) await buildForm(folder, form);
  await buildTypes(folder);
  for (const file of ['package.json', 'README.md', 'README.zh-CN.md']) {
    if (folder !== SOCKET_PACKAGE) fs.copyFileSync(path.join(SOCKET_PACKAGE, file), path.join(folder, file));
  }
  fs.copyFileSync(path.join(ROOT, 'LICENSE'), path.join(folder, 'LICENSE'));
}
