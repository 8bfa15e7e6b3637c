/**
 * Bundles the simulation with esbuild, with patches where a rule is broken on purpose: the product has no switches for it.
 */
import fs from 'node:fs';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';

const root = path.join(__dirname, '..');
const ENTRY = path.join(root, 'test/sim/worker.ts');
/** Inside the project, so that the bundle finds its packages. */
const FOLDER = path.join(root, '.cache/sim');

/** One edit of one source file. */
export interface Patch {
  /** From the root of the project. */
  readonly file: string;
  /** Must occur exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** @throws Error with a sentence when the code is not there, or is there twice */
function applyPatch(source: string, { file, find, replace }: Patch): string {
  const parts = source.split(find);
  if (parts.length === 2) return parts.join(replace);
  const snippet = find.replace(/\s+/g, ' ');
  throw new Error(
    `${file} contains "${snippet}" ${parts.length - 1} times, not once: bring this mutant up to date with the code.`,
  );
}

function patchPlugin(patches: readonly Patch[]): Plugin {
  return {
    name: 'patches',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
        const own = patches.filter((patch) => path.join(root, patch.file) === file);
        if (own.length === 0) return undefined;
        const contents = own.reduce(applyPatch, fs.readFileSync(file, 'utf8'));
        return { contents, loader: 'ts' };
      });
    },
  };
}

/** Reads every patched file first, so that a patch that fits nothing is found in any case. @throws Error see `applyPatch` */
export function checkPatches(patches: readonly Patch[]): void {
  for (const file of new Set(patches.map((patch) => patch.file))) {
    patches
      .filter((patch) => patch.file === file)
      .reduce(applyPatch, fs.readFileSync(path.join(root, file), 'utf8'));
  }
}

export interface SimBundle {
  readonly file: string;
  remove(): void;
}

/** @throws Error when it cannot be built */
export async function bundleSim(name: string, patches: readonly Patch[] = []): Promise<SimBundle> {
  checkPatches(patches);
  const file = path.join(FOLDER, `${name}-${process.pid}.cjs`);
  await build({
    entryPoints: [ENTRY],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    packages: 'external',
    logLevel: 'error',
    plugins: [patchPlugin(patches)],
  });
  return { file, remove: () => fs.rmSync(file, { force: true }) };
}
