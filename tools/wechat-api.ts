/**
 * `npm run api:wechat` writes `docs/wechat-api.md`: every member of `wx` that the mini program calls, since when phones have
 * it, and what the preview makes of it. With `--check` it only says whether the page is up to date and the floor holds.
 */
import fs from 'node:fs';
import path from 'node:path';
import { writeOrCheck } from './tests-by-id';
import { API_NOTES } from './wechat/api-notes';
import { FLOOR, readApiUses, tooNew, type ApiUse } from './wechat/api-versions';

const ROOT = path.join(__dirname, '..');
const TYPINGS = 'node_modules/miniprogram-api-typings/types/wx/lib.wx.api.d.ts';

function readSources(folder: string): ReadonlyMap<string, string> {
  const sources = new Map<string, string>();
  for (const entry of fs.readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })) {
    const file = path.relative(ROOT, path.join(entry.parentPath, entry.name)).split(path.sep).join('/');
    if (!entry.isFile() || !file.endsWith('.ts') || file.includes('miniprogram_npm')) continue;
    sources.set(file, fs.readFileSync(path.join(ROOT, file), 'utf8'));
  }
  return new Map([...sources].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const isNewer = ({ since, unguarded }: ApiUse): string => {
  if (since === null) return '?';
  return unguarded.length === 0 ? `${since}, asked for 调用前先判断` : since;
};

function row(use: ApiUse): string {
  const note = API_NOTES.get(use.name);
  const name = use.page === null ? `\`wx.${use.name}\`` : `[\`wx.${use.name}\`](${use.page})`;
  const files = use.files.map((file) => `[${path.basename(file)}](../${file})`).join(', ');
  return `| ${name} | ${isNewer(use)} | ${files} | ${note?.rules.join(', ') ?? ''} | ${note?.differs ?? ''} |`;
}

const uses = readApiUses(fs.readFileSync(path.join(ROOT, TYPINGS), 'utf8'), readSources('miniprogram'));
const names = new Set(uses.map(({ name }) => name));
const problems = [
  ...tooNew(uses),
  ...uses.flatMap(({ name }) => (API_NOTES.has(name) ? [] : [`api-notes.ts says nothing of wx.${name}.`])),
  ...[...API_NOTES.keys()].flatMap((name) =>
    names.has(name) ? [] : [`api-notes.ts tells of wx.${name}, which nobody calls.`],
  ),
];

const text = [
  '# What minichat calls of wx, and what the preview makes of it 小程序用到的 wx 接口，以及预览的差异',
  '',
  `Written by \`npm run api:wechat\` from the vendor’s typings; \`npm run check\` fails when it is out of date, or when something newer than base library ${FLOOR} is called without asking first.`,
  '',
  `由 \`npm run api:wechat\` 根据官方类型定义生成。最低基础库版本为 ${FLOOR}；更新的接口在调用前都会先判断是否存在，否则 \`npm run check\` 会失败。`,
  '',
  'The rules are those of [SPEC.md](../SPEC.md): each is a sentence of the documentation that the preview is held to, with its tests. What is not said to differ is not known to.',
  '',
  '| function 接口 | base library 基础库 | called in 调用处 | rules 规则 | in the preview 预览中的差异 |',
  '| --- | --- | --- | --- | --- |',
  ...uses.map(row),
  '',
].join('\n');

writeOrCheck('docs/wechat-api.md', text, 'api:wechat', problems);
