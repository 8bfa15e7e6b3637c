/**
 * Builds the browser preview of a mini program: `index.html` with two phones and `phone/` with one. Puts the steps in
 * order and writes files; each step lives in a file of its own.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { build } from 'esbuild';
import { copyAssets } from './assets';
import { BuildError, type Problem } from './problem';
import { scanApp } from './scan';
import { bundleScripts } from './scripts';
import { compileStyles } from './styles';
import { compileTemplates } from './templates';

export interface PreviewOptions {
  /** The folder with app.json. */
  readonly miniprogramDir: string;
  /** Emptied and written anew. */
  readonly outDir: string;
  /** Adds source maps. */
  readonly dev?: boolean;
  /** Looks at the folder first; what it finds is not built. */
  readonly check?: (root: string) => Promise<readonly Problem[]>;
}

export interface BuildReport {
  readonly durationMs: number;
  readonly pages: number;
  readonly components: number;
  readonly assets: number;
  /** What a phone would take badly but the preview can show. */
  readonly warnings: readonly Problem[];
}

const VIEW = path.join(__dirname, '..');
const SHELL = path.join(VIEW, '..', 'shell');

/** Builds everything. @throws BuildError with one line per problem; then `outDir` is left as it was */
export async function buildPreview(options: PreviewOptions): Promise<BuildReport> {
  const startedAt = performance.now();
  const root = path.resolve(options.miniprogramDir);
  const outDir = path.resolve(options.outDir);
  const found = (await options.check?.(root)) ?? [];
  if (found.length > 0) throw new BuildError(found);
  const manifest = scanApp(root);
  const templates = compileTemplates(root, manifest);
  const styles = compileStyles(root, manifest);

  const staging = `${outDir}.building-${process.pid}`;
  const phoneDir = path.join(staging, 'phone');
  fs.rmSync(staging, { recursive: true, force: true });
  fs.mkdirSync(phoneDir, { recursive: true });
  try {
    const isDevelopment = options.dev === true;
    const outFile = path.join(phoneDir, 'app.js');
    await Promise.all([
      bundleScripts({ root, manifest, templates: templates.code, outFile, isDevelopment }),
      bundleShell(staging),
    ]);
    fs.writeFileSync(path.join(phoneDir, 'app.css'), styles.css);
    writeAddresses(staging, []);
    copyStaticFiles(staging, phoneDir);
    const assets = copyAssets(root, phoneDir);
    fs.rmSync(outDir, { recursive: true, force: true });
    fs.mkdirSync(path.dirname(outDir), { recursive: true });
    fs.renameSync(staging, outDir);
    return {
      durationMs: Math.round(performance.now() - startedAt),
      pages: manifest.pages.length,
      components: manifest.units.length - manifest.pages.length,
      assets,
      warnings: [...templates.warnings, ...styles.warnings],
    };
  } finally {
    fs.rmSync(staging, { recursive: true, force: true });
  }
}

/** Tells the page with two phones under which addresses a telephone finds it: `http://192.168.1.5:8080`. */
export function writeAddresses(outDir: string, addresses: readonly string[]): void {
  fs.writeFileSync(path.join(outDir, 'addresses.json'), JSON.stringify(addresses));
}

async function bundleShell(outDir: string): Promise<void> {
  await build({
    entryPoints: [path.join(SHELL, 'shell.ts')],
    outfile: path.join(outDir, 'shell.js'),
    bundle: true,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    logLevel: 'silent',
  });
}

function copyStaticFiles(outDir: string, phoneDir: string): void {
  fs.copyFileSync(path.join(SHELL, 'index.html'), path.join(outDir, 'index.html'));
  fs.copyFileSync(path.join(SHELL, 'shell.css'), path.join(outDir, 'shell.css'));
  fs.copyFileSync(path.join(VIEW, 'runtime', 'phone.html'), path.join(phoneDir, 'index.html'));
  fs.copyFileSync(path.join(VIEW, 'runtime', 'phone.css'), path.join(phoneDir, 'phone.css'));
}
