import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { scanApp } from '../../../simulator/view/build/scan';
import { formatFault } from '../../../tools/wechat/fault';
import { productFaults } from '../../../tools/wechat/packed-product';
import { packMiniProgram } from '../../../tools/wechat/packed-project';
import { ensurePacker, type PackAnswer, type PackJob } from '../../../tools/wechat/packer';
import { packerFault } from '../../../tools/wechat/packer-faults';
import { readByPacker } from '../../../tools/wechat/packer-readings';
import { PACKED_SCRIPTS } from '../../../tools/wechat/packer-samples';
import { buildMiniProgram } from '../../support/preview-build';
import { readText } from '../../support/source-files';

let root: string;

beforeEach(() => {
  jest.spyOn(console, 'log').mockReturnValue(undefined);
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'minichat-packer-test-'));
});

afterEach(() => {
  jest.restoreAllMocks();
  fs.rmSync(root, { recursive: true, force: true });
});

function write(files: Readonly<Record<string, string>>, folder = root): string {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
  return folder;
}

const said = (message: string, file?: string): string =>
  formatFault(packerFault(message, 'miniprogram', file));

describe('what the packer refuses', () => {
  test('[WX21] is told with file, line, column and what to write instead, in each of its forms', () => {
    const frame = '\n\n  1 | let y = 1;\n> 2 | let x = ;\n    |         ^';
    expect(
      said(`file: pages/a/a.ts\n /home/me/miniprogram/pages/a/a.ts: Unexpected token (2:8)${frame}`),
    ).toBe(
      'pages/a/a.ts:2:9 Unexpected token: the packer refuses it. Write it in a way that every tool takes.',
    );
    expect(said('2:9:unexpected end tag: view', 'pages/a/a.wxml')).toBe(
      'pages/a/a.wxml:2:9 unexpected end tag: view: the packer refuses it. Close what was opened, in the order in which it was opened.',
    );
    expect(said('/a.wxss:1:4: Unknown word x\n> 1 | .a{x}', 'a.wxss')).toBe(
      'a.wxss:1:1 Unknown word x: the packer refuses it. Write a name, a colon and a value.',
    );
  });

  test('[WX21] in JSON is told with the field, and without the path of this machine', () => {
    const names = 'miniprogram/a.json: ["usingComponents"]["x"]: "./no", component not found in the path: ';
    expect(said(`${names}/home/me/miniprogram/no`)).toBe(
      'a.json:1:1 ["usingComponents"]["x"]: "./no", component not found as /no: the packer refuses it. Name a component that is there, by its path and without an ending.',
    );
    expect(said('miniprogram/a.json: enablePullDownRefresh field needs to be boolean')).toBe(
      'a.json:1:1 enablePullDownRefresh field needs to be boolean: the packer refuses it. Give the field a value of the kind that is named.',
    );
    expect(
      said("miniprogram/a.json: miniprogram/a.json\nExpecting 'STRING', got }\n  1 | {\n  2 | }"),
    ).toMatch(/^a\.json:2:1 Expecting 'STRING', got }: /);
  });
});

describe('what the packer made', () => {
  const inProduct = (files: Readonly<Record<string, string>>): string[] =>
    productFaults(write(files)).map(({ file, construct, tool }) => `${file} ${construct}: ${tool}`);

  test('[WX22] is a fault where a script does not load', () => {
    const [found, ...others] = inProduct({ 'a.js': '"use strict";await 1;', 'b.js': 'return;' });
    expect(found).toMatch(/^a\.js await .*: the packer leaves it as it is, and the file does not load$/);
    expect(others).toEqual([]);
  });

  test('[WX22] is a fault where it names a file that was not packed', () => {
    const none = 'the packer packs no such file and says nothing';
    const found = inProduct({
      'pages/a.js': 'require("../b");require("../c");require("kit");require("/b.js");require("../@h/x");',
      'b.js': 'var m=require();',
      '@h/x.js': '',
      'miniprogram_npm/kit/index.js': '',
      'pages/a.wxml': '<import src="b.wxml"/><wxs module="m" src="/m.wxs"/><image src="c.png"/>',
      'm.wxs': '',
      'pages/a.wxss': '@import "../d.wxss";@import \'e\';',
      'd.wxss': '',
    });
    expect(found.sort()).toEqual([
      `b.js a require of "": ${none}`,
      `pages/a.js a require of "../c": ${none}`,
      `pages/a.wxml an import of "b.wxml": ${none}`,
      `pages/a.wxss an import of "e": ${none}`,
    ]);
  });

  test('[WX22] is a fault where a field was packed with a warning', () => {
    const json = JSON.stringify({ hello: 1, __warning__: 'invalid page.json ["hello"]' });
    expect(inProduct({ 'a.json': json, 'b.json': '{}' })).toEqual([
      'a.json invalid page.json ["hello"]: the packer packs it with a warning',
    ]);
  });
});

describe('--packed', () => {
  const packer = (answer: PackAnswer, files: Readonly<Record<string, string>> = {}) => ({
    ensure: () => undefined,
    run: ([job]: readonly PackJob[]) => {
      write(files, job?.outDir);
      return [answer];
    },
  });

  test('[WX23] takes what the packer made now, and nothing of before', () => {
    write({ 'dist/packed/old.js': '' });
    const folder = packMiniProgram(root, packer({ isOk: true, files: 1, bytes: 2 }, { 'app.json': '{}' }));
    expect(fs.readdirSync(folder)).toEqual(['app.json']);
  });

  test('[WX23] says in one line what the packer refuses', () => {
    const refusal = { isOk: false, message: '2:9:unexpected end tag: view', path: 'a.wxml' } as const;
    expect(() => packMiniProgram(root, packer(refusal))).toThrow(/^miniprogram\/a\.wxml:2:9 [^\n]+$/);
  });

  test('[WX23] the browser tests build their preview of it', async () => {
    const folder = write({
      'app.json': '{"pages":["a"]}',
      'app.js': '"use strict";App({});',
      'a.js': '"use strict";Page({packedMark:1});',
      'a.wxml': '<view/>',
    });
    process.env.PACKED_MINIPROGRAM = folder;
    try {
      const preview = await buildMiniProgram();
      expect(fs.readFileSync(path.join(preview.dir, 'phone', 'app.js'), 'utf8')).toContain('packedMark');
      preview.remove();
    } finally {
      delete process.env.PACKED_MINIPROGRAM;
    }
  });

  test('[WX25] a component that takes the styles of the page is known by its minified script', () => {
    const options = (value: string) => `Component({options:{addGlobalClass:${value}}})`;
    const isolation = (value: string): string | undefined => {
      write({
        'app.json': '{"pages":["a"]}',
        'a.js': options(value),
        'a.wxml': '<view/>',
      });
      return scanApp(root).units[0]?.config.styleIsolation;
    };
    expect(isolation('!0')).toBe(isolation('true'));
    expect(isolation('!0')).toBe('apply-shared');
    expect(isolation('!1')).toBeUndefined();
  });
});

describe('the install of the packer', () => {
  const npm = (script: string): string => {
    const file = path.join(root, 'npm');
    fs.writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return file;
  };

  test('[WX24] is made when it is not there, and again when its lock file is another', () => {
    const program = npm('echo once >> count; mkdir -p node_modules');
    const count = () => fs.readFileSync(path.join(root, 'count'), 'utf8').split('once').length - 1;
    for (const lock of ['{"a":1}', '{"a":1}', '{"a":2}', '{"a":2}']) {
      write({ 'package-lock.json': lock });
      ensurePacker(root, program);
    }
    expect(count()).toBe(2);
  });

  test('[WX24] that fails is one sentence, and is tried again the next time', () => {
    write({ 'package-lock.json': '{}' });
    const failing = npm('echo "npm error network is down" >&2; echo more >&2; exit 1');
    expect(() => ensurePacker(root, failing)).toThrow(
      /^The official compiler could not be [^\n]*network is down[^\n]*once\.$/,
    );
    expect(() => ensurePacker(root, path.join(root, 'nothing'))).toThrow(
      /^The official compiler [^\n]*ENOENT[^\n]*\.$/,
    );
    ensurePacker(root, npm('mkdir -p node_modules'));
  });
});

test('[WX26] the table of the packer has a row for every construct, each once, with the version that is installed', () => {
  expect(new Set(PACKED_SCRIPTS).size).toBe(PACKED_SCRIPTS.length);
  const page = readText('docs/wechat-packer.md');
  expect(page.split('\n').filter((line) => line.startsWith('| <code>'))).toHaveLength(PACKED_SCRIPTS.length);
  const { dependencies } = JSON.parse(readText('tools/official-compiler/package.json')) as {
    dependencies: Record<string, string>;
  };
  expect(page).toContain(`miniprogram-ci ${dependencies['miniprogram-ci']}`);
});

test('[WX26] what the packer refuses is taken out, and the others are packed again', () => {
  const sources = new Map([
    ['s0.ts', 'good'],
    ['s1.ts', 'bad'],
    ['s2.ts', 'good, too'],
  ]);
  const run = ([job]: readonly PackJob[]): PackAnswer[] => {
    const folder = path.join(job?.project ?? '', 'm');
    if (fs.existsSync(path.join(folder, 's1.ts')))
      return [{ isOk: false, message: 'file: s1.ts\n Unexpected token' }];
    for (const name of ['s0', 's2']) {
      write(
        { [`${name}.js`]: `"use strict";${fs.readFileSync(path.join(folder, `${name}.ts`), 'utf8')}` },
        job?.outDir,
      );
    }
    return [{ isOk: true, files: 2, bytes: 2 }];
  };
  expect(readByPacker({}, sources, run)).toEqual(['good', 'refused', 'good, too']);
});
