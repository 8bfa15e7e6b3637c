/**
 * `npm run features` writes `docs/features.md`: which test shows which feature, from the ids in braces in the tests' names
 * (`test('[UI21] {C1} …')`). With `--check` it only says whether the page is up to date.
 */
import path from 'node:path';
import { CASES } from './case-list';
import { FEATURES, type Feature } from './feature-list';
import { testsById, writeOrCheck, type Shown } from './tests-by-id';

const LISTED = [...FEATURES, ...CASES];

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

function write(shown: ReadonlyMap<string, readonly Shown[]>): string {
  const rows = LISTED.map(
    (feature) => `| ${feature.id} | ${feature.what} | ${cell(feature, shown.get(feature.id) ?? [])} |`,
  );
  const count = LISTED.filter(({ id, open }) => !open && (shown.get(id) ?? []).length > 0).length;
  return [
    '# Features, and the tests that show them',
    '',
    'Written by `npm run features` from the names of the tests; `npm run check` fails when it is out of date. R: room list, C: chat, P: platform, D: delivery, K: what other chats got wrong. What cannot be shown without a phone has its step.',
    '',
    `${count} of ${LISTED.length} are there and have a test.`,
    '',
    '| id | what | shown by |',
    '| -- | ---- | -------- |',
    ...rows,
    '',
  ].join('\n');
}

const { shown, unknown } = testsById(
  LISTED.map(({ id }) => id),
  'RCPDK',
);
writeOrCheck('docs/features.md', write(shown), 'features', unknown);
