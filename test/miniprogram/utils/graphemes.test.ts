import { firstGrapheme, graphemeEnd, graphemeStart } from '../../../miniprogram/utils/graphemes';
import { EMOJI_GROUPS } from '../../../miniprogram/components/emoji-panel/emoji-set';

/** What is left after one step back from the end. */
const back = (text: string): string => text.slice(0, graphemeStart(text, text.length));

test.each([
  ['a letter', 'a'],
  ['a Chinese character', '好'],
  ['a surrogate pair', '😀'],
  ['a heart with its selector', '❤️'],
  ['a skin tone', '👍🏽'],
  ['a family', '👨‍👩‍👧'],
  ['a person with a tone at work', '👩🏽‍💻'],
  ['a flag', '🇨🇳'],
  ['a flag of a region', '🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}'],
  ['a rainbow flag', '🏳️‍🌈'],
  ['a key cap', '1️⃣'],
  ['an accent of its own', 'e\u0301'],
  ['a new line of two units', '\r\n'],
])('[UI63] {C9} one step back takes %s as a whole, and nothing before it', (_name, one) => {
  expect(back(one)).toBe('');
  for (const before of ['x', '好', '😀', '❤️', 'a b ']) expect(back(before + one)).toBe(before);
});

test('[UI63] {C9} flags beside each other are told apart by where their run begins', () => {
  expect(back('🇨🇳🇫🇷')).toBe('🇨🇳');
  expect(back('🇨🇳🇫🇷🇩🇪')).toBe('🇨🇳🇫🇷');
  expect(back('🇨🇳🇫')).toBe('🇨🇳');
});

test('[UI63] {C9} broken texts end: half a pair, a joiner or a selector alone, nothing at all', () => {
  for (const text of ['', '\uD83D', '\uDE00', '\u200D', '\uFE0F', '\u{1F3FD}']) expect(back(text)).toBe('');
  expect(back('a\uDE00')).toBe('a');
  expect(graphemeStart('abc', 0)).toBe(0);
});

test('[UI63] {C9} every emoji that is offered is one character, and none is offered twice', () => {
  const all = EMOJI_GROUPS.flatMap(({ emoji }) => emoji);
  expect(all.filter((emoji) => back(`x${emoji}`) !== 'x')).toEqual([]);
  expect(new Set(all).size).toBe(all.length);
  expect(all.length).toBeGreaterThan(200);
});

/** Whole characters, none of which goes on with the next one. */
const WHOLE = [
  ...[
    'a',
    ' ',
    '\n',
    '\r\n',
    '好',
    'é',
    'e\u0301',
    'a\u0300\u0301\u0302',
    '👍',
    '👍🏽',
    '❤️',
    '👨‍👩‍👧',
    '1️⃣',
    '🏳️‍🌈',
  ],
  ...[
    '각',
    '\u1100\u1161\u11a8',
    '\u1112\u1161',
    'か\u3099',
    'ﾊﾟ',
    'กำ',
    'क्षि',
    'श्री',
    'ক্ষ',
    'ന്റെ',
    'நி',
    'مُ',
    '葛\u{e0100}',
    '‏',
  ],
];

function charactersOf(text: string): readonly string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length; at = graphemeEnd(text, at))
    found.push(text.slice(at, graphemeEnd(text, at)));
  return found;
}

function backwards(text: string): readonly string[] {
  const found: string[] = [];
  for (let end = text.length; end > 0; end = graphemeStart(text, end)) {
    found.unshift(text.slice(graphemeStart(text, end), end));
  }
  return found;
}

test('[UI287] {K29} each of many scripts is one character, and the same by Unicode', () => {
  const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
  for (const one of WHOLE) {
    expect([one, firstGrapheme(`${one}x`)]).toEqual([one, one]);
    expect([one, [...segmenter.segment(one)].length]).toEqual([one, 1]);
  }
});

test('[UI287] {K29} beside any other one each stays whole, forwards and backwards', () => {
  for (const one of WHOLE) {
    for (const other of WHOLE) {
      const wanted = [one, other];
      expect(charactersOf(one + other)).toEqual(wanted);
      expect(backwards(one + other)).toEqual(wanted);
    }
  }
});

test('[UI287] {K29} a joiner joins pictures only, and a virama consonants of its scripts only', () => {
  expect(charactersOf('a\u200db')).toEqual(['a\u200d', 'b']);
  expect(charactersOf('க்ஷ')).toHaveLength(2);
  expect(charactersOf('क्अ')).toHaveLength(2);
});
