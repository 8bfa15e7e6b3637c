import { readByPreview } from '../../../tools/wechat/preview-reading';
import { readByWcc } from '../../../tools/wechat/readings';

const DATA = { a: 5, none: null, s: 'ab', list: [1, 2], o: { x: 1, y: 2 } };
const written = String.raw;

/** Each with what a phone shows, which wcc tells, too. */
function expectAsOnPhones(readings: readonly (readonly [string, string])[]): void {
  for (const [source, shown] of readings) {
    expect([source, readByPreview(source, DATA)]).toEqual([source, shown]);
    expect([source, readByWcc(source, DATA)]).toEqual([source, shown]);
  }
}

test('[SM118] null is shown as a word, what is undefined and what cannot be called as nothing', () => {
  expectAsOnPhones([
    ['{{ none }}', '"null"'],
    ['{{ a > 1 ? none : 1 }}{{ missing }}', '"null"'],
    ['<view class="x {{ none }}" />', '<view class="x null">'],
    ['<view class="{{ list }}" />', '<view class="1,2">'],
    ['{{ s.toUpperCase() }}{{ a(1) }}{{ o.constructor }}', '""'],
    [
      '<wxs module="m">module.exports = { f: function (x) { return x.y.z; } };</wxs>{{ m.f(a) }}{{ s }}',
      '"ab"',
    ],
  ]);
});

test('[SM119] of the escapes three are read, and entities stay as they are written', () => {
  expectAsOnPhones([
    [written`a\nb\tc`, '"a\\nb\\tc"'],
    [written`a\"b\'c\\d\qe\u4e2d`, written`"a\\x22b\\x27c\\x5cd\\qe\\u4e2d"`],
    [written`{{ 'a\nb' + 'it\'s \u4e2d' }}`, written`"a\nbit\\x27s \\u4e2d"`],
    [written`<view title="a\n\q\x41" />`, written`<view title="a\nqx41">`],
    [written`<view title="{{ 'a\tb\q' }}" />`, written`<view title="a\tbq">`],
    ['a &lt; b &nbsp;&#65;&', '"a &lt; b &nbsp;&#65;&"'],
    ['<view title="a&amp;&quot;" />', '<view title="a&amp;&quot;">'],
    ["{{ '}}' }}{{ '&lt;' }}", '"}}&lt;"'],
  ]);
});

test('[SM119] a text that decodes shows the characters of the entities that it knows', () => {
  expect(readByPreview('<text decode>&lt;&amp;&#65;</text>', {})).toBe('<text decode=true>"<&&#65;"');
});

test('[SM120] in a package the last of what is written twice counts, and a slot shows nothing of its own', () => {
  const shown = (source: string): string => {
    const files = { 'miniprogram_npm/p/p.wxml': source };
    return readByPreview('<import src="/miniprogram_npm/p/p" /><template is="t" />', DATA, files);
  };
  expect(shown('<template name="t"><view title="1" title="2" /></template>')).toBe('<view title="2">');
  expect(shown('<template name="t">c</template><template name="t">d</template>')).toBe('"d"');
  expect(shown('<template name="t"><slot><view>c</view></slot>e</template>')).toBe('"e"');
});

test('[SM121] a template is not shown inside of itself, over whatever way it is called', () => {
  const inner = '<template wx:if="{{ n }}" is="t" data="{{ n: n - 1 }}" />';
  expectAsOnPhones([
    [`<template name="t">{{ n }}${inner}c</template><template is="t" data="{{ n: 2 }}" />`, '"2" "c"'],
    [
      '<template name="t">{{ n }}<template is="{{ k }}" data="{{ n: n, k: k }}" /></template>' +
        `<template is="t" data="{{ n: 2, k: 't' }}" />`,
      '"2"',
    ],
    [
      '<template name="t">a<template is="u" /></template><template name="u">b<template is="t" /></template>' +
        '<template is="t" /><template is="t" />',
      '"a" "b" "a" "b"',
    ],
  ]);
});

test('[SM122] an include stands for the text of its file, with the items and scripts around it', () => {
  const module = '<wxs module="m">module.exports = { v: "outer" };</wxs>';
  const files = {
    'pages/a/b.wxml': `<wxs module="m">module.exports = { v: "own" };</wxs>
<template name="t">no</template><view>{{ item }}{{ m.v }}
 c</view><include src="/c/d" />`,
    'c/d.wxml': 'd\n',
  };
  expect(
    readByPreview(`${module}<include wx:for="{{ list }}" src="b.wxml"></include>{{ a }}`, DATA, files),
  ).toBe(written`"1outer\n c" "d\n" "2outer\n c" "d\n" "5"`);
});
