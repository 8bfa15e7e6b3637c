/**
 * Where an address in a text ends, as a table: what is marked in it, or '' when nothing is. Many of the kinds are those that the
 * tests of linkify-it and linkifyjs tell apart; the texts are ours.
 */
import { tokenize } from '../../../miniprogram/utils/text-tokens';

const marked = (text: string): string[] =>
  tokenize(text).flatMap((token) => (token.kind === 'link' ? [token.text] : []));

type Row = readonly [text: string, link: string];

const WHOLE: readonly string[] = [
  'https://zh.wikipedia.org/wiki/微信',
  'https://例子.测试',
  'https://例子.测试/路径?问=答#节',
  'https://a.b/é',
  'https://bücher.example/straße',
  'http://xn--fsqu00a.xn--0zwm56d/a',
  'https://ru.wikipedia.org/wiki/Кошка',
  'https://ar.wikipedia.org/wiki/قطة',
  'https://ja.wikipedia.org/wiki/ジョン・スミス',
  'https://zh.wikipedia.org/wiki/约翰·史密斯',
  'https://en.wikipedia.org/wiki/Michelson–Morley_experiment',
  'https://en.wikipedia.org/wiki/Tea_(disambiguation)',
  'https://a.example/x_(y_(z))',
  'https://a.example/[draft]/{id}',
  'https://a.example:8443/x?y=1,2;3&z=a%20b#!/top',
  'http://localhost:3000/x',
  'http://127.0.0.1/x',
  'http://[2001:db8::1]:8080/x',
  'https://a.example/@ann/post',
  'https://a.example?q=茶',
  'https://a.example#茶',
  'HTTPS://A.EXAMPLE/B',
  'www.例子.测试/茶',
  'https://a-b.c-d.example/--x--/',
  "https://a.example/it's-here",
  'https://a.example/e\u0301te\u0301',
];

const ENDS: readonly Row[] = [
  ['看https://a.example/茶，好喝', 'https://a.example/茶'],
  ['（https://a.example/茶）', 'https://a.example/茶'],
  ['「https://a.example/茶」', 'https://a.example/茶'],
  ['《https://a.example/茶》。', 'https://a.example/茶'],
  ['“https://a.example/x”', 'https://a.example/x'],
  ['‘https://a.example/x’', 'https://a.example/x'],
  ['«https://a.example/x»', 'https://a.example/x'],
  ['"https://a.example/x"', 'https://a.example/x'],
  ['<https://a.example/x>', 'https://a.example/x'],
  ['(https://a.example/x)', 'https://a.example/x'],
  ['(see https://a.example/x_(y)).', 'https://a.example/x_(y)'],
  ['{https://a.example/x}', 'https://a.example/x'],
  ['[here](https://a.example/x)!', 'https://a.example/x'],
  ['https://a.example/x...', 'https://a.example/x'],
  ['https://a.example/x?!', 'https://a.example/x'],
  ["'https://a.example/x'", 'https://a.example/x'],
  ['**https://a.example/x**', 'https://a.example/x'],
  ['https://a.example.', 'https://a.example'],
  ['https://a.example，好', 'https://a.example'],
  ['https://a.example看看', 'https://a.example'],
  ['https://a.example:80看看', 'https://a.example:80'],
  ['https://a.example/x——好', 'https://a.example/x'],
  ['https://a.example/x…', 'https://a.example/x'],
  ['https://a.example/x、https://b.example', 'https://a.example/x'],
  ['https://a.example/x👍', 'https://a.example/x'],
  ['https://a.example/x\u3000y', 'https://a.example/x'],
  ['https://a.example/x\u00a0y', 'https://a.example/x'],
  ['https://a.example/x|y', 'https://a.example/x'],
  ['https://a.example/x،', 'https://a.example/x'],
  ['www.a.example, yes', 'www.a.example'],
  ['看www.a.example', 'www.a.example'],
  ['https://a.example/x\u200f ok', 'https://a.example/x'],
];

const NONE: readonly string[] = [
  'https://',
  'https://。',
  'https:///x',
  'www.x',
  'www.1.2',
  'xhttps://a.example',
  'ann@www.a.example',
  'ann@a.example',
  'x.www.a.example',
  'ftp://a.example',
  'a.example',
  'https://bank.example@evil.example/',
  'https://bank.example:x@evil.example/',
  'https://银行.测试@evil.example/',
  'https://a.example/\u202egpj.exe',
  'https://a\u200e.example/x',
  `https://a.example/${'x'.repeat(5_000)}`,
];

test.each(WHOLE)('[UI327] {K28} an address of any script is found whole: %s', (address) => {
  expect(marked(address)).toEqual([address]);
  expect(marked(`see ${address} ok`)).toEqual([address]);
  expect(marked(`(${address})，`)).toEqual([address]);
});

test.each(ENDS)('[UI327] {K28} in %s it ends where the sentence goes on', (text, link) => {
  expect(marked(text)[0]).toBe(link);
});

test.each(NONE)('[UI328] {K28} nothing is marked in %s', (text) => {
  expect(marked(text)).toEqual([]);
});

test('[UI327] {K28} two that stand together are two', () => {
  expect(marked('https://a.example,https://b.example')).toEqual(['https://a.example', 'https://b.example']);
});
