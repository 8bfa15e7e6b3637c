/**
 * The project's own files as text, for tests about the code itself.
 */
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

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
  /** '' when it is put together at run time, so that nobody can tell what it is. */
  readonly specifier: string;
  /** Target relative to the project without extension, or null for a package. */
  readonly target: string | null;
  readonly typeOnly: boolean;
}

function resolve(file: string, specifier: string): string | null {
  return specifier.startsWith('.') ? path.posix.join(path.posix.dirname(file), specifier) : null;
}

interface Found {
  readonly node: ts.Node | undefined;
  readonly typeOnly: boolean;
}

const isRequire = ({ expression }: ts.CallExpression): boolean =>
  expression.kind === ts.SyntaxKind.ImportKeyword ||
  (ts.isIdentifier(expression) && expression.text === 'require') ||
  (ts.isPropertyAccessExpression(expression) && expression.getText() === 'require.async');

/** What a node imports: statically, again by `export … from`, as a type in place, or when it runs. */
function importOf(node: ts.Node): Found | null {
  if (ts.isImportDeclaration(node)) {
    return { node: node.moduleSpecifier, typeOnly: node.importClause?.isTypeOnly ?? false };
  }
  if (ts.isExportDeclaration(node)) {
    return node.moduleSpecifier ? { node: node.moduleSpecifier, typeOnly: node.isTypeOnly } : null;
  }
  if (ts.isExternalModuleReference(node)) return { node: node.expression, typeOnly: false };
  if (ts.isImportTypeNode(node)) {
    return { node: ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, typeOnly: true };
  }
  return ts.isCallExpression(node) && isRequire(node) ? { node: node.arguments[0], typeOnly: false } : null;
}

/** The imports of TypeScript source, in their order, also those that run later. */
export function importsOf(file: string, source: string): Import[] {
  const imports: Import[] = [];
  const visit = (node: ts.Node): void => {
    const found = importOf(node);
    if (found) {
      const specifier = found.node && ts.isStringLiteralLike(found.node) ? found.node.text : '';
      imports.push({ specifier, target: resolve(file, specifier), typeOnly: found.typeOnly });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true));
  return imports;
}

export const readImports = (file: string): Import[] => importsOf(file, readText(file));

/** Every identifier in the file, each once. */
export function identifiersOf(file: string): string[] {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readText(file), ts.ScriptTarget.Latest));
  return [...names];
}
