/**
 * `npm run probes` writes `docs/probes.md`: which rules and tests hold against which probe, from the ids in braces in the
 * tests' names (`test('[SV210] {S1} …')`). With `--check` it only says whether the page is up to date; an id without a test
 * fails.
 */
import { PROBES, type Probe } from './probe-list';
import { testsById, writeOrCheck, type Shown } from './tests-by-id';

const unique = (values: readonly string[]): readonly string[] => [...new Set(values)].sort();

function row({ id, must, open }: Probe, tests: readonly Shown[]): string {
  const rules = unique(tests.flatMap((test) => test.rules));
  const files = unique(tests.map(({ file }) => file)).map(
    (file) => `[${file.replace('test/', '')}](../${file})`,
  );
  const what = open === undefined ? must : `${must}<br>**Open:** ${open}`;
  return `| ${id} | ${what} | ${rules.join(', ')} | ${tests.length} | ${files.join('<br>')} |`;
}

const { shown, unknown } = testsById(
  PROBES.map(({ id }) => id),
  'SH',
);
const bare = PROBES.filter(({ id, open }) => open === undefined && (shown.get(id) ?? []).length === 0);
const text = [
  '# Probes, and the rules and tests that hold against them',
  '',
  'Written by `npm run probes` from the names of the tests; `npm run check` fails when it is out of date. S: the server and the session under attack, H: the client on a hostile phone.',
  '',
  '| id | what must hold | rules | tests | files |',
  '| -- | -------------- | ----- | ----- | ----- |',
  ...PROBES.map((probe) => row(probe, shown.get(probe.id) ?? [])),
  '',
].join('\n');
writeOrCheck('docs/probes.md', text, 'probes', [
  ...unknown,
  ...bare.map(({ id }) => `{${id}} is in no test's name`),
]);
