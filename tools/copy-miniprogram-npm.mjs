/**
 * Puts the npm components that the mini program uses into `miniprogram/miniprogram_npm`, with all they import, so that
 * DevTools needs no "build npm". Runs after every install and, as an install may run no scripts, before everything that
 * builds (`--if-needed`). It must therefore work before anything is built: plain JavaScript, no dependencies. Running it
 * again gives the same folder.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const TARGET = path.join(ROOT, 'miniprogram/miniprogram_npm');
/** What was copied last. An install that starts afresh takes it away with everything else that is installed. */
const CACHE = path.join(ROOT, 'node_modules/.cache');
const STAMP = path.join(CACHE, 'miniprogram-npm.json');

/** The whole list: package -> folder inside it that is a mini program's, and the components used of it. */
const USED = [{ name: 'tdesign-miniprogram', dist: 'miniprogram_dist', components: ['badge/badge'] }];

const IMPORTS = {
  '.js': [/(?:from|import)\s*["']([^"']+)["']/g, /require\(\s*["']([^"']+)["']\s*\)/g],
  '.wxs': [/require\(\s*["']([^"']+)["']\s*\)/g],
  '.wxml': [/<(?:import|include|wxs)\b[^>]*?\ssrc\s*=\s*["']([^"']+)["']/g],
  '.wxss': [/@import\s+(?:url\(\s*)?["']([^"']+)["']/g],
};

/** The files one file names, as written. */
function readImports(file) {
  const text = fs.readFileSync(file, 'utf8');
  if (file.endsWith('.json')) return Object.values(JSON.parse(text).usingComponents ?? {});
  const patterns = IMPORTS[path.extname(file)] ?? [];
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1]));
}

const isFile = (file) => fs.existsSync(file) && fs.statSync(file).isFile();

/** Where a name written in `from` leads: a file of the package, or one of the packages it carries inside. */
function resolveImport(from, name, dist) {
  const local = name.startsWith('/') ? path.join(dist, name) : path.resolve(path.dirname(from), name);
  const inner = path.join(dist, 'miniprogram_npm', name);
  const isBare = !name.startsWith('.') && !name.startsWith('/');
  for (const base of isBare ? [inner, local] : [local]) {
    const found = ['', path.extname(from), '/index.js'].map((end) => base + end).find(isFile);
    if (found) return [found];
    if (from.endsWith('.json')) {
      const files = componentFiles(base);
      if (files.length > 0) return files;
    }
  }
  throw new Error(`copy-miniprogram-npm: cannot find "${name}", which ${path.relative(ROOT, from)} imports.`);
}

function componentFiles(base) {
  return ['.json', '.js', '.wxml', '.wxss'].map((end) => base + end).filter(isFile);
}

/** All files that `entries` need, entries included. */
function collect(entries, dist) {
  const found = new Set();
  const queue = [...entries];
  while (queue.length > 0) {
    const file = queue.pop();
    if (found.has(file)) continue;
    found.add(file);
    for (const name of readImports(file)) queue.push(...resolveImport(file, name, dist));
  }
  return [...found].sort();
}

function copyPackage({ name, dist: folder, components }, target) {
  const dist = path.join(ROOT, 'node_modules', name, folder);
  const entries = components.flatMap((component) => componentFiles(path.join(dist, component)));
  if (entries.length === 0) throw new Error(`copy-miniprogram-npm: ${dist} is missing; run "npm ci" first.`);
  const files = collect(entries, dist);
  for (const file of files) {
    const copy = path.join(target, name, path.relative(dist, file));
    fs.mkdirSync(path.dirname(copy), { recursive: true });
    fs.copyFileSync(file, copy);
  }
  fs.copyFileSync(path.join(ROOT, 'node_modules', name, 'LICENSE'), path.join(target, name, 'LICENSE'));
  return files;
}

/** What the copy depends on: the list above and the versions that are installed. */
function wanted() {
  const packages = USED.map((entry) => {
    const file = path.join(ROOT, 'node_modules', entry.name, 'package.json');
    if (!fs.existsSync(file))
      throw new Error(`copy-miniprogram-npm: ${entry.name} is missing; run "npm ci" first.`);
    return { ...entry, version: JSON.parse(fs.readFileSync(file, 'utf8')).version };
  });
  return JSON.stringify(packages);
}

function isCopied() {
  const isThere = USED.every(({ name }) => isFile(path.join(TARGET, name, 'LICENSE')));
  return isThere && isFile(STAMP) && fs.readFileSync(STAMP, 'utf8') === wanted();
}

/** Whole or not at all: others may be reading, or doing the same at this moment. */
function copyAll() {
  const stamp = wanted();
  const fresh = path.join(CACHE, `miniprogram-npm.${process.pid}`);
  const files = USED.flatMap((entry) => copyPackage(entry, fresh));
  fs.rmSync(TARGET, { recursive: true, force: true });
  try {
    fs.renameSync(fresh, TARGET);
  } catch (thrown) {
    fs.rmSync(fresh, { recursive: true, force: true });
    // Somebody else was as fast; theirs is the same.
    if (!fs.existsSync(TARGET)) throw thrown;
  }
  fs.writeFileSync(STAMP, stamp);
  return files;
}

function main() {
  if (process.argv.includes('--if-needed') && isCopied()) return;
  const files = copyAll();
  const bytes = files.reduce((sum, file) => sum + fs.statSync(file).size, 0);
  const names = USED.flatMap(({ name, components }) => components.map((component) => `${name}/${component}`));
  process.stdout.write(
    `miniprogram_npm: ${names.join(', ')} (${files.length} files, ${Math.ceil(bytes / 1024)} KB)\n`,
  );
}

try {
  main();
} catch (thrown) {
  // One sentence says it; where in this file it happened helps nobody.
  process.stderr.write(`${thrown.message}\n`);
  process.exitCode = 1;
}
