/**
 * SPEC.md as a document: each rule has one number and one sentence, stands in the section of its letters and in the order of
 * the numbers, is shown by a test, and no test cites a rule that is not there.
 */
import { listFiles, readText } from './support/source-files';

interface Rule {
  readonly id: string;
  readonly letters: string;
  readonly number: number;
  /** The letters of the section it stands in, and the heading right above it. */
  readonly section: string;
  readonly heading: string;
}

function readRules(): Rule[] {
  let section = '';
  let heading = '';
  return readText('SPEC.md')
    .split('\n')
    .flatMap((line) => {
      const title = /^##(#?) (.*)/.exec(line);
      if (title) {
        heading = title[2] ?? '';
        if (title[1] === '') section = heading.split(':')[0] ?? '';
      }
      const rule = /^- \*\*([A-Z]{2,3})(\d+)\*\* /.exec(line);
      const [, letters = '', digits = ''] = rule ?? [];
      return rule ? [{ id: letters + digits, letters, number: Number(digits), section, heading }] : [];
    });
}

const rules = readRules();
const ids = new Set(rules.map(({ id }) => id));
const cited = new Set(
  listFiles('test', ['.test.ts', '-contract.ts']).flatMap((file) =>
    [...readText(file).matchAll(/\[([A-Z]{2,3}\d+(?:, ?[A-Z]{2,3}\d+)*)\]/g)].flatMap(([, list = '']) =>
      list.split(/, ?/),
    ),
  ),
);

test('[BA36] no rule has two sentences', () => {
  expect(rules.map(({ id }) => id).filter((id, i, all) => all.indexOf(id) !== i)).toEqual([]);
});

test('[BA36] every rule stands in the section of its letters', () => {
  expect(rules.filter(({ letters, section }) => letters !== section)).toEqual([]);
});

test('[BA36] under each heading rules stand in the order of their numbers', () => {
  const isBehind = (rule: Rule, i: number): boolean => {
    const before = rules[i - 1];
    return before !== undefined && before.heading === rule.heading && before.number > rule.number;
  };
  expect(rules.filter(isBehind).map(({ id, heading }) => `${id} under "${heading}"`)).toEqual([]);
});

test('[BA36] every section begins with what it is about', () => {
  const sections = readText('SPEC.md').split(/^## /m).slice(1);
  const isBare = (text: string): boolean => !/^[^\n]*\n\n[A-Z`][^\n]+\n/.test(text);
  expect(sections.filter(isBare).map((text) => text.split('\n')[0])).toEqual([]);
});

test('every rule is cited by a test', () => {
  expect([...ids].filter((id) => !cited.has(id))).toEqual([]);
});

test('every id that a test cites is a rule', () => {
  expect([...cited].filter((id) => !ids.has(id))).toEqual([]);
});
