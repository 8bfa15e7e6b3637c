import {
  DOCUMENTED_SCRIPTS,
  DOCUMENTED_STYLES,
  DOCUMENTED_TEMPLATES,
} from '../../../tools/wechat/documented-samples';
import { rowOfTemplate, scriptRow, styleRow } from '../../../tools/wechat/probe-rows';
import type { ProbeRow } from '../../../tools/wechat/probe-rows';
import { EXPRESSIONS, SCRIPTS, STYLES, TEMPLATES } from '../../../tools/wechat/probe-samples';
import { readByGlassEasel, readByWcc, readByWcsc } from '../../../tools/wechat/readings';
import { readText } from '../../support/source-files';

test('[WX17] a template is rendered by wcc and by glass-easel with the same data, blanks and all', () => {
  const source = '<view class="x {{ none }}" title="{{ list }}">a <text>{{ s }}</text></view>{{ none }}';
  const data = { none: null, s: 'b', list: [1] };
  expect(readByWcc(source, data)).toBe('<view class="x null" title=[1]>"a " "b" "null"');
  expect(readByGlassEasel(source, data)).toBe('<view class="x" title=[1]>"a " "b" ""');
});

test('[WX17] what WXS gives is read with lists and objects that are such for wcc, too', () => {
  const source =
    '<wxs module="m">module.exports = function (a) { return a.constructor; };</wxs>{{ m(list) }}';
  expect(readByWcc(source, { list: [1] })).toBe('"Array"');
  expect(readByGlassEasel(source, { list: [1] })).toContain('function Array()');
});

test('[WX17] what a tool refuses, or throws at, is told as that', () => {
  expect(readByWcc('<view>{{ a ?? 1 }}</view>', {})).toBe('refused');
  expect(readByGlassEasel('<slot><view /></slot>', {})).toBe('refused');
  expect(readByGlassEasel('{{ s.trim() }}', { s: 'a' })).toMatch(/^throws /);
  expect(readByWcsc('* { top: 0; }')).toBe('refused');
});

test('[WX17] a stylesheet is shown as a component gets it', () => {
  expect(readByWcsc('.a { top: 10rpx; }\n:host { left: 0; }')).toBe(
    '[is="a"]{left: 0;} .c--a { top: rpx(10); }',
  );
});

test('[WX17] the table has a row for every sample, each once', () => {
  const documented = [DOCUMENTED_TEMPLATES, DOCUMENTED_SCRIPTS, DOCUMENTED_STYLES];
  const samples = [EXPRESSIONS, TEMPLATES, SCRIPTS, STYLES, ...documented].flat();
  expect(new Set(samples).size).toBe(samples.length);
  const rows = readText('docs/wechat-toolchain.md')
    .split('\n')
    .filter((line) => line.startsWith('| <code>'));
  expect(rows).toHaveLength(samples.length);
  expect(samples.length).toBeGreaterThan(250);
});

/** What a phone shows is what wcc and wcsc make, and where the tools differ or refuse there is a sentence. */
function expectOneJudgement({ written, readings, preview, instead }: ProbeRow): void {
  const isTaken = instead === undefined;
  expect({ written, preview }).toEqual({ written, preview: isTaken ? readings[0] : 'refused' });
  const isRefused = readings.includes('refused');
  expect({ written, isRefused: isRefused && isTaken }).toEqual({ written, isRefused: false });
}

test('[WX28] what the documentation shows is judged alike by the tools, the check and the preview', () => {
  const rows = [
    ...DOCUMENTED_TEMPLATES.map(rowOfTemplate),
    ...DOCUMENTED_SCRIPTS.map(scriptRow),
    ...DOCUMENTED_STYLES.map(styleRow),
  ];
  expect(rows.length).toBeGreaterThan(30);
  rows.forEach(expectOneJudgement);
});

test('[WX28] in the table the preview shows what a phone shows, or refuses with a sentence', () => {
  const rows = readText('docs/wechat-toolchain.md')
    .split('\n')
    .filter((line) => line.startsWith('| <code>'))
    .map((line) => line.replace(/^\| | \|$/g, '').split(' | '));
  for (const cells of rows) {
    const preview = cells.at(-2);
    const expected = cells.at(-1) === 'ok' ? cells[1] : '<code>refused</code>';
    expect([cells[0], preview]).toEqual([cells[0], expected]);
  }
});
