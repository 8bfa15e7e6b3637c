import { runWcc } from '../../../tools/wechat/vendor-tools';
import { inFolder, saidOf } from '../../support/checked-files';

const script = (line: string) => `var a = 1;\n${line}\nmodule.exports = { a: a };\n`;

/** What wcc refuses, what is said about it, and the way to write it. */
const REFUSED = [
  ['let b = 1;', '`let` or `const`', 'var b = 1;'],
  ['const b = 1;', '`let` or `const`', 'var b = 1, c = 2;'],
  ['var f = (b) => b;', 'an arrow function', 'var f = function (b) { return b; };'],
  ['var s = `a`;', 'a template literal', "var s = 'a' + a;"],
  ['var s = `${a}`;', 'a template literal', "var s = '' + a;"],
  ['function f(b) { var { c } = b; }', 'destructuring', 'function f(b) { var c = b.c; }'],
  ['function f(b) { var [c] = b; }', 'destructuring', 'function f(b) { var c = b[0]; }'],
  ['var o = { a };', 'a member without a value', 'var o = { a: a };'],
  ['var o = { f() {} };', 'a method', 'var o = { f: function () {} };'],
  ['function f(b) { return [...b]; }', 'a spread', 'function f(b) { return b.concat([]); }'],
  ['var r = /a/g;', 'a regular expression', "var r = getRegExp('a', 'g');"],
  [
    'function f(b) { for (var k in b) a = k; }',
    '`for … in`',
    'function f(b) { for (var i = 0; i < b.length; i++) a = b[i]; }',
  ],
  [
    'function f(b) { for (var k of b) a = k; }',
    '`for … of`',
    'function f(b) { while (a < 2) { a = a + 1; } }',
  ],
  ['function f() { return new Date(); }', '`new Date`', 'function f() { return getDate(); }'],
  ['var n = 0x1f;', 'a number in another form', 'var n = 31;'],
  ['var n = 1e3;', 'a number in another form', 'var n = 1000;'],
  ['var n = .5;', 'a number in another form', 'var n = 0.5;'],
  ['var $b = 1;', 'a name with $ or a letter that is not ASCII', 'var _b = 1;'],
  ['var 名 = 1;', 'a name with $ or a letter that is not ASCII', 'var name = 1;'],
  ['var o = { 1: 2 };', 'a number or "default" as the name of a member', 'var o = [1, 2];'],
  [
    "var m = require('./b.js');",
    '`require` of something else than a .wxs file',
    "var m = require('./b.wxs');",
  ],
] as const;

test.each(REFUSED)('[WX11] %s is refused by wcc: %s', (wrong, construct, right) => {
  const others = { 'b.wxs': 'module.exports = 1;', 'b.js': '' };
  const files = { ...others, 'a.wxs': script(wrong) };
  expect(new Set(saidOf(files))).toEqual(new Set([`a.wxs:2 ${construct}`]));
  expect(inFolder(files, (folder) => runWcc(folder, ['a.wxs', 'b.wxs']).isOk)).toBe(false);
  expect(saidOf({ ...others, 'a.wxs': script(right) })).toEqual([]);
});

const SILENT = [
  ['function f(b) { return new b(); }', '`new`', 'function f(b) { return b(); }'],
  ['function f(b) { return Object.keys(b); }', '`Object.`', 'function f(b) { return b.names; }'],
  [
    'function f(b) { return Array.isArray(b); }',
    '`Array.isArray`',
    "function f(b) { return b.constructor === 'Array'; }",
  ],
  ['function f(b) { return Math.trunc(b); }', '`Math.trunc`', 'function f(b) { return Math.floor(b); }'],
  ['function f(b) { return b.substr(1); }', '`.substr`', 'function f(b) { return b.substring(1); }'],
  [
    "function f(b) { return b.padStart(2, '0'); }",
    '`.padStart`',
    "function f(b) { return b < 10 ? '0' + b : '' + b; }",
  ],
  [
    "function f(b) { return b.includes('a'); }",
    '`.includes`',
    "function f(b) { return b.indexOf('a') !== -1; }",
  ],
  [
    "function f(b) { return b.startsWith('a'); }",
    '`.startsWith`',
    "function f(b) { return b.indexOf('a') === 0; }",
  ],
  ['function f(b) { return b.repeat(2); }', '`.repeat`', 'function f(b) { return b + b; }'],
  ['function f(b, c) { return b.find(c); }', '`.find`', 'function f(b, c) { return b.filter(c)[0]; }'],
  ['function f(b, c) { return b.apply(null, c); }', '`.apply`', 'function f(b, c) { return b(c[0]); }'],
  [
    "function f(b) { return b.hasOwnProperty('a'); }",
    '`.hasOwnProperty`',
    'function f(b) { return b.a !== undefined; }',
  ],
  [
    'function f(b) { try { return b(); } catch (e) { return 1; } }',
    '`try`',
    'function f(b) { return b ? b() : 1; }',
  ],
  ['function f(b) { throw b; }', '`throw`', 'function f(b) { return b; }'],
  ["function f(b) { return 'a' in b; }", '`in`', 'function f(b) { return b.a === undefined; }'],
  [
    'function f(b, c) { return b instanceof Array; }',
    '`instanceof`',
    "function f(b) { return b.constructor === 'Object'; }",
  ],
  ['function f(b) { return b 1; }', 'something that is no JavaScript', 'function f(b) { return b + 1; }'],
  ['function f() { return this; }', '`this`', 'function f(self) { return self; }'],
  ['exports.f = a;', '`exports.`', 'module.exports.f = a;'],
  [
    'function f() { return unknown; }',
    'a name that is not declared',
    'function f(known) { return known + parseInt(a) + typeof known2; }',
  ],
  [
    "function f() { return getRegExp('\\\\d'); }",
    'two backslashes in getRegExp()',
    "function f() { return getRegExp('\\d'); }",
  ],
] as const;

test.each(SILENT)('[WX12] %s is taken by wcc and comes to nothing: %s', (wrong, construct, right) => {
  const files = { 'a.wxs': script(wrong) };
  expect(saidOf(files)).toEqual([`a.wxs:2 ${construct}`]);
  expect(inFolder(files, (folder) => runWcc(folder, ['a.wxs']).isOk)).toBe(true);
  expect(saidOf({ 'a.wxs': script(right) })).toEqual([]);
});

test('[WX11] a script inside of a template is read at its place', () => {
  const source = '<view />\n<wxs module="m">\nvar a = 1;\nlet b = "</view>";\n</wxs>\n<view>{{ m.b }}</view>';
  expect(saidOf({ 'a.wxml': source })).toEqual(['a.wxml:4 `let` or `const`']);
});

test('[WX11] default parameters, switch, recursion and closures pass', () => {
  const source = [
    'function f(b = 1) { switch (b) { case 1: return 0; default: return f(b - 1); } }',
    'var g = function () { var n = 0; return function () { n++; return n + arguments.length; }; };',
    "module.exports = { f: f, g: g, s: JSON.stringify({ a: 1 }), 'a-b': typeof f };",
  ].join('\n');
  expect(saidOf({ 'a.wxs': source })).toEqual([]);
});

test('[WX12] what the objects of WXS lack is told, and a member of that name of an own object is not', () => {
  const told = (line: string): string => saidOf({ 'a.wxs': script(line) }).join();
  expect(told('a = Math.sign(1);')).toContain('`Math.sign`');
  expect(told('a = Number.EPSILON;')).toContain('`Number.EPSILON`');
  expect(told('function f(b) { return b.at(-1); }')).toContain('`.at`');
  expect(told('a = String(1);')).toContain('a name that is not declared');
  expect(told('function f(b) { return b.at + b.values; } a = Math.PI + Date.now();')).toBe('');
});
