/**
 * Paths inside a mini program: which file a name means, seen from the file that names it.
 * Knows the file system, not what is in the files.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';

const NPM_FOLDER = 'miniprogram_npm';

export function isFile(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Whether a file belongs to the mini program itself rather than to a package it uses. */
export function isOwnFile(file: string): boolean {
  return !file.split('/').includes(NPM_FOLDER);
}

/** Folders from `folder` up to the root, which is `''`. */
function foldersUpwards(folder: string): string[] {
  const parts = folder === '' || folder === '.' ? [] : folder.split('/');
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('/')).concat('');
}

/**
 * Where a name can point, in the order in which it is looked for: `/x` from the root, `./x` from the folder of the file
 * that names it, a bare `x` from that folder and then in each `miniprogram_npm` on the way up.
 */
export function candidatesOf(name: string, fromFolder: string): string[] {
  if (name.startsWith('/')) return [path.posix.normalize(name.slice(1))];
  const relative = path.posix.join(fromFolder, name);
  if (name.startsWith('.')) return [relative];
  const packages = foldersUpwards(fromFolder).map((folder) => path.posix.join(folder, NPM_FOLDER, name));
  return [relative, ...packages];
}

/** The id of a component that `fromFolder` calls `name`, or null: it must have a `.json` (a folder means its `index`). */
export function resolveComponent(root: string, name: string, fromFolder: string): string | null {
  for (const candidate of candidatesOf(name, fromFolder)) {
    for (const id of [candidate, path.posix.join(candidate, 'index')]) {
      if (isFile(path.join(root, `${id}.json`))) return id;
    }
  }
  return null;
}

/** The path of a script, or null: `x`, `x.js`, `x.ts`, `x/index.js`, from the root, beside the file, or in a package. */
export function resolveScript(root: string, name: string, fromFolder: string): string | null {
  for (const candidate of candidatesOf(name, fromFolder)) {
    for (const ending of ['', '.ts', '.js', '/index.ts', '/index.js']) {
      if (isFile(path.join(root, candidate + ending))) return candidate + ending;
    }
  }
  return null;
}

/** The script of a page or component: TypeScript first. */
export function scriptOf(root: string, id: string): string | null {
  return ['.ts', '.js'].map((ending) => id + ending).find((file) => isFile(path.join(root, file))) ?? null;
}
