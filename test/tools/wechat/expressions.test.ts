import { runWcc } from '../../../tools/wechat/vendor-tools';
import { faultsOf, inFolder, saidOf } from '../../support/checked-files';

const page = (expression: string) => `<view>\n  <view>{{ ${expression} }}</view>\n</view>\n`;

/** What wcc refuses, what is said about it, and the way to write it. */
const REFUSED = [
  ['a?.b', '`?.`', "a ? a.b : ''"],
  ['a?.[0]', '`?.`', "a ? a[0] : ''"],
  ['a ?? b', '`??`', 'a === undefined ? b : a'],
  ['`${a}!`', 'a template literal', "a + '!'"],
  ['`a`', 'a template literal', "'a'"],
  ['typeof a', '`typeof`', 'kind'],
  ['void 0', '`void`', 'undefined'],
  ["'b' in a", '`in`', 'a.b !== undefined'],
  ['a instanceof b', '`instanceof`', 'kind'],
  ['+a', '`+` before a value', 'a'],
  ['a ** 2', '`**`', 'a * a'],
  ['a >>> 2', '`>>>`', 'a >> 2'],
  ['0x1f', 'a number in another form', '31'],
  ['1e3', 'a number in another form', '1000'],
  ['1_000', 'a number in another form', '1000'],
  ['0o17', 'a number in another form', '15'],
  ['1n', 'a BigInt', '1'],
  ['[...a]', 'a spread in an array or a call', 'a'],
  ['[1, , 2]', 'a hole in an array', '[1, undefined, 2]'],
  ['[1, 2, ]', 'a comma at the end', '[1, 2]'],
  ['(a, b)', 'a comma between expressions', 'b'],
  ['a = 1', 'an assignment', 'a === 1'],
  ['a++', '`++` or `--`', 'a + 1'],
  ['/a/.b', 'a regular expression', "'a'"],
  ['new A', '`new`', 'a'],
  ['() => 1', 'a function', '1'],
  ["[{ 'a-b': 1 }]", 'a quoted name in an object', '[{ a_b: 1 }]'],
  ['[{ [a]: 1 }]', 'a computed name', '[{ a: 1 }]'],
  ['(a || b).c', 'a member of what stands in brackets', 'a ? a.c : b.c'],
  ["'ab'.length", 'a member of a string as it is written', '2'],
  ['{ a: 1 }.a', 'a member of what stands in brackets', '1'],
  ['名字', 'a name that is not ASCII', 'name'],
] as const;

test.each(REFUSED)('[WX2] {{ %s }} is refused by wcc: %s', (wrong, construct, right) => {
  expect(saidOf({ 'a.wxml': page(wrong) })).toEqual([`a.wxml:2 ${construct}`]);
  expect(inFolder({ 'a.wxml': page(wrong) }, (folder) => runWcc(folder, ['a.wxml']).isOk)).toBe(false);
  expect(saidOf({ 'a.wxml': page(right) })).toEqual([]);
});

/** What every tool takes, and not all read alike. */
const DIFFERENT = [
  ['a ? b : null', '`null` in a text', "a ? b : ''"],
  ['a || null', '`null` in a text', "a || ''"],
  ["'it\\'s'", 'a backslash in a string', "'its'"],
  ["'\\u4e2d'", 'a backslash in a string', "'中\\n'"],
  ['f(a)', 'a call of something that is no <wxs> module', 'shown'],
  ['a.toUpperCase()', 'a call of something that is no <wxs> module', 'upper'],
  ['a.constructor', '`.constructor`', 'kind'],
  ['017', 'a number that begins with 0', '17'],
  ['this.a', '`this`', 'a'],
] as const;

test.each(DIFFERENT)('[WX3] {{ %s }} is read differently: %s', (wrong, construct, right) => {
  expect(saidOf({ 'a.wxml': page(wrong) })).toEqual([`a.wxml:2 ${construct}`]);
  expect(saidOf({ 'a.wxml': page(right) })).toEqual([]);
});

test('[WX3] null in a class is shown too, null for a component or in a comparison is not', () => {
  expect(saidOf({ 'a.wxml': '<view class="a {{ b ? c : null }}" />' })).toEqual([
    'a.wxml:1 `null` in a text',
  ]);
  const fine = '<view wx:if="{{ a === null }}" /><view hover-class="{{ a || null }}" />';
  expect(saidOf({ 'a.wxml': fine })).toEqual([]);
});

test('[WX3] functions of a <wxs> module may be called, with what the data of a template holds', () => {
  const source = [
    '<wxs module="m">module.exports = { f: function (a) { return a; } };</wxs>',
    '<template name="t"><view>{{ a }}{{ b }}</view></template>',
    '<template is="t" data="{{ ...rest, a: m.f(1), b }}" />',
    '<view title="{{ [1, -2][0] + m.f(a)[0].b }}" data-o="{{ { a: 1, b: !c } }}">{{ m.f({ a: 1 }) }}</view>',
  ].join('\n');
  expect(saidOf({ 'a.wxml': source })).toEqual([]);
});

test('[WX1] a fault tells file, line, column, what it is, who minds and what to write', () => {
  expect(faultsOf({ 'pages/a/a.wxml': '<view>\n  <text>{{ a ?? b }}{{ c?.d }}</text>\n</view>' })).toEqual([
    {
      file: 'pages/a/a.wxml',
      line: 2,
      column: 12,
      construct: '`??`',
      tool: 'wcc refuses it',
      instead: 'Write a condition with ? and :.',
    },
    expect.objectContaining({ line: 2, column: 24, construct: '`?.`' }),
  ]);
});
