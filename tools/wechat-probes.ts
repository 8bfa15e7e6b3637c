/**
 * `npm run probes:wechat` asks every tool how it reads each construct of `wechat/probe-samples` and writes
 * `docs/wechat-toolchain.md`. With `--check` it only compares: a new version of a tool that answers differently is seen.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { writeOrCheck } from './tests-by-id';
import { DOCUMENTED_SCRIPTS, DOCUMENTED_STYLES, DOCUMENTED_TEMPLATES } from './wechat/documented-samples';
import { DATA, EXPRESSIONS, SCRIPTS, STYLES, TEMPLATES } from './wechat/probe-samples';
import { expressionRow, rowOfTemplate, scriptRow, styleRow, type ProbeRow } from './wechat/probe-rows';

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

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** A sentence may name tags. */
const sentence = (text: string): string => text.replace(/[<>{}|*]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const said = ({ instead }: ProbeRow): string => sentence(instead ?? 'ok');

function template(probe: ProbeRow): string {
  const sign = probe.readings[0] === probe.readings[1] ? '' : '≠';
  return row(cell(probe.written), ...probe.readings.map(cell), sign, cell(probe.preview), said(probe));
}

function style(probe: ProbeRow): string {
  return row(cell(probe.written), ...probe.readings.map(cell), cell(probe.preview), said(probe));
}

const HEAD = row('construct 写法', 'wcc', 'glass-easel', '', 'preview 预览', 'write instead 建议写法');
const LINE = row('---', '---', '---', '---', '---', '---');

const text = [
  '# How each tool reads a mini program 各工具如何读取小程序代码',
  '',
  'Written by `npm run probes:wechat`; `npm run check` fails when a tool answers differently. Nothing here was seen on a phone: these are the compilers that npm has.',
  '',
  '由 `npm run probes:wechat` 生成；工具的结果一旦变化，`npm run check` 就会失败。以下均为 npm 上各编译器的结果，没有在真机上验证。',
  '',
  `Versions 版本: ${['miniprogram-compiler', 'glass-easel', 'glass-easel-template-compiler'].map(versionOf).join(', ')}.`,
  '',
  'The preview builds nothing of what the check refuses, and shows the rest as a phone does 预览不会构建检查未通过的写法，其余与手机一致.',
  '',
  '`refused`: the tool refuses it or warns 工具报错或警告. `≠`: the tools differ 结果不同. `ok`: `npm run check:wechat` takes it 检查通过.',
  '',
  `Data 数据: ${cell(JSON.stringify(DATA))}`,
  '',
  '## Expressions in templates 模板中的表达式',
  '',
  HEAD,
  LINE,
  ...EXPRESSIONS.map((expression) => template(expressionRow(expression))),
  '',
  '## Templates 模板',
  '',
  HEAD,
  LINE,
  ...TEMPLATES.map((source) => template(rowOfTemplate(source))),
  '',
  '## WXS',
  '',
  HEAD,
  LINE,
  ...SCRIPTS.map((body) => template(scriptRow(body))),
  '',
  '## Styles of a component 组件样式',
  '',
  row('construct 写法', 'wcsc', 'preview 预览', 'write instead 建议写法'),
  row('---', '---', '---', '---'),
  ...STYLES.map((source) => style(styleRow(source))),
  '',
  '## From WeChat’s documentation 微信文档中的写法',
  '',
  HEAD,
  LINE,
  ...DOCUMENTED_TEMPLATES.map((source) => template(rowOfTemplate(source))),
  ...DOCUMENTED_SCRIPTS.map((body) => template(scriptRow(body))),
  '',
  row('construct 写法', 'wcsc', 'preview 预览', 'write instead 建议写法'),
  row('---', '---', '---', '---'),
  ...DOCUMENTED_STYLES.map((source) => style(styleRow(source))),
  '',
].join('\n');
if (process.platform !== 'linux') {
  console.log(
    'probes:wechat: the answers are those of the programs for Linux, so nothing was compared or written.',
  );
  process.exit(0);
}
writeOrCheck('docs/wechat-toolchain.md', text, 'probes:wechat', []);
