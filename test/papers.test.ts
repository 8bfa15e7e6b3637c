/**
 * The papers beside the code: what they name is there, and lists in them are whole.
 */
import fs from 'node:fs';
import path from 'node:path';
import { listFiles, readText, ROOT } from './support/source-files';

const DECISIONS = 'docs/decisions';
const PAPERS = [
  ...['README.md', 'README.zh-CN.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'PROTOCOL.md'],
  ...['CHANGELOG.md', 'SPEC.md', ...listFiles('docs', ['.md'])],
];
/** Decisions are never rewritten: what they named then may have moved. */
const TODAY = PAPERS.filter((file) => !file.startsWith(`${DECISIONS}/0`));
const FIRST_FOLDERS = 'miniprogram|server|simulator|test|tools|bench|docs|findings|typings';

const isThere = (...parts: readonly string[]): boolean => fs.existsSync(path.join(ROOT, ...parts));
const all = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, found]) => found ?? '');

test.each(PAPERS)('[UI352] every file that %s links to is there', (paper) => {
  const links = all(readText(paper), /\]\(([^)\s#]+)[^)]*\)/g).filter((link) => !/^https?:/.test(link));
  expect(links.filter((link) => !isThere(path.dirname(paper), link))).toEqual([]);
});

test.each(TODAY)('[UI352] every path, command and decision that %s names is there', (paper) => {
  const text = readText(paper);
  const paths = all(text, new RegExp(`\`((?:${FIRST_FOLDERS})/[\\w./-]+)\``, 'g'));
  expect(paths.filter((name) => !isThere(name) && !isThere('miniprogram', name))).toEqual([]);
  const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> };
  expect(all(text, /npm run ([\w:]+)/g).filter((name) => scripts[name] === undefined)).toEqual([]);
  const decisions = fs.readdirSync(path.join(ROOT, DECISIONS));
  const numbers = all(text, /[Dd]ecision (\d{4})/g);
  expect(numbers.filter((number) => !decisions.some((file) => file.startsWith(number)))).toEqual([]);
});

test('[UI352] every command of package.json that people call is in CONTRIBUTING.md', () => {
  const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> };
  const text = readText('CONTRIBUTING.md');
  // Parts of `npm run check`, what npm calls itself, and `start` and `test`, which need no `run`.
  const silent = Object.keys(scripts).filter(
    (name) => !/^(?:check:|postinstall$|start$|test$)/.test(name) && !text.includes(`npm run ${name}`),
  );
  expect(silent).toEqual([]);
});

test('[UI353] every environment variable of the server is in both READMEs, and no other', () => {
  const read = new Set(all(readText('server/config.ts'), /(?:read\w*\(env, |name, )'([A-Z_]+)'/g));
  expect(read.size).toBeGreaterThan(10);
  for (const readme of ['README.md', 'README.zh-CN.md']) {
    const text = readText(readme);
    expect([...read].filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
    expect(all(text, /^\| `([A-Z_]+)` /gm).filter((name) => !read.has(name))).toEqual([]);
  }
});

test('[UI354] the list of decisions is whole', () => {
  const files = fs.readdirSync(path.join(ROOT, DECISIONS)).filter((file) => /^\d/.test(file));
  expect(all(readText(`${DECISIONS}/README.md`), /^- \[\d{4}\]\(([^)]+)\): \S/gm)).toEqual(files.sort());
});
