import { graphemeStart } from '../../../miniprogram/utils/graphemes';
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
