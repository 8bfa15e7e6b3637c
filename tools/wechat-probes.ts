/**
 * `npm run probes:wechat` asks every tool how it reads each construct of `wechat/probe-samples` and writes
 * `docs/wechat-toolchain.md`. With `--check` it only compares: a new version of a tool that answers differently is seen.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { writeOrCheck } from './tests-by-id';
import { CheckedProject } from './wechat/check-project';
import { DATA, EXPRESSIONS, SCRIPTS, STYLES, TEMPLATES } from './wechat/probe-samples';
import { inOrder } from './wechat/fault';
import { readByGlassEasel, readByWcc, readByWcsc, REFUSED } from './wechat/readings';
import { PLAINER } from './wechat/vendor-tools';

const find = createRequire(__filename);

function versionOf(name: string): string {
  const home = find.resolve(name).split(path.join('node_modules', name))[0] ?? '';
  const text = readFileSync(path.join(home, 'node_modules', name, 'package.json'), 'utf8');
  return `${name} ${(JSON.parse(text) as { version: string }).version}`;
}

/** In a cell of a table nothing is markup. */
const cell = (text: string): string =>
  text === ''
    ? '(nothing)'
    : `<code>${text.replace(/[&<>|{}[\]*_\\`~]/g, (sign) => `&#${sign.charCodeAt(0)};`).replace(/\n/g, '⏎')}</code>`;

/** What is said about it first by our own check, which ends with what a tool refuses, too. */
function verdict(name: string, source: string, readings: readonly string[]): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'minichat-probe-'));
  try {
    writeFileSync(path.join(folder, name), source);
    const project = new CheckedProject(folder);
    const [fault] = inOrder(project.ruledIn(new Set(project.files)));
    return fault?.instead ?? (readings.includes(REFUSED) ? PLAINER : 'ok');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** A sentence may name tags. */
const sentence = (text: string): string => text.replace(/[<>{}|*]/g, (sign) => `&#${sign.charCodeAt(0)};`);

function template(written: string, source: string): string {
  const readings = [readByWcc(source, DATA), readByGlassEasel(source, DATA)];
  const sign = readings[0] === readings[1] ? '' : '≠';
  return row(cell(written), ...readings.map(cell), sign, sentence(verdict('a.wxml', source, readings)));
}

function style(source: string): string {
  const reading = readByWcsc(source);
  return row(cell(source), cell(reading), sentence(verdict('a.wxss', source, [reading])));
}

const inModule = (body: string): string =>
  `<wxs module="m">module.exports = { f: function (a, s, list, o) { ${body} } };</wxs>{{ m.f(a, s, list, o) }}`;

const HEAD = row('construct 写法', 'wcc', 'glass-easel', '', 'write instead 建议写法');
const LINE = row('---', '---', '---', '---', '---');

const text = [
  '# How each tool reads a mini program 各工具如何读取小程序代码',
  '',
  'Written by `npm run probes:wechat`; `npm run check` fails when a tool answers differently. Nothing here was seen on a phone: these are the compilers that npm has.',
  '',
  '由 `npm run probes:wechat` 生成；工具的结果一旦变化，`npm run check` 就会失败。以下均为 npm 上各编译器的结果，没有在真机上验证。',
  '',
  `Versions 版本: ${['miniprogram-compiler', 'glass-easel', 'glass-easel-template-compiler'].map(versionOf).join(', ')}.`,
  '',
  '`refused`: the tool refuses it or warns 工具报错或警告. `≠`: the tools differ 结果不同. `ok`: `npm run check:wechat` takes it 检查通过.',
  '',
  `Data 数据: ${cell(JSON.stringify(DATA))}`,
  '',
  '## Expressions in templates 模板中的表达式',
  '',
  HEAD,
  LINE,
  ...EXPRESSIONS.map((expression) => template(`{{ ${expression} }}`, `<view>{{ ${expression} }}</view>`)),
  '',
  '## Templates 模板',
  '',
  HEAD,
  LINE,
  ...TEMPLATES.map((source) => template(source, source)),
  '',
  '## WXS',
  '',
  HEAD,
  LINE,
  ...SCRIPTS.map((body) => template(body, inModule(body))),
  '',
  '## Styles of a component 组件样式',
  '',
  row('construct 写法', 'wcsc', 'write instead 建议写法'),
  row('---', '---', '---'),
  ...STYLES.map(style),
  '',
].join('\n');
if (process.platform !== 'linux') {
  console.log(
    'probes:wechat: the answers are those of the programs for Linux, so nothing was compared or written.',
  );
  process.exit(0);
}
writeOrCheck('docs/wechat-toolchain.md', text, 'probes:wechat', []);
