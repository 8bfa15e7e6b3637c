/**
 * `npm run probes:packer` asks the official packer what it makes of each construct of `wechat/packer-samples` and writes
 * `docs/wechat-packer.md`. With `--check` it only compares: a version that answers differently is seen. Not part of
 * `npm run check`, because the packer is an install of its own.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeOrCheck } from './tests-by-id';
import { CheckedProject } from './wechat/check-project';
import { ensurePacker } from './wechat/packer';
import { PACKED_SCRIPTS } from './wechat/packer-samples';
import { readByPacker } from './wechat/packer-readings';
import { REFUSED } from './wechat/readings';
import { PLAINER } from './wechat/vendor-tools';

const HOME = 'tools/official-compiler';

const read = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T;

/** In a cell of a table nothing is markup. */
const cell = (text: string): string =>
  `<code>${text.replace(/[&<>|{}[\]*_\\`~]/g, (sign) => `&#${sign.charCodeAt(0)};`).replace(/\n/g, '⏎')}</code>`;

/** What our own check says about it first, which ends with what the packer refuses, too. */
function adviceFor(source: string, reading: string): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'minichat-packer-probe-'));
  try {
    writeFileSync(path.join(folder, 'a.ts'), source);
    const [fault] = new CheckedProject(folder).ruledIn(new Set(['a.ts']));
    return fault?.instead ?? (reading === REFUSED ? PLAINER : 'ok');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function table(): string[] {
  const { setting } = read<{ setting: object }>('project.config.json');
  const sources = new Map(PACKED_SCRIPTS.map((source, index) => [`s${index}.ts`, source] as const));
  return readByPacker(setting, sources).map((reading, index) => {
    const source = PACKED_SCRIPTS[index] ?? '';
    return `| ${cell(source)} | ${cell(reading)} | ${adviceFor(source, reading)} |`;
  });
}

const { dependencies } = read<{ dependencies: Record<string, string> }>(`${HOME}/package.json`);
ensurePacker();
const text = [
  '# What the packer makes of scripts 打包工具如何转换脚本',
  '',
  'Written by `npm run probes:packer`; with `-- --check` it fails when the packer answers differently. Nothing here was seen on a phone.',
  '',
  '由 `npm run probes:packer` 生成；加上 `-- --check` 时，结果一旦变化就会失败。以下均没有在真机上验证。',
  '',
  `Version 版本: ${Object.entries(dependencies).flat().join(' ')}, with the settings of project.config.json 使用 project.config.json 的设置.`,
  '',
  '`refused`: the packer refuses it 打包工具报错. `ok`: `npm run check:wechat` takes it 检查通过.',
  '',
  '| construct 写法 | packer 打包结果 | write instead 建议写法 |',
  '| --- | --- | --- |',
  ...table(),
  '',
].join('\n');
writeOrCheck('docs/wechat-packer.md', text, 'probes:packer', []);
