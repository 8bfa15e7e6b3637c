/**
 * The project's own files as text, for tests about the code itself.
 */
import fs from 'node:fs';
import path from 'node:path';

export const ROOT = path.join(__dirname, '..', '..');

const SKIPPED = new Set(['node_modules', 'miniprogram_npm', 'dist', 'data', '.cache', '.git', 'coverage']);

/** Paths relative to the project, with `/`, of every file below `folder` whose name ends in one of `endings`. */
export function listFiles(folder: string, endings: readonly string[]): string[] {
  const absolute = path.join(ROOT, folder);
  if (!fs.existsSync(absolute)) return [];
  const found: string[] = [];
  for (const entry of fs.readdirSync(absolute, { withFileTypes: true })) {
    if (SKIPPED.has(entry.name)) continue;
    const relative = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) found.push(...listFiles(relative, endings));
    else if (endings.some((ending) => entry.name.endsWith(ending))) found.push(relative);
  }
  return found.sort();
}

export function readText(file: string): string {
  return fs.readFileSync(path.join(ROOT, file), 'utf8');
}

export interface Import {
  readonly specifier: string;
  /** Target relative to the project without extension, or null for a package. */
  readonly target: string | null;
  readonly typeOnly: boolean;
}

const IMPORT = /(?:^|\n)\s*(import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/g;
const REQUIRE = /\b(?:require|import)\(\s*['"]([^'"]+)['"]\s*\)/g;

function resolve(file: string, specifier: string): string | null {
  return specifier.startsWith('.') ? path.posix.join(path.posix.dirname(file), specifier) : null;
}

/** The imports of one TypeScript file. Reads text, so it sees type imports that the compiler drops. */
export function readImports(file: string): Import[] {
  const source = readText(file);
  const imports: Import[] = [];
  for (const match of source.matchAll(IMPORT)) {
    const specifier = match[3] ?? '';
    imports.push({ specifier, target: resolve(file, specifier), typeOnly: match[2] !== undefined });
  }
  for (const match of source.matchAll(REQUIRE)) {
    const specifier = match[1] ?? '';
    imports.push({ specifier, target: resolve(file, specifier), typeOnly: false });
  }
  return imports;
}
