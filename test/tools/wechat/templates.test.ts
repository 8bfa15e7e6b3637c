import { saidOf, type Files } from '../../support/checked-files';

type Row = readonly [construct: string, wrong: string | Files, line: number, right: string | Files];

const filesOf = (source: string | Files): Files =>
  typeof source === 'string' ? { 'a.wxml': source } : source;

function check(_construct: string, wrong: string | Files, line: number, right: string | Files): void {
  expect(saidOf(filesOf(wrong))).toEqual([`a.wxml:${line} ${_construct}`]);
  expect(saidOf(filesOf(right))).toEqual([]);
}

const TEXTS: readonly Row[] = [
  ['a backslash in a text', '<view>\n  C:\\new</view>', 2, '<view>{{ path }}</view>'],
  ['an entity such as &lt; or &nbsp;', '<view>a &lt; b</view>', 1, '<view>a ＜ b</view>'],
  ['an entity such as &lt; or &nbsp;', '<view title="a&nbsp;b" />', 1, '<text decode>a&nbsp;b</text>'],
  ['an entity such as &lt; or &nbsp;', '<text decode>a&copy;b</text>', 1, '<text>a©b & c; d</text>'],
];

test.each(TEXTS)('[WX4] %s is read differently in %j', check);

const ATTRIBUTES: readonly Row[] = [
  [
    'content inside of <slot>',
    '<slot>\n<view>none</view></slot>',
    2,
    '<slot />\n<view wx:if="{{ none }}">none</view>',
  ],
  ['an attribute written twice', '<view\n id="a"\n id="b" />', 3, '<view id="a" data-id="b" />'],
  [
    'an event bound with and without a colon',
    '<view bindtap="a" bind:tap="b" />',
    1,
    '<view bindtap="a" catch:tap="b" capture-bind:tap="c" mark:tap="d" />',
  ],
  [
    'a prefix that is not one of WXML',
    '<view class:on="{{ a }}" />',
    1,
    "<view class=\"{{ a ? 'on' : '' }}\" />",
  ],
  ['a prefix that is not one of WXML', '<view data:id="{{ a }}" />', 1, '<view data-id="{{ a }}" />'],
  ['a prefix that is not one of WXML', '<view slot:item />', 1, '<view slot="item" />'],
  ['a capital letter after data-', '<view data-roomId="{{ a }}" />', 1, '<view data-room-id="{{ a }}" />'],
  [
    'a list or an object as class or style',
    '<view class="{{ [a, b] }}" />',
    1,
    '<view class="{{ a }} {{ b }}" />',
  ],
  [
    'wx:key that is no name',
    '<view wx:for="{{ a }}" wx:key="{{ item.id }}" />',
    1,
    '<view wx:for="{{ a }}" wx:key="id" />',
  ],
  [
    'wx:key that is no name',
    '<view wx:for="{{ a }}" wx:key="item.id" />',
    1,
    '<view wx:for="{{ a }}" wx:key="*this" />',
  ],
  ['wx:for with something beside the braces', '<view wx:for="{{ a }} " />', 1, '<view wx:for="{{ a }}" />'],
  ['wx:for over a text', '<view wx:for="abc" />', 1, "<view wx:for=\"{{ ['a', 'b', 'c'] }}\" />"],
];

test.each(ATTRIBUTES)('[WX5] %s is found in %j', check);

const NAMED = '<template name="row"><text>{{ a }}</text></template>';

const LINKS: readonly Row[] = [
  [
    'a file that is not there',
    '<view />\n<import src="./b.wxml" />',
    2,
    { 'a.wxml': '<import src="./b" />', 'b.wxml': '' },
  ],
  [
    '<template is> without such a template',
    '<template is="row" data="{{ a }}" />',
    1,
    `${NAMED}<template is="row" />`,
  ],
  [
    '<template is> without such a template',
    {
      'a.wxml': '<import src="b.wxml" /><template is="row" />',
      'b.wxml': '<import src="c.wxml" />',
      'c.wxml': NAMED,
    },
    1,
    { 'a.wxml': '<import src="c.wxml" /><template is="row" /><template is="{{ any }}" />', 'c.wxml': NAMED },
  ],
  ['two templates of one name', `${NAMED}\n${NAMED}`, 2, `${NAMED}\n${NAMED.replace('row', 'line')}`],
  [
    'a template that calls itself',
    '<template name="a">\n<template is="a" wx:if="{{ b }}" /></template>',
    1,
    {
      'a.wxml':
        '<import src="a.wxml" /><template name="a"><template is="b" /></template><template name="b" />',
    },
  ],
  [
    '<include> inside of wx:for',
    { 'a.wxml': '<view wx:for="{{ a }}">\n<include src="b.wxml" /></view>', 'b.wxml': '{{ item }}' },
    2,
    { 'a.wxml': '<include src="b.wxml" />', 'b.wxml': '{{ item }}' },
  ],
  [
    'an included file with <wxs>',
    { 'a.wxml': '<include src="/b.wxml" />', 'b.wxml': '<wxs module="m">module.exports = 1;</wxs>' },
    1,
    { 'a.wxml': '<import src="/b.wxml" />', 'b.wxml': '<wxs module="m">module.exports = 1;</wxs>' },
  ],
  [
    'an included file that calls a <wxs> module of the file around',
    {
      'a.wxml': '<wxs module="m">module.exports = 1;</wxs>\n<include src="b.wxml" />',
      'b.wxml': '<view id="{{ m.a }}" />',
    },
    2,
    {
      'a.wxml': '<wxs module="m">module.exports = 1;</wxs>\n<include src="b.wxml" />',
      'b.wxml': '<view id="{{ a.m }}" />',
    },
  ],
];

test.each(LINKS)('[WX6] %s is found in %j', check);

test('[WX6] templates that call each other in a circle stop as well', () => {
  const circle =
    '<template name="a"><template is="b" /></template>\n<template name="b"><template is="a" /></template>';
  expect(saidOf({ 'a.wxml': circle })).toEqual([
    'a.wxml:1 a template that calls itself',
    'a.wxml:2 a template that calls itself',
  ]);
});

const BLANKS: readonly Row[] = [
  [
    'white space beside an inline tag',
    '<view>\n{{ a }} <text>b</text></view>',
    2,
    "<view>{{ a }}{{ ' ' }}<text>b</text></view>",
  ],
  ['white space beside an inline tag', '<view><text>b</text>\n c</view>', 1, '<text><text>b</text> c</text>'],
  [
    'white space beside an inline tag',
    '<view><text>👍</text> <text>3</text></view>',
    1,
    '<view><text>👍</text>\n  <text>3</text></view>',
  ],
  [
    'white space beside an inline tag',
    '<block>a\n<text>b</text></block>',
    1,
    '<view> a <view>b</view> c </view>',
  ],
];

test.each(BLANKS)('[WX7] %s is found in %j', check);

test('[WX1] what a rule does not name is said as the tools say it', () => {
  expect(saidOf({ 'a.wxml': '<view>\n<view></view>' })).toEqual([
    'a.wxml:1 end tag missing, near `view`',
    'a.wxml:1 missing end tag',
  ]);
  expect(saidOf({ 'b.wxml': '<view />', 'a.wxml': '<view>\n<text wx:else>b</text></view>' })).toEqual([
    expect.stringMatching(/^a\.wxml:2 .*wx:if not found/),
    expect.stringMatching(/^a\.wxml:2 /),
  ]);
});
