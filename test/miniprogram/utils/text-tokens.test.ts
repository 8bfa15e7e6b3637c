import { dialled, tokenize, tokenizeCalling } from '../../../miniprogram/utils/text-tokens';
import { MAX_TEXT_CODE_POINTS } from '../../../miniprogram/core/protocol/limits';
import { createSeededRandom } from '../../support/seeded-random';

const found = (text: string, names: readonly string[] = []): string[] =>
  tokenize(text, names)
    .filter((token) => token.kind !== 'text')
    .map((token) => `${token.kind} ${token.text}`);

test.each([
  ['https://a.cn/b?c=1&d=%20#e', 'https://a.cn/b?c=1&d=%20#e'],
  ['看https://a.cn/b，不远', 'https://a.cn/b'],
  ['看 http://a.cn。', 'http://a.cn'],
  ['（https://a.cn/b）', 'https://a.cn/b'],
  ['(https://a.cn/b)', 'https://a.cn/b'],
  ['https://a.cn/b_(c)', 'https://a.cn/b_(c)'],
  ['[x](https://a.cn/b).', 'https://a.cn/b'],
  ['Is it www.example.org?', 'www.example.org'],
  ['HTTPS://A.CN!', 'HTTPS://A.CN'],
  ['https://a.cn/路', 'https://a.cn/路'],
  ['http://127.0.0.1:8080/x', 'http://127.0.0.1:8080/x'],
])('[UI44] {C14} the link in %s', (text, link) => {
  expect(found(text)).toEqual([`link ${link}`]);
});

test.each([
  'http://',
  'https://，',
  'www.',
  'www.a',
  'xhttps//a.cn',
  'awww.example.org',
  'javascript:alert(1)',
])('[UI44] there is no link in %s', (text) => {
  expect(found(text)).toEqual([]);
});

test('[UI44] several links in one text are all found, each time it is asked', () => {
  const text = 'https://a.cn,https://b.cn\nwww.c.cn、http://d.cn';
  const all = ['link https://a.cn', 'link https://b.cn', 'link www.c.cn', 'link http://d.cn'];
  expect(found(text)).toEqual(all);
  expect(found(text)).toEqual(all);
});

test.each([
  ['打13812345678。', '13812345678', '13812345678'],
  ['138-1234-5678', '138-1234-5678', '13812345678'],
  ['call 138 1234 5678 now', '138 1234 5678', '13812345678'],
  ['+86 138 1234 5678', '+86 138 1234 5678', '+8613812345678'],
  ['+49-89-1234567', '+49-89-1234567', '+49891234567'],
  ['座机010-12345678转2', '010-12345678', '01012345678'],
  ['400-820-8820', '400-820-8820', '4008208820'],
  ['座机021-62345678-802', '021-62345678', '02162345678'],
  ['0571-8234-5678-12345', '0571-8234-5678', '057182345678'],
  ['打400-820-8820-6，找小明', '400-820-8820', '4008208820'],
])('[UI44] {C14} the phone number in %s', (text, phone, dial) => {
  expect(found(text)).toEqual([`phone ${phone}`]);
  expect(dialled(phone)).toBe(dial);
});

test.each([
  '12345678901',
  '138123456789',
  'a13812345678',
  '13812345678.5',
  '2026-11-25',
  '3.14159265',
  '+1',
  '12:30',
  'x@13812345678',
  '0123-4567-8901-2345-6789',
  '62170123-4567-8901',
  '021-62345678-802a',
  '192.168.10.200',
])('[UI44] there is no phone number in %s', (text) => {
  expect(found(text)).toEqual([]);
});

test('[UI44] only people who are mentioned are, by the longest name that fits', () => {
  expect(found('@Ann Lee 和@Ann，@Bob', ['Ann', 'Ann Lee'])).toEqual(['mention @Ann Lee', 'mention @Ann']);
  expect(found('@所有人 开会', ['所有人'])).toEqual(['mention @所有人']);
  expect(found('mail@Ann', [])).toEqual([]);
});

test.each([
  ['@Benjamin', ['Ben'], []],
  ['@Ben, @Ben! (@Ben) @Ben', ['Ben'], ['@Ben', '@Ben', '@Ben', '@Ben']],
  ['x@Ben.org', ['Ben'], []],
  ['x.@Ben é@Ben я@Ben _@Ben', ['Ben'], []],
  ['@Ben.org @Ben-Li @Ben_2 @Ben2', ['Ben'], []],
  ['@Ben. @Ben-', ['Ben'], ['@Ben', '@Ben']],
  ["@Ben’s and @Ben's", ['Ben'], ['@Ben', '@Ben']],
  ['你好@Ben，在吗', ['Ben'], ['@Ben']],
  ['@小明明 @小明，@小明 @小明你', ['小明'], ['@小明', '@小明']],
  ['@Бенедикт @Бен', ['Бен'], ['@Бен']],
  ['@Ben👍 @Ben☀', ['Ben'], ['@Ben', '@Ben']],
  ['＠Ben 好', ['Ben'], ['＠Ben']],
])(
  '[UI301] {K22} a name marks no part of another word in a message without places: %s',
  (text, names, marked) => {
    const mentions = tokenize(text, names).filter(({ kind }) => kind === 'mention');
    expect(mentions.map((token) => token.text)).toEqual(marked);
  },
);

test('[UI301] {K22} where places are known they alone are mentions, and links stay beside them', () => {
  const text = '@Ben Lee www.a.cn @Ben';
  const tokens = tokenizeCalling(text, [{ start: 0, end: 8, user: 'ben' }]);
  expect(tokens).toEqual([
    { kind: 'mention', text: '@Ben Lee', user: 'ben' },
    { kind: 'text', text: ' ' },
    { kind: 'link', text: 'www.a.cn' },
    { kind: 'text', text: ' @Ben' },
  ]);
});

test('[UI44] the parts put together are the text, whatever it is', () => {
  const seed = Date.now() % 100_000;
  const random = createSeededRandom(seed);
  const pieces = [
    'https://',
    'www.',
    'a.cn',
    '/(',
    ')',
    '，',
    '138',
    '1234',
    '5678',
    '-',
    ' ',
    '+86',
    '@',
    'Ann',
    '😀',
    '\n',
    '.',
  ];
  for (let round = 0; round < 2_000; round += 1) {
    const text = Array.from({ length: 12 }, () => pieces[Math.floor(random() * pieces.length)]).join('');
    const tokens = tokenize(text, ['Ann']);
    expect({ seed, text: tokens.map((token) => token.text).join('') }).toEqual({ seed, text });
    expect(tokens.every((token) => token.text !== '')).toBe(true);
  }
});

test.each([
  'www.',
  'http://',
  'https://a(',
  '1-',
  '138 ',
  '+1 ',
  '@',
  'www.-',
  'www.a.b(',
  '...',
  'https://a@',
  'https://a.b/)',
])('[UI44] a text of the greatest length made of "%s" takes no time to speak of', (piece) => {
  const text = piece.repeat(MAX_TEXT_CODE_POINTS).slice(0, MAX_TEXT_CODE_POINTS);
  let units = 0;
  const counting = new Proxy({} as unknown as string & object, {
    get: (_target, name) => {
      if (name === 'length') return text.length;
      const member = (text as unknown as Record<PropertyKey, unknown>)[name];
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => {
        units += 1;
        return (member as (...all: unknown[]) => unknown).apply(text, args);
      };
    },
  });
  tokenize(counting, ['Ann']);
  // A quadratic walk would read the text 4,000 times over.
  expect(units).toBeLessThan(100 * text.length);
});
