import { scriptFaults } from '../../../tools/wechat/script-rules';
import { faultsOf, saidOf } from '../../support/checked-files';

const CHANGED = [
  [
    'class B extends A { override size = 1; }',
    'a class field that overrides another',
    'class B extends A { override size() { return 1; } }',
  ],
  [
    'class B extends A { declare size: number; }',
    '`declare` before a class field',
    'class B extends A { readonly own = 1; }',
  ],
  [
    'class A { size!: number; }',
    'a class field with `!` and without a value',
    'class A { size?: number = undefined; }',
  ],
  [
    'class A { accessor size = 1; }',
    '`accessor` before a class field',
    'class A { get size() { return 1; } }',
  ],
  ['import M = space.name;', 'an import alias of a namespace', 'const M = space.name;'],
  ['export import M = space.name;', 'an import alias of a namespace', 'export const M = space.name;'],
  ["import type x = require('./b');", '`import type x = require()`', "import type { x } from './b';"],
  ['const n = 2n ** 64n;', '`**` with a BigInt', 'const n = 2 ** 64;'],
  ['const n = BigInt(a) ** b;', '`**` with a BigInt', 'const n = BigInt(a) * b;'],
  ['const n = (-2n) ** 3n;', '`**` with a BigInt', 'const n = -(2n * 2n * 2n);'],
  [
    'const R = /(?<y>a)/; const s = R.source;',
    '`source` of a pattern with named groups, or a new pattern made from it',
    'const R = /(a)/; const s = R.source;',
  ],
  [
    'const R = /(?<y>a)/; const s = new RegExp(R, "g");',
    '`source` of a pattern with named groups, or a new pattern made from it',
    'const R = /(?<y>a)/g; const s = R.exec(a);',
  ],
  ['const m = require(name);', '`require` of a path that is computed', "const m = require('./lib/' + name);"],
  [
    'const m = require(`${name}`);',
    '`require` of a path that is computed',
    'const m = require(`./lib/${name}`);',
  ],
  ['const r = /a/v;', 'the flag `v` of a pattern', 'const r = /v/u;'],
  ["import d from './d.json' with { type: 'json' };", 'attributes of an import', "import d from './d.json';"],
  ['function f() { using a = b(); }', '`using`', 'function f() { const a = b(); }'],
  [
    'namespace N { export let a = 1; }',
    '`export let` in a namespace',
    'namespace N { export const a = 1; let b = 2; }',
  ],
  ['const u = import.meta.url;', '`import.meta`', 'const u = new.target;'],
  ["void import('./b');", '`import()`', "import './b';"],
  ['await a;', '`await` outside of a function', 'async function f() { await a; }'],
] as const;

test.each(CHANGED)('[WX13] %s is found: %s', (wrong, construct, right) => {
  const constructs = (source: string) => scriptFaults(source).map(({ advice }) => advice.construct);
  expect(constructs(wrong)).toEqual([construct]);
  expect(constructs(right)).toEqual([]);
});

test('[WX13] scripts are read in the mini program, and the name of an error is no override to mind', () => {
  const error = "export class E extends Error {\n  override readonly name = 'E';\n}\n";
  expect(saidOf({ 'a.ts': error, 'b.ts': '\nexport const n = 2n ** 3n;\n' })).toEqual([
    'b.ts:2 `**` with a BigInt',
  ]);
});

const COMPONENT = { 'b/b.json': '{ "component": true }', 'c/index.json': '{}' };

const JSONS = [
  [
    'app.json',
    '{\n  "pages": ["a", ], // pages\n}',
    2,
    'JSON with comments, commas at the end or other faults',
    '{ "pages": ["a"] }',
  ],
  ['a.json', '', 1, 'JSON with comments, commas at the end or other faults', '{}'],
  [
    'a.json',
    '{\n"usingComponents": { "x": "b/b.js" } }',
    2,
    'a component that is not there',
    '{ "usingComponents": { "x": "b/b", "y": "/c/index", "z": "c", "p": "plugin://p/q" } }',
  ],
  [
    'a.json',
    '{ "componentGenerics": { "x": { "default": "b/B" } } }',
    1,
    'a component that is not there',
    '{ "componentGenerics": { "x": { "default": "./b/b" }, "y": true } }',
  ],
  [
    'a.json',
    '{ "enablePullDownRefresh": "true" }',
    1,
    'a text where true or false belongs',
    '{ "enablePullDownRefresh": true }',
  ],
  ['app.json', '{ "pages": ["a",\n"b", "a"] }', 2, 'a page named twice', '{ "pages": ["a", "b"] }'],
  ['app.json', '{ "pages": ["/a"] }', 1, 'a page that begins with /', '{ "pages": ["a"] }'],
  [
    'app.json',
    '{ "lazyCodeLoading": "yes" }',
    1,
    'another word for lazyCodeLoading',
    '{ "lazyCodeLoading": "requiredComponents" }',
  ],
  [
    'app.json',
    '{ "window": { "backgroundColor": "@back" } }',
    1,
    'a colour variable without themeLocation',
    '{ "themeLocation": "theme.json", "window": { "backgroundColor": "@back" } }',
  ],
  [
    'app.json',
    '{ "resolveAlias": { "@/*": "./lib/*" } }',
    1,
    'an alias that begins with ./',
    '{ "resolveAlias": { "@/*": "lib/*" } }',
  ],
] as const;

test.each(JSONS)('[WX14] %s %j: line %i, %s', (file, wrong, line, construct, right) => {
  expect(saidOf({ ...COMPONENT, [file]: wrong })).toEqual([`${file}:${line} ${construct}`]);
  expect(saidOf({ ...COMPONENT, [file]: right })).toEqual([]);
});

test('[WX14] a byte order mark is found wherever it is', () => {
  for (const file of ['a.wxml', 'a.wxs', 'a.ts']) {
    expect(saidOf({ [file]: '\uFEFF' })).toEqual([`${file}:1 a byte order mark`]);
  }
});

test.each(['x.webp', 'x.PNG', 'x.ttf', 'x.woff2', 'x.JS', 'x.mjs'])(
  '[WX15] %s would not be packed',
  (file) => {
    expect(saidOf({ [`images/${file}`]: '' })).toEqual([
      `images/${file}:1 a file of an ending that is not packed`,
    ]);
  },
);

test('[WX15] a .js beside its .ts is found, pictures and papers are not', () => {
  const files = { 'a.ts': '', 'a.js': '', 'b.js': '', 'c.png': '', 'd.svg': '', 'README.md': '' };
  expect(saidOf(files)).toEqual(['a.js:1 a .js beside a .ts of the same name']);
});

test('[WX1] packages are compiled, but not read by our rules', () => {
  const fine = { 'miniprogram_npm/p/p.wxml': '<view data-aB="1" />', 'miniprogram_npm/p/x.ttf': '' };
  expect(saidOf(fine)).toEqual([]);
  const refused = faultsOf({ 'miniprogram_npm/p/p.wxss': '.a {\n  top: 0;;\n}' });
  expect(refused).toEqual([expect.objectContaining({ line: 2, tool: 'wcsc refuses it' })]);
});
