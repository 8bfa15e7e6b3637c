import { runWcsc } from '../../../tools/wechat/vendor-tools';
import { inFolder, saidOf } from '../../support/checked-files';

const REFUSED = [
  ['`*`', '.a * { top: 0; }', '.a .b { top: 0; }'],
  ['a list inside of `:is()`', ':is(view, text) { top: 0; }', 'view, text { top: 0; }'],
  ['a list inside of `:not()`', '.c:not(.a, .b) { top: 0; }', '.c:not(.a):not(.b) { top: 0; }'],
  ['`of` in :nth-child()', '.a:nth-child(2 of .b) { top: 0; }', '.a:nth-child(2n + 1) { top: 0; }'],
  ['flags of an attribute', "view[a='b' i] { top: 0; }", "view[a='b'] { top: 0; }"],
  ['`>>>` or `/deep/`', '.a >>> .b { top: 0; }', '.a > .b { top: 0; }'],
  ['`::slotted()` or `::part()`', '::slotted(view) { top: 0; }', '.a::before { top: 0; }'],
  ['an escape in a selector', '.a\\:b { top: 0; }', '.a-b { top: 0; }'],
  ['a name that is not ASCII', '.中文 { top: 0; }', '.chinese { top: 0; }'],
  [
    '`@container`',
    '@container (min-width: 1px) { .a { top: 0; } }',
    '@media (min-width: 1px) { .a { top: 0; } }',
  ],
  ['`@layer`', '@layer a { .a { top: 0; } }', '@supports (top: 0) { .a { top: 0; } }'],
  ['a rule inside of a rule', '.a { .b { top: 0; } }', '.a .b { top: 0; }'],
  ['a rule inside of a rule', '.a { &:hover { top: 0; } }', '.a:active { top: 0; }'],
  ['a property that begins with `*`', '.a { *zoom: 1; }', '.a { zoom: 1; }'],
  ['`@import url()`', "@import url('b.wxss');", "@import 'b.wxss';"],
  ['`@import` with a condition', "@import 'b.wxss' (min-width: 1px);", "@import './b.wxss';"],
] as const;

test.each(REFUSED)('[WX8] %s is refused by wcsc: %s', (construct, wrong, right) => {
  const before = '.z {\n  top: 0;\n}\n';
  const files = { 'a.wxss': before + wrong, 'b.wxss': before };
  expect(saidOf(files)).toEqual([`a.wxss:4 ${construct}`]);
  expect(inFolder(files, (folder) => runWcsc(folder, ['a.wxss', 'b.wxss']).isOk)).toBe(false);
  expect(saidOf({ ...files, 'a.wxss': right })).toEqual([]);
});

const LOST = [
  ['`:host` with something beside it', ':host .a { top: 0; }', ':host { top: 0; }'],
  ['`:host` with something beside it', '.b :host { top: 0; }', ':host,\n.b { top: 0; }'],
  ['`:host` with something beside it', ':host(.on) { top: 0; }', '.on { top: 0; }'],
  ['`:root`', ':root { --a: 1px; }', 'page { --a: 1px; }'],
  ['a class inside of `:where()`', ':where(.a) { top: 0; }', '.a { top: 0; }'],
  ['a class inside of `:has()`', 'view:has(.a) { top: 0; }', 'view:not(.a) { top: 0; }'],
  ['a class inside of `:is()`', ':is(.a) .b { top: 0; }', '.a .b { top: 0; }'],
  ['a comment inside of a selector', '.a/* c */.b { top: 0; }', '/* c */ .a.b { top: 0; }'],
  ['a comment with //', '// a\n.b { top: 0; }', '/* a */\n.b { top: 0; }'],
  ['`rpx` in capital letters or with an exponent', '.a { top: 10RPX; }', '.a { top: 10rpx; }'],
  ['`rpx` in capital letters or with an exponent', '.a { top: 1e1rpx; }', '.a { top: -1.5rpx; }'],
  [
    '`rpx` in the condition of @media',
    '@media (min-width: 750rpx) { .a { top: 0; } }',
    '@media (min-width: 375px) { .a { top: 1rpx; } }',
  ],
  [
    'a picture or font by a local path',
    '.a { background: url(x.png); }',
    '.a { background: url("data:image/png;base64,AA"); }',
  ],
  [
    'a picture or font by a local path',
    ".a { background: url('/x.png'); }",
    '.a { background: url( https://a.b/x.png ); }',
  ],
  ['`@import` inside of another rule', "@media (min-width: 1px) { @import 'b.wxss'; }", "@import 'b.wxss';"],
  [
    'a zero with a unit in the fallback of a custom property',
    '.a { --b: var(--c, 0px); }',
    '.a { --b: var(--c, 1px); top: calc(var(--c, 0px) + 1px); }',
  ],
] as const;

test.each(LOST)('[WX9] %s is taken by wcsc and lost: %s', (construct, wrong, right) => {
  const files = { 'a.wxss': wrong, 'b.wxss': '.z { top: 0; }' };
  expect(saidOf(files)).toEqual([`a.wxss:1 ${construct}`]);
  expect(inFolder(files, (folder) => runWcsc(folder, ['a.wxss', 'b.wxss']).isOk)).toBe(true);
  expect(saidOf({ ...files, 'a.wxss': right })).toEqual([]);
});

test('[WX9] a fallback of padding or margin in the same rule is dropped, of width it is not', () => {
  const twice = (property: string) =>
    `.a {\n  ${property}: 20px;\n  ${property}: env(safe-area-inset-bottom);\n}`;
  expect(saidOf({ 'a.wxss': twice('padding-bottom') })).toEqual([
    'a.wxss:2 a property written twice in one rule',
  ]);
  expect(saidOf({ 'a.wxss': twice('margin') })).toEqual(['a.wxss:2 a property written twice in one rule']);
  expect(saidOf({ 'a.wxss': twice('width') })).toEqual([]);
  expect(saidOf({ 'a.wxss': '.a { padding: 1px; padding-top: 2px; }' })).toEqual([]);
});

test('[WX10] :host stands before all other rules, as wcsc moves it there', () => {
  expect(saidOf({ 'a.wxss': '.a { top: 0; }\n:host { top: 1px; }' })).toEqual([
    'a.wxss:2 `:host` after another rule',
  ]);
  expect(saidOf({ 'a.wxss': ':host { top: 1px; }\n.a { top: 0; }' })).toEqual([]);
});

test('[WX10] a stylesheet comes in over one way only', () => {
  const rule = '.z { top: 0; }';
  const both = {
    'a.wxss': "@import 'b.wxss';\n@import './c.wxss';",
    'b.wxss': "@import 'c.wxss';",
    'c.wxss': rule,
  };
  expect(saidOf(both)).toEqual(['a.wxss:2 a stylesheet that is imported twice']);
  expect(saidOf({ ...both, 'b.wxss': rule })).toEqual([]);
  expect(saidOf({ 'a.wxss': "@import '/b.wxss';\n@import 'b.wxss';", 'b.wxss': rule })).toEqual([
    'a.wxss:2 a stylesheet that is imported twice',
  ]);
});

test('[WX1] what wcsc alone refuses is said as it says it', () => {
  expect(saidOf({ 'a.wxss': "@import './nope.wxss';", 'b.wxss': '.a { top: 0; }' })).toEqual([
    'a.wxss:1 path `./nope.wxss` not found',
  ]);
  expect(saidOf({ 'a.wxss': '.a { top: 0; }\n.b {\n  left: 0;;\n}' })).toEqual([
    expect.stringMatching(/^a\.wxss:3 .*`;`/),
  ]);
});
