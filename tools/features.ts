/**
 * `npm run features` writes `docs/features.md`: which test shows which feature, from the ids in braces in the tests' names
 * (`test('[UI21] {C1} …')`). With `--check` it only says whether the page is up to date.
 */
import fs from 'node:fs';
import path from 'node:path';
import { listFiles, readText, ROOT } from '../test/support/source-files';
import { FEATURES, type Feature } from './feature-list';

const PAGE = 'docs/features.md';
const TITLE = /(['"`])((?:(?!\1)[^\n])*?\{[RCPD]\d{1,2}(?:, ?[RCPD]\d{1,2})*\}(?:(?!\1)[^\n])*)\1/g;

interface Shown {
  readonly file: string;
  readonly title: string;
}

function collect(): { readonly shown: Map<string, Shown[]>; readonly unknown: string[] } {
  const shown = new Map<string, Shown[]>(FEATURES.map(({ id }) => [id, []]));
  const unknown: string[] = [];
  for (const file of listFiles('test', ['.test.ts', '-contract.ts'])) {
    for (const match of readText(file).matchAll(TITLE)) {
      const title = match[2] ?? '';
      const ids = [...title.matchAll(/\{([RCPD]\d{1,2}(?:, ?[RCPD]\d{1,2})*)\}/g)].flatMap(([, list]) =>
        (list ?? '').split(/, ?/),
      );
      for (const id of ids) {
        const tests = shown.get(id);
        if (tests) tests.push({ file, title });
        else unknown.push(`${file}: {${id}} is no feature`);
      }
    }
  }
  return { shown, unknown };
}

const clean = (title: string): string =>
  title
    .replace(/\{[^}]*\}\s*|^\[[^\]]*\]\s*/g, '')
    .replace(/\|/g, '\\|')
    .trim();

function cell(feature: Feature, tests: readonly Shown[]): string {
  const lines = tests.map(({ file, title }) => `${clean(title)} ([${path.basename(file)}](../${file}))`);
  if (tests.length === 0) lines.push('_not shown by a test_');
  if (feature.open !== undefined) lines.unshift(`**Open:** ${feature.open}`);
  if (feature.manual !== undefined) lines.push(`**On a phone:** ${feature.manual}`);
  return lines.join('<br>');
}

function write(shown: Map<string, Shown[]>): string {
  const rows = FEATURES.map(
    (feature) => `| ${feature.id} | ${feature.what} | ${cell(feature, shown.get(feature.id) ?? [])} |`,
  );
  const count = FEATURES.filter(({ id, open }) => !open && (shown.get(id) ?? []).length > 0).length;
  return [
    '# Features, and the tests that show them',
    '',
    'Written by `npm run features` from the names of the tests; `npm run check` fails when it is out of date. R: room list, C: chat, P: platform, D: delivery. What cannot be shown without a phone has its step.',
    '',
    `${count} of ${FEATURES.length} are there and have a test.`,
    '',
    '| id | what | shown by |',
    '| -- | ---- | -------- |',
    ...rows,
    '',
  ].join('\n');
}

const { shown, unknown } = collect();
for (const line of unknown) console.error(line);
const text = write(shown);
const file = path.join(ROOT, PAGE);
const isCurrent = fs.existsSync(file) && fs.readFileSync(file, 'utf8') === text;
if (!process.argv.includes('--check')) fs.writeFileSync(file, text);
else if (!isCurrent) console.error(`${PAGE} is out of date: run npm run features.`);
process.exit(unknown.length > 0 || (process.argv.includes('--check') && !isCurrent) ? 1 : 0);
